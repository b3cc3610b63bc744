import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cases } from '../../../../test/support/property-cases.ts';
import { latentsOf } from '../../../core/latent/compose.ts';
import { jointParts, mixedFrom, noSources, singleParts, sourceOf, withSource } from './mix.ts';
import { accepted, plain } from '../testing.ts';

const SHAPE = { imageSize: 4, numChannels: 1, nz: 3, zEmbDim: 2 };
const sourceAt = (seed: string | null | undefined) => (typeof seed === 'string' ? named(seed) : null);
const named = (seed: string) => ({ label: seed, picture: plain(seed) });

describe('mixing', () => {
  it('takes each part from where it says, in one edit for each other picture', () => {
    const steps = 3;
    const parts = singleParts(steps);
    const sources = fc.array(fc.constantFrom(null, '2', '3'), {
      minLength: parts.length,
      maxLength: parts.length,
    });
    fc.assert(
      fc.property(sources, (seeds) => {
        const mix = parts.reduce(
          (before, part, i) => withSource(before, part, sourceAt(seeds[i])),
          noSources(steps),
        );
        const picture = accepted(mixedFrom(plain('1'), mix, steps), steps);
        expect(picture.edits?.length ?? 0).toBe(new Set(seeds.filter((seed) => seed !== null)).size);
        const made = latentsOf(picture, steps, SHAPE);
        parts.forEach((part, i) => {
          const source = latentsOf(plain(seeds[i] ?? '1'), steps, SHAPE);
          if (part.kind === 'x_T') expect(made.x_T).toEqual(source.x_T);
          else expect(made[part.kind][part.t]).toEqual(source[part.kind][part.t]);
        });
      }),
      { numRuns: cases(30) },
    );
  });

  it('sets all steps of a part at once, and tells where they differ', () => {
    const [, style, noise] = jointParts(3);
    const mix = withSource(noSources(3), style!, named('2'));
    expect(sourceOf(mix, style!)).toMatchObject({ label: '2' });
    expect(sourceOf(mix, noise!)).toBeNull();
    expect(sourceOf(withSource(mix, { kind: 'z', t: 0 }, null), style!)).toBe('several');
    expect(withSource(noSources(3), noise!, named('2')).noise[0]).toBeNull();
  });

  it('has no noise to mix where there is one step', () => {
    expect(singleParts(1)).toEqual([{ kind: 'x_T' }, { kind: 'z', t: 0 }]);
    expect(jointParts(1)).toHaveLength(2);
  });
});
