/** Which of its two middle bands a generator of the wavelet family has first: differences along the width or the height. */
export const BAND_ORDERS = ['width_first', 'height_first'] as const;
export type BandOrder = (typeof BAND_ORDERS)[number];

/** What a generator of the wavelet family has beside its shape (Phung, Dao and Tran 2023; docs/ddgan.md, section 7). */
export interface WaveletConfig {
  /** How the network goes from one level to the next: `fir` filters as DDGAN's, or `haar` bands. */
  readonly levels: 'fir' | 'haar';
  readonly bandOrder: BandOrder;
  /** Places along each side that are folded into channels before the first convolution. */
  readonly patchSize: 1 | 2;
}

/** In words, for lists of facts. */
export const BAND_ORDER_TEXT: Readonly<Record<BandOrder, string>> = {
  width_first: 'width first',
  height_first: 'height first',
};

/** The shape of a DDGAN generator, in the paper's own terms (NCSN++ with adaptive group normalisation). */
export interface GeneratorConfig {
  /** Side of the square picture in pixels, a power of two from 16 to 1024. */
  readonly imageSize: number;
  /** Channels of the picture: 3. */
  readonly numChannels: number;
  /** Channels of the first level (`num_channels_dae`), divisible by 4. */
  readonly nf: number;
  /** Channel multiplier of each level, finest first. */
  readonly chMult: readonly number[];
  readonly numResBlocks: number;
  /** Sides of the feature maps that carry attention, beside the one in the middle. */
  readonly attnResolutions: readonly number[];
  /** Size of the latent z. */
  readonly nz: number;
  /** Size of w, the mapping's output. */
  readonly zEmbDim: number;
  /** Hidden layers of the mapping z -> w. */
  readonly nMlp: number;
  /** Where the network works on the Haar coefficients of the picture; without it, on the picture itself. */
  readonly wavelet?: WaveletConfig;
}

/** Shape of x_t and x_0: of the picture, or of its coefficients at half the side. */
export function sampleShape({
  imageSize,
  numChannels,
  wavelet,
}: Pick<GeneratorConfig, 'imageSize' | 'numChannels' | 'wavelet'>): readonly [
  channels: number,
  height: number,
  width: number,
] {
  return wavelet === undefined
    ? [numChannels, imageSize, imageSize]
    : [4 * numChannels, imageSize / 2, imageSize / 2];
}

/** Side of the network's feature maps at its first level. */
export function firstSide(config: GeneratorConfig): number {
  const [, side] = sampleShape(config);
  return side / (config.wavelet?.patchSize ?? 1);
}

/**
 * `small` for 32 pixels, `large` for 64 and up (Xiao et al. 2022). `medium` is ours: `small` for 64 pixels, halving once
 * more at the top, at a quarter of the cost of `large`; its weights have the shapes of `small`.
 */
export const DISCRIMINATOR_VARIANTS = ['small', 'medium', 'large'] as const;

/** The time-dependent discriminators. */
export interface DiscriminatorConfig {
  readonly variant: (typeof DISCRIMINATOR_VARIANTS)[number];
  /** Side of what it sees: pictures, or their coefficients at half the side. */
  readonly imageSize: number;
  /** Channels of one of the two that it sees: 3, or 12 of coefficients. */
  readonly numChannels: number;
  /** How many of the variant's blocks it has (`num_disc_layers`), from 3; all of them where this is left out. */
  readonly numLayers?: number;
  readonly ngf: number;
  readonly tEmbDim: number;
}
