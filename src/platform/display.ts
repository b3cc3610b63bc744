import { TrilemmaError } from '../shared/errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** True if a window could be shown here. */
export function hasDisplay(platform: NodeJS.Platform, env: Environment): boolean {
  if (platform === 'win32' || platform === 'darwin') return true;
  return [env.DISPLAY, env.WAYLAND_DISPLAY].some((display) => display !== undefined && display !== '');
}

/** @throws {TrilemmaError} `usage` where no window could be shown here. */
export function checkDisplay(platform: NodeJS.Platform, env: Environment): void {
  if (hasDisplay(platform, env)) return;
  throw new TrilemmaError(
    'usage',
    'There is no display for a window (neither DISPLAY nor WAYLAND_DISPLAY is set). `trilemma serve` opens the studio in a browser.',
  );
}
