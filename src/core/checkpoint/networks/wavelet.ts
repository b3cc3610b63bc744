/** What makes a generator one of the wavelet family, as far as its tensors and statements tell (docs/ddgan.md, section 7). */
import type { BandOrder, GeneratorConfig, WaveletConfig } from '../../../shared/models/architecture.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import { PUBLISHED_CONFIGS, PUBLISHED_STEPS } from '../../ddgan/published-configs.ts';
import type { StatedConfig } from './stated-config.ts';

/** Bands of three colours: of the picture as it is, and of patches of 2 x 2. */
const CHANNELS: ReadonlyMap<number, WaveletConfig['patchSize']> = new Map([
  [12, 1],
  [48, 2],
]);

/** All but the order of the bands, which is in no tensor. */
export type WaveletNetwork = Omit<WaveletConfig, 'bandOrder'>;

/**
 * The family's facts, from the channels of the first convolution and the names of the generator's tensors.
 *
 * @returns undefined for a network that works on pixels.
 * @throws TrilemmaError `architecture` for the ablations of the paper, which nobody published.
 */
export function waveletNetwork(
  channels: number,
  names: Iterable<string>,
  levels: number,
): WaveletNetwork | undefined {
  const patchSize = CHANNELS.get(channels);
  if (patchSize === undefined) return undefined;
  const parameters = [...names].map((name) => name.replace(/^all_modules\.\d+\./, ''));
  const hasDetails = parameters.includes('convH_0.weight');
  const hasFilters = parameters.includes('Conv2d_0.weight');
  if (hasDetails && hasFilters) throw ablation('no_use_residual');
  if (!hasDetails && !hasFilters && levels > 1) throw ablation('no_use_freq');
  return { levels: hasDetails ? 'haar' : 'fir', patchSize };
}

function ablation(name: string): TrilemmaError {
  return new TrilemmaError(
    'architecture',
    `The checkpoint is of the wavelet family, trained with the ablation ${name}, which cannot be used here: train it without.`,
  );
}

/** How the order of a generator's bands is known, or that it is not. */
export interface KnownBandOrder {
  readonly order: BandOrder;
  readonly from: 'checkpoint' | 'caller' | 'published';
}

/**
 * Order of the two middle bands: what the checkpoint states, else what the caller says, else that of the published
 * checkpoints of these shapes where they all have one.
 *
 * @returns undefined where only pictures can tell.
 * @throws TrilemmaError `usage` where the caller contradicts the checkpoint.
 */
export function knownBandOrder(
  config: GeneratorConfig,
  { bandOrder }: StatedConfig,
  asked?: BandOrder,
): KnownBandOrder | undefined {
  if (bandOrder !== undefined) {
    if (asked !== undefined && asked !== bandOrder) {
      throw new TrilemmaError(
        'usage',
        `The checkpoint says that its bands are ${bandOrder}, so --wavelet-order ${asked} does not fit it.`,
      );
    }
    return { order: bandOrder, from: 'checkpoint' };
  }
  if (asked !== undefined) return { order: asked, from: 'caller' };
  const orders = new Set(publishedLike(config).map((published) => published.config.wavelet?.bandOrder));
  const [order] = orders;
  return order !== undefined && orders.size === 1 ? { order, from: 'published' } : undefined;
}

type Shapes = Omit<GeneratorConfig, 'imageSize' | 'attnResolutions' | 'wavelet'> & {
  readonly wavelet?: WaveletNetwork;
};

interface PublishedGenerator {
  readonly config: GeneratorConfig;
  readonly steps: number;
}

/** Published generators with the shapes of this one. */
export function publishedLike(config: Shapes): readonly PublishedGenerator[] {
  const shapes = ({ nf, chMult, numResBlocks, nz, zEmbDim, nMlp, numChannels, wavelet }: Shapes) =>
    JSON.stringify([
      ...[nf, chMult, numResBlocks, nz, zEmbDim, nMlp, numChannels],
      ...[wavelet?.levels, wavelet?.patchSize],
    ]);
  const names = Object.keys(PUBLISHED_CONFIGS) as (keyof typeof PUBLISHED_CONFIGS)[];
  return names
    .map((name) => ({ config: PUBLISHED_CONFIGS[name], steps: PUBLISHED_STEPS[name] }))
    .filter((published) => shapes(published.config) === shapes(config));
}
