import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PRIORITIES, type Priority } from '../../shared/contract/priority.ts';
import { PriorityLine } from './priority-line.ts';

type Step =
  { readonly kind: 'add'; readonly priority: Priority } | { readonly kind: 'leave'; readonly at: number };

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('add' as const), priority: fc.constantFrom(...PRIORITIES) }),
    fc.record({ kind: fc.constant('leave' as const), at: fc.nat(20) }),
  ),
);

describe('PriorityLine', () => {
  it('serves by priority, then by arrival, whoever leaves in between', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const line = new PriorityLine<number>();
        let present: { arrival: number; priority: Priority }[] = [];
        for (const [arrival, step] of sequence.entries()) {
          if (step.kind === 'add') {
            line.add(arrival, step.priority);
            present.push({ arrival, priority: step.priority });
          } else {
            const leaving = present[step.at];
            if (leaving === undefined) continue;
            line.remove(leaving.arrival);
            present = present.filter((member) => member !== leaving);
          }
          const expected = present
            .toSorted(
              (a, b) =>
                PRIORITIES.indexOf(a.priority) - PRIORITIES.indexOf(b.priority) || a.arrival - b.arrival,
            )
            .map((member) => member.arrival);
          expect([...line]).toEqual(expected);
          expect(line.first()).toBe(expected[0]);
        }
      }),
    );
  });
});
