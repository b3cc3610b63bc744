/** What was found in a folder, in words. */
import type { DataReport, RefusedReason } from '../../../../shared/training.ts';
import { count } from '../run-words.ts';

const REFUSED_WORDS: Readonly<Record<RefusedReason, string>> = {
  broken: 'broken',
  tiny: 'too small',
  duplicate: 'there twice',
  unreadable: 'not readable',
  format: 'of a format that cannot be read',
};

/** `3 files are left out: 1 broken, 2 there twice`; null where none is. */
export function refusedWords({ refused }: DataReport): string | null {
  const reasons = (Object.keys(REFUSED_WORDS) as RefusedReason[]).filter((reason) => refused[reason] > 0);
  const total = reasons.reduce((sum, reason) => sum + refused[reason], 0);
  if (total === 0) return null;
  const files = total === 1 ? '1 file is' : `${count(total)} files are`;
  return `${files} left out: ${reasons.map((r) => `${count(refused[r])} ${REFUSED_WORDS[r]}`).join(', ')}.`;
}

/** `12 pictures to learn from, cropped to 64 × 64 px.` */
export function picturesWords({ pictures, side }: DataReport): string {
  if (pictures === 0) return 'There is no picture in this folder to learn from.';
  const what = pictures === 1 ? '1 picture' : `${count(pictures)} pictures`;
  return `${what} to learn from, cropped to ${side} × ${side} px.`;
}

/** Where so few pictures lead; null where there are enough. */
export function fewWords({ pictures }: DataReport): string | null {
  if (pictures === 0 || pictures >= 50) return null;
  return 'With so few, the model will learn them by heart before long: look at its samples, and keep an early checkpoint.';
}
