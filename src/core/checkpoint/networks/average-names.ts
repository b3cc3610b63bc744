/** Names that trainers give to the copies of a network's weights. */

const AVERAGE: ReadonlySet<string> = new Set(
  'avg average averaged averages averaging shadow swa polyak smooth smoothed moving teacher target'.split(
    ' ',
  ),
);
const ITSELF: ReadonlySet<string> = new Set(['online', 'raw', 'student', 'live']);

/** Averages that optimisers keep, of gradients and not of weights. */
const OF_GRADIENTS = /(?:exp|square|grad)_avg\w*/g;

/** True if a path names an average: the last of its words that says either counts. */
export function saysAverage(tensorPath: string): boolean {
  const words = tensorPath
    .replace(OF_GRADIENTS, '')
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .reverse();
  const decisive = words.find((word) => ITSELF.has(word) || isAverage(word));
  return decisive !== undefined && isAverage(decisive);
}

function isAverage(word: string): boolean {
  return AVERAGE.has(word) || /^ema|^(?:g|net|netg|model|generator)ema$/.test(word);
}
