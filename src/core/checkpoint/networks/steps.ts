import type { BandOrder, GeneratorConfig } from '../../../shared/models/architecture.ts';
import { publishedLike } from './wavelet.ts';
import { TrilemmaError } from '../../../shared/errors.ts';

/** How many denoising steps T a generator was trained for, or what to do where nothing says it. */
export type Steps =
  | { readonly kind: 'known'; readonly steps: number; readonly from: 'checkpoint' | 'caller' | 'published' }
  | { readonly kind: 'undecided'; readonly message: string };

/** More than any such model has: its point is to need few. */
const MAX_STEPS = 1000;

/** What is known beside a generator's shapes. */
interface KnownOfSteps {
  /** `num_timesteps` of the checkpoint. */
  readonly stated?: number | undefined;
  /** The caller's number (`--steps`). */
  readonly asked?: number | undefined;
  /** Order of bands of a wavelet generator: two published ones differ in nothing else. */
  readonly bandOrder?: BandOrder | undefined;
}

/**
 * Steps of a generator: what the checkpoint states, else what the caller says, else what the published
 * checkpoint of these shapes has.
 *
 * @throws TrilemmaError `usage` where the caller's number is out of range or contradicts the checkpoint,
 * `architecture` where the checkpoint's is out of range.
 */
export function decideSteps(config: GeneratorConfig, known: KnownOfSteps = {}): Steps {
  const { stated, asked, bandOrder } = known;
  if (asked !== undefined && !isSteps(asked)) {
    throw new TrilemmaError(
      'usage',
      `${asked} is not a number of steps: give an integer from 1 to ${MAX_STEPS}.`,
    );
  }
  if (stated !== undefined) {
    if (!isSteps(stated))
      throw new TrilemmaError('architecture', `The checkpoint states ${stated} steps, which cannot be.`);
    if (asked !== undefined && asked !== stated) {
      throw new TrilemmaError(
        'usage',
        `The checkpoint was trained for ${stated} steps, so --steps ${asked} does not fit it.`,
      );
    }
    return { kind: 'known', steps: stated, from: 'checkpoint' };
  }
  if (asked !== undefined) return { kind: 'known', steps: asked, from: 'caller' };
  const [published, ...others] = publishedSteps(config, bandOrder);
  if (published !== undefined && others.length === 0) {
    return { kind: 'known', steps: published, from: 'published' };
  }
  const hint =
    published === undefined ? '--steps 4, say' : '--steps 2 for CelebA-HQ, --steps 4 for LSUN Church';
  return {
    kind: 'undecided',
    message: `The checkpoint does not say for how many denoising steps it was trained: give them (${hint}).`,
  };
}

/** Each T of the published checkpoints that this one may be. */
function publishedSteps(config: GeneratorConfig, bandOrder: BandOrder | undefined): ReadonlySet<number> {
  const alike = publishedLike(config).filter(
    (published) =>
      published.config.imageSize === config.imageSize &&
      String(published.config.attnResolutions) === String(config.attnResolutions),
  );
  const inOrder = alike.filter((published) => published.config.wavelet?.bandOrder === bandOrder);
  return new Set((inOrder.length > 0 ? inOrder : alike).map(({ steps }) => steps));
}

function isSteps(steps: number): boolean {
  return Number.isInteger(steps) && steps >= 1 && steps <= MAX_STEPS;
}
