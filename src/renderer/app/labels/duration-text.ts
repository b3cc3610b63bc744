import { counted } from '../../../shared/counted.ts';
/** A time as people say it, to about a tenth: `40 seconds`, `12 minutes`, `2.5 hours`. */
export function durationText(seconds: number): string {
  if (seconds < 1.5) return 'a second';
  if (seconds < 90) return counted(Math.round(seconds), 'second');
  if (seconds < 90 * 60) return counted(Math.round(seconds / 60), 'minute');
  if (seconds < 48 * 3600) return `${(seconds / 3600).toFixed(1)} hours`;
  return counted(Math.round(seconds / 86_400), 'day');
}
