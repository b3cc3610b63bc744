/** The report on a folder of training pictures, as sentences. */
import { counted, number } from './counted.ts';
import type { DataReport, RefusedReason } from './training.ts';

const REASONS: Readonly<Record<RefusedReason, string>> = {
  broken: 'broken',
  tiny: 'too small',
  large: 'too large',
  duplicate: 'there twice',
  unreadable: 'not readable',
  format: 'of a format that cannot be read',
};

/** With fewer, a model learns its pictures by heart rather than what they have in common. */
const ENOUGH_PICTURES = 50;

/** `12 pictures to learn from, cropped to 64 × 64 px.` */
export function describePictures({ pictures, side }: DataReport): string {
  if (pictures === 0) return 'There is no picture in this folder to learn from.';
  return `${counted(pictures, 'picture')} to learn from, cropped to ${side} × ${side} px.`;
}

/** `3 files are left out: 1 broken, 2 there twice.`; null where none is. */
export function describeRefused({ refused }: DataReport): string | null {
  const reasons = (Object.keys(REASONS) as RefusedReason[]).filter((reason) => refused[reason] > 0);
  const total = reasons.reduce((sum, reason) => sum + refused[reason], 0);
  if (total === 0) return null;
  const parts = reasons.map((reason) => `${number.format(refused[reason])} ${REASONS[reason]}`);
  return `${counted(total, 'file is', 'files are')} left out: ${parts.join(', ')}.`;
}

/** `13 files are no pictures: 12 .txt, 1 without an ending.`; null where all are. */
export function describeOtherFiles({ others }: DataReport): string | null {
  const total = others.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return null;
  const parts = others.map(({ ending, count }) => {
    const named = ending === null ? 'with other endings' : ending === '' ? 'without an ending' : ending;
    return `${number.format(count)} ${named}`;
  });
  return `${counted(total, 'file is no picture', 'files are no pictures')}: ${parts.join(', ')}.`;
}

/**
 * Where so few pictures lead; null where there are enough, or none.
 *
 * @param batch pictures of one step, where it is known
 */
export function warnOfFewPictures({ pictures }: DataReport, batch = 1): string | null {
  if (pictures === 0 || pictures >= ENOUGH_PICTURES) return null;
  if (pictures === 1) return 'There is one picture only: the model will learn it by heart. Add others.';
  const repeats = pictures < batch ? ` A batch of ${batch} shows some of them several times.` : '';
  return `There are only ${counted(pictures, 'picture')}: the model will learn them by heart before long.${repeats} Look at its samples and keep an early checkpoint, or add pictures.`;
}
