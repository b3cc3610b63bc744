import { describe, expect, it } from 'vitest';
import { PUBLISHED_CONFIGS } from '../../core/ddgan/published-configs.ts';
import { newDiscriminator } from './networks.ts';

describe('newDiscriminator', () => {
  it.each([
    ['cifar10', 'small', 4],
    ['celebahq256', 'large', 6],
    ['wavediff-cifar10', 'small', 3],
    ['wavediff-stl10', 'small', 4],
    ['wavediff-celebahq256', 'large', 5],
    ['wavediff-celebahq512', 'large', 6],
    ['wavediff-celebahq1024', 'large', 6],
  ] as const)('is of the kind that %s was published with', (name, variant, blocks) => {
    const { numLayers = variant === 'small' ? 4 : 6, ...rest } = newDiscriminator(PUBLISHED_CONFIGS[name]);
    expect([rest.variant, numLayers]).toEqual([variant, blocks]);
  });

  it('sees coefficients, or pictures', () => {
    expect(newDiscriminator(PUBLISHED_CONFIGS['wavediff-stl10'])).toMatchObject({
      imageSize: 32,
      numChannels: 12,
    });
    expect(newDiscriminator(PUBLISHED_CONFIGS.cifar10)).toMatchObject({ imageSize: 32, numChannels: 3 });
  });
});
