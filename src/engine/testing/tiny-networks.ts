import type { DiscriminatorConfig, GeneratorConfig } from '../../shared/models/architecture.ts';

interface Networks {
  readonly generator: GeneratorConfig;
  readonly discriminator: DiscriminatorConfig;
}

/** Networks whose steps take milliseconds. */
export const TINY_NETWORKS: Networks = {
  generator: {
    imageSize: 16,
    numChannels: 3,
    nf: 4,
    chMult: [1],
    numResBlocks: 1,
    attnResolutions: [],
    nz: 4,
    zEmbDim: 6,
    nMlp: 0,
  },
  discriminator: { variant: 'small', imageSize: 16, numChannels: 3, ngf: 2, tEmbDim: 8 },
};

/** The same in the wavelet family. */
export const TINY_WAVELET: Networks = {
  generator: {
    ...TINY_NETWORKS.generator,
    wavelet: { levels: 'haar', bandOrder: 'height_first', patchSize: 1 },
  },
  discriminator: { ...TINY_NETWORKS.discriminator, imageSize: 8, numChannels: 12, numLayers: 3 },
};
