/** Which weights were taken from a checkpoint, and why, in sentences. */
import type { DdganCheckpoint } from '../../../core/checkpoint/networks/ddgan-checkpoint.ts';
import { printable } from '../../../core/checkpoint/printable.ts';
import { assertNever } from '../../../shared/assert-never.ts';

/** Leftovers that one sentence names; of the rest, the number. */
const MAX_NAMED = 3;

/** Which copy was taken where there are others, or an average that is not whole. */
export function weightNotes(found: DdganCheckpoint): readonly string[] {
  const { weights, place, otherPlaces, incompleteAverages } = found;
  const taken =
    weights === 'ema' ? 'The average (EMA) of the weights was taken' : 'The raw weights were taken';
  const others = otherPlaces.map(placeText).join(', ');
  const notes = [
    `${taken}, ${placeText(place)}: ${reasonText(found)}.${others === '' ? '' : ` The file has other weights ${others}.`}`,
  ];
  if (weights === 'raw' && incompleteAverages.length > 0) {
    const places = incompleteAverages.map(placeText).join(', ');
    notes.push(`There is an average ${places}, too, but it is not a whole one of this generator.`);
  }
  return notes;
}

function reasonText({ reason, weights }: DdganCheckpoint): string {
  switch (reason) {
    case 'only-copy':
      return 'the file has no other whole ones';
    case 'by-name':
      return weights === 'ema' ? 'its name says that it is the average' : 'they were asked for';
    case 'by-other-name':
      return weights === 'ema' ? 'the name of the other says that it is no average' : 'they were asked for';
    case 'second-copy':
      return weights === 'ema'
        ? 'it is the second set of the generator’s tensors, beside the weights themselves'
        : 'they were asked for';
    case 'asked':
      return 'it was asked for';
    default:
      return assertNever(reason);
  }
}

/** Sentences on tensors that were left out. */
export function leftoverNotes({ leftovers }: DdganCheckpoint): readonly string[] {
  if (leftovers.length === 0) return [];
  const named = leftovers.slice(0, MAX_NAMED).map(printable).join(', ');
  const more = leftovers.length > MAX_NAMED ? ` and ${leftovers.length - MAX_NAMED} more` : '';
  return [
    `Counters of a profiler or an averager were left out, which no picture depends on: ${named}${more}.`,
  ];
}

/** `at model_ema`, `at the top of the file`. */
export function placeText(place: string): string {
  return place === '' ? 'at the top of the file' : `at ${printable(place)}`;
}
