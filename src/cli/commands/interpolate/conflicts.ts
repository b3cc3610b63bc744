/** Options of `trilemma interpolate` that go against each other: what cannot be had is refused, what is undone is said. */
import type { Command } from 'commander';
import { TrilemmaError } from '../../../shared/errors.ts';
import type { LatentPath } from '../../../shared/path/latent-path.ts';
import type { Upscale } from '../../../shared/path/film.ts';
import { isPictureFile, type PathOptions } from './path.ts';

interface FilmOptions extends PathOptions {
  readonly path?: string;
  readonly scale: number;
  readonly upscale: Upscale;
}

/** Options that a path from a file decides itself. */
const OF_PATHS = ['radius', 'frames', 'fps', 'easing', 'space', 'loop', 'hold', 'parts', 'steps'] as const;
/** Options of paths through key frames, which a drift around one picture does not have. */
const OF_KEY_FRAMES = ['easing', 'space', 'loop', 'hold', 'parts'] as const;

/** @throws {TrilemmaError} `usage` where an option that was given would be of no account. */
export function checkOptions(command: Command, options: FilmOptions): void {
  const { path, key, drift } = options;
  const given = (names: readonly string[]) =>
    names.filter((name) => command.getOptionValueSource(name) === 'cli').map((name) => `--${name}`);
  if (path !== undefined) {
    if (key.length > 0 || drift !== undefined) {
      throw new TrilemmaError('usage', 'A path has its key frames: give --path, or --key, not both.');
    }
    refuse(given(OF_PATHS), 'A path says that itself', '--path');
    return;
  }
  if (drift !== undefined)
    refuse(given(OF_KEY_FRAMES), 'A drift goes around one picture, at one speed', '--drift');
  else if (given(['radius']).length > 0) {
    throw new TrilemmaError(
      'usage',
      '--radius is of the circle of a drift: give --drift too, or leave it out.',
    );
  }
}

function refuse(names: readonly string[], why: string, beside: string): void {
  if (names.length === 0) return;
  throw new TrilemmaError('usage', `${why}: leave out ${names.join(', ')} beside ${beside}.`);
}

/**
 * Sentences for the user.
 *
 * @param isEvened whether frames are spread so that pictures change evenly
 */
export function undoneOptions(path: LatentPath, options: FilmOptions, isEvened: boolean): readonly string[] {
  const { key, steps, scale, upscale, space, parts } = options;
  const isDrift = path.kind === 'drift';
  return [
    ...(isEvened && !isDrift && path.segments.some(({ easing }) => easing === 'smooth')
      ? ['An even change leaves no rests: --even undoes the easing "smooth".']
      : []),
    ...(upscale !== 'nearest' && scale === 1
      ? [`Nothing is enlarged, so --upscale ${upscale} does nothing: give --scale too.`]
      : []),
    ...(options.path === undefined && !isDrift && space !== 'z' && !parts.includes('style')
      ? [`The style stays, so --space ${space} does nothing: let --parts have style too.`]
      : []),
    ...(steps !== undefined && key.every(isPictureFile)
      ? ['Pictures have steps of their own, so --steps does nothing: it is of seeds.']
      : []),
  ];
}
