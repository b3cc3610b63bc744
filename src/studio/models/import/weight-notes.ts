/** Which weights were taken from a checkpoint, and why, in sentences. */
import type { DdganCheckpoint } from '../../../core/checkpoint/networks/ddgan-checkpoint.ts';
import { printable } from '../../../core/checkpoint/printable.ts';
import { assertNever } from '../../../shared/assert-never.ts';
import { listed } from '../../../shared/listed.ts';

/** Which copy was taken where there are others, or an average that is not whole. */
export function weightNotes(found: DdganCheckpoint): readonly string[] {
  const { weights, place, otherPlaces, incompleteAverages } = found;
  const taken =
    weights === 'ema' ? 'The average (EMA) of the weights was taken' : 'The raw weights were taken';
  const others = listed(otherPlaces.map(placeText));
  const notes = [
    `${taken}, ${placeText(place)}: ${reasonText(found)}.${others === '' ? '' : ` The file has other weights ${others}.`}`,
  ];
  if (weights === 'raw' && incompleteAverages.length > 0) {
    const places = listed(incompleteAverages.map(placeText));
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

/** Sets that an optimiser keeps, which may be what the user wants. */
export function doubtNotes({ doubtfulPlaces }: DdganCheckpoint): readonly string[] {
  const [first] = doubtfulPlaces;
  if (first === undefined) return [];
  const places = listed(doubtfulPlaces.map(placeText));
  return [
    `The optimiser keeps tensors of the same shapes ${places}. They may be moments, and were not taken: if they are weights, import them with --weights ${printable(first)}.`,
  ];
}

/** Sentences on tensors that were left out. */
export function leftoverNotes({ leftovers }: DdganCheckpoint): readonly string[] {
  if (leftovers.length === 0) return [];
  return [
    `Counters of a profiler or an averager were left out, which no picture depends on: ${listed(leftovers.map(printable))}.`,
  ];
}

/** Of a discriminator that is left out. */
export function discriminatorNotes(
  { discriminator }: Pick<DdganCheckpoint, 'discriminator'>,
  isUsable: boolean,
): readonly string[] {
  if (discriminator === undefined || isUsable) return [];
  return [
    'The discriminator of the file does not go with the generator, and was left out: fine-tuning begins with a new one.',
  ];
}

/** `at model_ema`, `at the top of the file`. */
export function placeText(place: string): string {
  return place === '' ? 'at the top of the file' : `at ${printable(place)}`;
}
