import type { DiscriminatorConfig, GeneratorConfig } from '../../shared/models/architecture.ts';

/** Networks whose steps take milliseconds. */
export const TINY_NETWORKS: {
  readonly generator: GeneratorConfig;
  readonly discriminator: DiscriminatorConfig;
} = {
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
