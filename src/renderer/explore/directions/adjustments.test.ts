import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { floatsFromBase64 } from '../../../shared/recipe/base64-floats.ts';
import { adjusted, type Adjustment, amountOf, combinedVector, withAmount } from './adjustments.ts';
import { accepted, axis, plain, STEPS } from '../testing.ts';

const AXES = [axis('a', [1, 0], 2), axis('b', [0, 1], 0.5), axis('c', [0.6, 0.8], 60)];
const aMove = fc.record({
  axis: fc.constantFrom(...AXES),
  scope: fc.constantFrom('all' as const, 0, 1),
  amount: fc.integer({ min: -80, max: 80 }).map((n) => n / 20),
});

describe('sliders along directions', () => {
  it('leave one edit for each that is moved, however often', () => {
    fc.assert(
      fc.property(fc.array(aMove, { maxLength: 60 }), (moves) => {
        const adjustments = moves.reduce<readonly Adjustment[]>(
          (before, { axis, scope, amount }) => withAmount(before, axis, scope, amount, STEPS),
          [],
        );
        const { edits = [] } = accepted(adjusted(plain('1'), adjustments));
        expect(edits.length).toBe(adjustments.length);
        expect(edits.length).toBeLessThanOrEqual(AXES.length);
        for (const move of moves.slice(-1)) {
          expect(amountOf(adjustments, move.axis.id, move.scope).amount).toBe(move.amount);
        }
      }),
    );
  });

  it('make the same recipe in whatever order they were moved', () => {
    const [a, b] = [AXES[0]!, AXES[1]!];
    const ab = withAmount(withAmount([], a, 'all', 1, STEPS), b, 'all', 2, STEPS);
    const ba = withAmount(withAmount([], b, 'all', 2, STEPS), a, 'all', 1, STEPS);
    expect(adjusted(plain('1'), ab)).toEqual(adjusted(plain('1'), ba));
  });

  it('move in standard deviations, one step alone where asked', () => {
    const adjustments = withAmount([], AXES[0]!, 1, 1.5, STEPS);
    expect(adjusted(plain('1'), adjustments).edits).toMatchObject([{ kind: 'direction', amounts: [0, 3] }]);
    expect(amountOf(adjustments, 'a', 'all')).toEqual({ amount: 0.75, differs: true });
    expect(amountOf(adjustments, 'a', 0)).toEqual({ amount: 0, differs: false });
  });

  it('at zero leave the picture as it was', () => {
    const moved = withAmount([], AXES[0]!, 'all', 1, STEPS);
    expect(adjusted(plain('1'), withAmount(moved, AXES[0]!, 'all', 0, STEPS))).toEqual(plain('1'));
  });

  it('combine into one vector', () => {
    const one = withAmount([], AXES[0]!, 'all', 1, STEPS);
    const both = withAmount(one, AXES[1]!, 'all', -2, STEPS);
    expect([...floatsFromBase64(combinedVector(both, 'all')!)!]).toEqual([2, -1]);
    expect(combinedVector([], 'all')).toBeNull();
    const ofStep0 = withAmount([], AXES[0]!, 0, 1, STEPS);
    expect(combinedVector(ofStep0, 1)).toBeNull();
  });
});
