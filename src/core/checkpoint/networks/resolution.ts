import type { GeneratorConfig } from '../../../shared/models/architecture.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import type { ArchitectureHints } from './stated-config.ts';
import type { WaveletNetwork } from './wavelet.ts';

/** Where the published configurations place attention, beside the middle: feature maps of 16 pixels. */
const USUAL_ATTENTION = 16;

const MIN_SIZE = 16;
const MAX_SIZE = 1024;

/**
 * Size of a generator's pictures. Convolutions fit any size; what shows it is the level that carries attention,
 * since that is where the feature map has 16 pixels (unless the checkpoint states another). Without such a
 * level, it must be stated by the checkpoint or the caller.
 *
 * @param attends For each level, finest first, whether it carries attention.
 * @param wavelet For a network of the wavelet family, whose levels begin at a half or a quarter of the picture's side.
 * @param published Sides of published generators with these shapes.
 * @throws TrilemmaError `size-unknown` where the size stays open, `architecture` where the facts contradict each
 * other.
 */
export function deduceResolution(
  attends: readonly boolean[],
  hints: ArchitectureHints,
  wavelet?: WaveletNetwork,
  published: readonly number[] = [],
): Pick<GeneratorConfig, 'imageSize' | 'attnResolutions'> {
  const { imageSize: asked, stated = {} } = hints;
  /** Pixels of the picture for one of the network's maps at its first level. */
  const unit = wavelet === undefined ? 1 : 2 * wavelet.patchSize;
  const statedSize =
    stated.pictureSize ?? (stated.imageSize && stated.imageSize * (wavelet === undefined ? 1 : 2));
  if (asked !== undefined && statedSize !== undefined && asked !== statedSize) {
    throw fault(`The checkpoint draws pictures of ${statedSize} pixels, so --size ${asked} does not fit it.`);
  }
  const attended16 = sizeFromAttention(attends, stated.attnResolutions);
  const [only, ...others] = attends.includes(true) ? [] : new Set(published);
  const imageSize =
    asked ?? statedSize ?? (attended16 && attended16 * unit) ?? (others.length === 0 ? only : undefined);
  if (imageSize === undefined) {
    throw new TrilemmaError(
      'size-unknown',
      'The size of the pictures does not follow from the checkpoint: give it with --size, in pixels.',
    );
  }
  const isPowerOfTwo = Number.isInteger(Math.log2(imageSize));
  if (!isPowerOfTwo || imageSize < MIN_SIZE || imageSize > MAX_SIZE) {
    throw fault(
      `Pictures of ${imageSize} pixels are not supported: powers of two from ${MIN_SIZE} to ${MAX_SIZE} are.`,
    );
  }
  const sides = attends.map((_, level) => imageSize / unit / 2 ** level);
  if (sides.at(-1)! < 1)
    throw fault(`The checkpoint has ${attends.length} levels, too many for ${imageSize} pixels.`);

  const attended = sides.filter((_, level) => attends[level]);
  const places = stated.attnResolutions ?? defaultPlaces(attended, sides);
  const fits = sides.every((side) => places.includes(side) === attended.includes(side));
  if (!fits) {
    throw fault(
      `The checkpoint has attention at ${list(attended)} for pictures of ${imageSize} pixels, but states ${list(places)}.`,
    );
  }
  return { imageSize, attnResolutions: places };
}

function sizeFromAttention(
  attends: readonly boolean[],
  stated: readonly number[] = [USUAL_ATTENTION],
): number | undefined {
  const levels = attends.flatMap((attended, level) => (attended ? [level] : []));
  const [place] = stated;
  // With several places, which of them is which level is open.
  return levels.length === 1 && stated.length === 1 ? place! * 2 ** levels[0]! : undefined;
}

/** Where no level carries attention, the usual place may be there all the same, below or above all levels. */
function defaultPlaces(attended: readonly number[], sides: readonly number[]): readonly number[] {
  if (attended.length > 0) return attended;
  return sides.includes(USUAL_ATTENTION) ? [] : [USUAL_ATTENTION];
}

function list(sides: readonly number[]): string {
  return sides.length === 0 ? 'no level' : `${sides.join(', ')} pixels`;
}

function fault(message: string): TrilemmaError {
  return new TrilemmaError('architecture', message);
}
