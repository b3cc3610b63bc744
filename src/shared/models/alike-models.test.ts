import { describe, expect, it } from 'vitest';
import { checkAlike, type ModelFacts, whyNotBetween } from './alike-models.ts';
import type { BandOrder, GeneratorConfig } from './architecture.ts';

const architecture: GeneratorConfig = {
  ...{ imageSize: 32, numChannels: 3, nf: 32, chMult: [1, 2], numResBlocks: 1, attnResolutions: [16] },
  ...{ nz: 64, zEmbDim: 128, nMlp: 3 },
};
const wavelet = { levels: 'haar', bandOrder: 'width_first', patchSize: 1 } as const;
const faces: ModelFacts = { name: 'faces', steps: 2, architecture };

describe('models', () => {
  it('have weights between them where T and architecture are equal, whatever their names', () => {
    expect(whyNotBetween(faces, { ...faces, name: 'cats' })).toBeNull();
    expect(() => checkAlike([faces, { ...faces, name: 'cats' }, faces])).not.toThrow();
  });

  it.each<[string, Partial<ModelFacts>]>([
    ['cats has T = 4 and faces T = 2', { steps: 4 }],
    [
      '(family: wavelet, width first, levels by haar, patches of 1 and pixels)',
      { architecture: { ...architecture, wavelet, nf: 64 } },
    ],
    ['(pictures of side: 64 and 32)', { architecture: { ...architecture, imageSize: 64 } }],
    ['(colour channels: 1 and 3)', { architecture: { ...architecture, numChannels: 1 } }],
    ['(nf: 64 and 32)', { architecture: { ...architecture, nf: 64 } }],
    ['(levels of: 1,2,2 and 1,2)', { architecture: { ...architecture, chMult: [1, 2, 2] } }],
    ['(residual blocks: 2 and 1)', { architecture: { ...architecture, numResBlocks: 2 } }],
    ['(attention at: none and 16)', { architecture: { ...architecture, attnResolutions: [] } }],
    ['(nz: 100 and 64)', { architecture: { ...architecture, nz: 100 } }],
    ['(z_emb_dim: 256 and 128)', { architecture: { ...architecture, zEmbDim: 256 } }],
    ['(n_mlp: 4 and 3)', { architecture: { ...architecture, nMlp: 4 } }],
  ])('are refused with a word why: %s', (why, other) => {
    const cats = { ...faces, name: 'cats', ...other };
    expect(whyNotBetween(faces, cats)).toContain(why);
    expect(() => checkAlike([faces, cats])).toThrow(
      `No path leads from faces to cats: ${whyNotBetween(faces, cats)}`,
    );
  });

  it('of the wavelet family have none between them where their bands are in another order', () => {
    const waves = (name: string, bandOrder: BandOrder): ModelFacts => ({
      ...{ name, steps: 2 },
      architecture: { ...architecture, wavelet: { ...wavelet, bandOrder } },
    });
    const one = waves('one', 'width_first');
    expect(whyNotBetween(one, waves('other', 'width_first'))).toBeNull();
    expect(whyNotBetween(one, waves('other', 'height_first'))).toContain(
      '(family: wavelet, height first, levels by haar, patches of 1 and wavelet, width first,',
    );
  });
});
