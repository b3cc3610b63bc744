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

const WAVELET_256: GeneratorConfig = {
  ...SIZE_256,
  chMult: [1, 2, 2, 2, 4],
  wavelet: { levels: 'haar', bandOrder: 'width_first', patchSize: 1 },
};

const HEIGHT_FIRST = { levels: 'haar', bandOrder: 'height_first', patchSize: 1 } as const;

/** The paper's published generators (docs/ddgan.md, section 2). The two of 256 pixels differ in T alone: 2 and 4. */
export const PUBLISHED_CONFIGS = {
  cifar10: { ...SIZE_256, imageSize: 32, nf: 128, chMult: [1, 2, 2, 2], nMlp: 4 },
  celebahq256: SIZE_256,
  lsun256: SIZE_256,
  // The wavelet family (docs/ddgan.md, section 7). The two of 256 pixels differ in T, 2 and 4, and in the order of bands.
  'wavediff-cifar10': {
    ...SIZE_256,
    imageSize: 32,
    nf: 128,
    chMult: [1, 2, 2],
    attnResolutions: [],
    nMlp: 4,
    wavelet: { ...HEIGHT_FIRST, levels: 'fir' },
  },
  'wavediff-stl10': {
    ...WAVELET_256,
    imageSize: 64,
    nf: 128,
    chMult: [1, 2, 2, 2],
    nMlp: 4,
    wavelet: HEIGHT_FIRST,
  },
  'wavediff-celebahq256': WAVELET_256,
  'wavediff-church256': { ...WAVELET_256, wavelet: HEIGHT_FIRST },
  'wavediff-celebahq512': { ...SIZE_256, imageSize: 512, wavelet: HEIGHT_FIRST },
  'wavediff-celebahq1024': {
    ...SIZE_256,
    imageSize: 1024,
    attnResolutions: [],
    wavelet: { levels: 'haar', bandOrder: 'width_first', patchSize: 2 },
  },
} as const satisfies Record<string, GeneratorConfig>;

/** Denoising steps T of each. */
export const PUBLISHED_STEPS: Readonly<Record<keyof typeof PUBLISHED_CONFIGS, number>> = {
  cifar10: 4,
  celebahq256: 2,
  lsun256: 4,
  'wavediff-cifar10': 4,
  'wavediff-stl10': 4,
  'wavediff-celebahq256': 2,
  'wavediff-church256': 4,
  'wavediff-celebahq512': 2,
  'wavediff-celebahq1024': 2,
};
