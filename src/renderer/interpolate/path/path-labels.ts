/** Paths in words. */
import type { Easing, PathSpace } from '../../../shared/path/latent-path.ts';

/** @param count of key frames; a loop's last segment leads back to the first. */
export function segmentName(index: number, count: number): string {
  return `From key frame ${index + 1} to ${((index + 1) % count) + 1}`;
}

export const EASING_OPTIONS: readonly { readonly value: Easing; readonly label: string }[] = [
  { value: 'linear', label: 'Linear' },
  { value: 'smooth', label: 'Smooth' },
  { value: 'catmull-rom', label: 'Curve' },
];

export const EASING_HINTS: Readonly<Record<Easing, string>> = {
  linear: 'Constant speed, straight from picture to picture.',
  smooth: 'Starts and ends at rest.',
  'catmull-rom': 'Curves through the key frames without stops or corners (Catmull-Rom).',
};

export const SPACE_OPTIONS: readonly {
  readonly value: PathSpace;
  readonly label: string;
  readonly hint: string;
}[] = [
  { value: 'z', label: 'z', hint: 'On the sphere that styles are drawn from' },
  { value: 'w-linear', label: 'w, straight', hint: 'Straight through the mapping’s output' },
  { value: 'w-spherical', label: 'w, on its sphere', hint: 'Keeps the style’s strength' },
];

/** Two decimals at most: `2`, `0.5`, `1.25`. */
export function secondsText(seconds: number): string {
  return String(Math.round(seconds * 100) / 100);
}

/** What is wrong with a text for seconds, or null. */
export function secondsProblem(text: string, least: number): string | null {
  const seconds = Number(text.replace(',', '.'));
  if (text === '' || !Number.isFinite(seconds) || seconds < least || seconds > MOST_SECONDS) {
    return `A number of seconds from ${least} to ${MOST_SECONDS}.`;
  }
  return null;
}

const MOST_SECONDS = 3600;

const RATES = [8, 12, 15, 24, 25, 30, 50, 60];

/** The usual rates of frames, and the present one. */
export function fpsOptions(present: number): readonly { readonly value: string; readonly label: string }[] {
  return [...new Set([...RATES, present])]
    .sort((a, b) => a - b)
    .map((fps) => ({ value: String(fps), label: String(fps) }));
}
