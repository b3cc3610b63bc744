import type { GeneratorConfig } from '../../shared/models/architecture.ts';

const SIZE_256: GeneratorConfig = {
  imageSize: 256,
  numChannels: 3,
  nf: 64,
  chMult: [1, 1, 2, 2, 4, 4],
  numResBlocks: 2,
  attnResolutions: [16],
  nz: 100,
  zEmbDim: 256,
  nMlp: 3,
};

/** The paper's published generators (docs/ddgan.md, section 2). The two of 256 pixels differ in T alone: 2 and 4. */
export const PUBLISHED_CONFIGS = {
  cifar10: { ...SIZE_256, imageSize: 32, nf: 128, chMult: [1, 2, 2, 2], nMlp: 4 },
  celebahq256: SIZE_256,
  lsun256: SIZE_256,
} as const satisfies Record<string, GeneratorConfig>;
