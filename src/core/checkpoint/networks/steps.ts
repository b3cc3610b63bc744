import type { GeneratorConfig } from '../../../shared/models/architecture.ts';
import { PUBLISHED_CONFIGS } from '../../ddgan/published-configs.ts';
import { publishedLike } from './wavelet.ts';
import { TrilemmaError } from '../../../shared/errors.ts';

/** How many denoising steps T a generator was trained for, or what to do where nothing says it. */
export type Steps =
  | { readonly kind: 'known'; readonly steps: number; readonly from: 'checkpoint' | 'caller' | 'published' }
  | { readonly kind: 'undecided'; readonly message: string };

/** More than any such model has: its point is to need few. */
const MAX_STEPS = 1000;

/**
 * Steps of a generator: what the checkpoint states, else what the caller says, else what the published
 * checkpoint of these shapes has.
 *
 * @param stated `num_timesteps` of the checkpoint.
 * @param asked The caller's number (`--steps`).
 * @throws TrilemmaError `usage` where the caller's number is out of range or contradicts the checkpoint,
 * `architecture` where the checkpoint's is out of range.
 */
export function decideSteps(config: GeneratorConfig, stated?: number, asked?: number): Steps {
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
  const published = publishedSteps(config);
  if (published !== undefined) return { kind: 'known', steps: published, from: 'published' };
  const isOfTwo = isSame(config, PUBLISHED_CONFIGS.celebahq256) || publishedLike(config).length > 1;
  const hint = isOfTwo ? '--steps 2 for CelebA-HQ, --steps 4 for LSUN Church' : '--steps 4, say';
  return {
    kind: 'undecided',
    message: `The checkpoint does not say for how many denoising steps it was trained: give them (${hint}).`,
  };
}

/** T of the published checkpoint with these shapes, where there is one; two of 256 pixels are told apart by nothing else. */
function publishedSteps(config: GeneratorConfig): number | undefined {
  if (isSame(config, PUBLISHED_CONFIGS.cifar10)) return 4;
  const [row, ...others] = config.wavelet === undefined ? [] : publishedLike(config);
  if (row?.imageSize !== config.imageSize || others.length > 0) return undefined;
  return row.imageSize < 256 ? 4 : 2;
}

function isSteps(steps: number): boolean {
  return Number.isInteger(steps) && steps >= 1 && steps <= MAX_STEPS;
}

function isSame(a: GeneratorConfig, b: GeneratorConfig): boolean {
  const fields = (config: GeneratorConfig): string =>
    JSON.stringify(Object.entries(config).sort(([one], [other]) => (one < other ? -1 : 1)));
  return fields(a) === fields(b);
}
