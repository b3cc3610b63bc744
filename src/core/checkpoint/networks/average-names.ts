/** Names that trainers give to the copies of a network's weights. */
import type { WeightsKind } from '../../../shared/models/model-card.ts';

const AVERAGE: ReadonlySet<string> = new Set(
  'avg average averaged averages averaging shadow swa polyak smooth smoothed moving teacher target'.split(
    ' ',
  ),
);
const ITSELF: ReadonlySet<string> = new Set(['online', 'raw', 'student', 'live', 'nonema', 'noema']);
/** Before a word for an average: that it is none. */
const NEGATIONS: ReadonlySet<string> = new Set(['non', 'no', 'not', 'without', 'pre', 'before']);

/** What optimisers keep of a parameter's gradients, in the parameter's shape. */
const MOMENT =
  /(?:^|\.)(?:m|v|mu|nu|(?:max_)?exp_(?:avg|inf)\w*|square_avg|moment\w*|grad\w*|acc_delta|sum)(?:\.|$)/i;

/** True where a path's name says that there are moments of Adam and the like, which are no weights. */
export function isMoment(tensorPath: string): boolean {
  return MOMENT.test(tensorPath);
}

/** Averages that optimisers keep, of gradients and not of weights. */
const OF_GRADIENTS = /(?:exp|square|grad)_avg\w*/g;

/**
 * What a path's name says that it is, the average or the weights themselves: the last of its words that says either
 * counts. Undefined where none does.
 */
export function kindByName(tensorPath: string): WeightsKind | undefined {
  const words = tensorPath
    .replace(OF_GRADIENTS, '')
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .reverse();
  const at = words.findIndex((word) => ITSELF.has(word) || isAverage(word));
  const decisive = words[at];
  if (decisive === undefined) return undefined;
  return isAverage(decisive) && !NEGATIONS.has(words[at + 1] ?? '') ? 'ema' : 'raw';
}

function isAverage(word: string): boolean {
  return (
    AVERAGE.has(word) ||
    /^ema(?:g|net|netg|model|generator|weights|params)?$|^(?:g|net|netg|model|generator)ema$/.test(word)
  );
}
