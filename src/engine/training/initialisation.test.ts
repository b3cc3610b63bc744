import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { discriminatorParameters } from '../../core/ddgan/discriminator.ts';
import { generatorParameters } from '../../core/ddgan/generator.ts';
import { parseSeed } from '../../core/random/seed.ts';
import type { DiscriminatorConfig, GeneratorConfig } from '../../shared/models/architecture.ts';
import { initialWeights } from './initialisation.ts';

const G: GeneratorConfig = {
  imageSize: 32,
  numChannels: 3,
  nf: 4,
  chMult: [1, 2, 2],
  numResBlocks: 1,
  attnResolutions: [16],
  nz: 4,
  zEmbDim: 8,
  nMlp: 1,
};
const D: DiscriminatorConfig = { variant: 'small', imageSize: 32, numChannels: 3, ngf: 2, tEmbDim: 8 };
const seed = parseSeed('3');

/** The start of the SHA-256 of all names and values. */
function fingerprint(weights: ReadonlyMap<string, Float32Array>): string {
  const hash = createHash('sha256');
  for (const [name, { buffer, byteOffset, byteLength }] of weights) {
    hash.update(name).update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest('hex').slice(0, 16);
}

describe('initialWeights', () => {
  it('draws for a seed the weights that the first release drew', () => {
    const generator = initialWeights(generatorParameters(G), seed, 'generator');
    expect(fingerprint(generator)).toBe('ab3ef68cd42949a7');
    const discriminator = (config: DiscriminatorConfig) =>
      fingerprint(initialWeights(discriminatorParameters(config), seed, 'discriminator'));
    expect(discriminator(D)).toBe('f511255d5c846656');
    expect(discriminator({ ...D, variant: 'large', imageSize: 64 })).toBe('2cdd72032803e585');
  });

  it('starts styles at factors of 1 and shifts of 0, and the last layer near zero', () => {
    const weights = initialWeights(generatorParameters(G), seed, 'generator');
    expect(weights.get('all_modules.3.GroupNorm_0.style.bias')).toEqual(
      Float32Array.of(1, 1, 1, 1, 0, 0, 0, 0),
    );
    const [name, last] = [...weights].findLast(([parameter]) =>
      /^all_modules\.\d+\.weight$/.test(parameter),
    )!;
    expect(name).toBe('all_modules.24.weight');
    expect(last.some((value) => value !== 0)).toBe(true);
    expect(last.every((value) => Math.abs(value) < 1e-4)).toBe(true);
  });
});
