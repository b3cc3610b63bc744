import { normalsFromWords, uniformsFromWords } from './distributions.ts';
import { fnv1a64 } from './fnv1a.ts';
import { philox4x32, WORDS_PER_BLOCK } from './philox.ts';
import { seedWords, type Seed } from './seed.ts';
import { wordsOf64 } from './words.ts';

/**
 * A named stream of random numbers (docs/recipe.md). It holds no position: every call gives the stream's first
 * `count` elements, and element k is a function of (seed, path, index, k) alone. The three kinds of numbers
 * are made from the same words, so one stream serves one purpose; take another name for another purpose.
 */
export interface RandomStream {
  /** The first `count` uniform 32-bit words, `count` from 0 to 2^32. */
  uint32s(count: number): Uint32Array<ArrayBuffer>;
  /** The first `count` uniform float32 numbers in [0, 1), multiples of 2^-24. */
  uniforms(count: number): Float32Array<ArrayBuffer>;
  /** The first `count` standard normal float32 numbers, finite and at most 6.77 in magnitude. */
  normals(count: number): Float32Array<ArrayBuffer>;
  /**
   * A stream below this one, as independent of it as a stream of another name.
   *
   * @param name letters, digits, `_`, `.` and `-` of ASCII, at least one
   * @param index tells apart streams of one name, 0..2^32-1
   */
  split(name: string, index?: number): RandomStream;
}

const NAME = /^[\w.-]+$/;
const MAX_INDEX = 2 ** 32 - 1;
const MAX_COUNT = 2 ** 32;

/**
 * The stream of a seed with this name and index.
 *
 * @param name letters, digits, `_`, `.` and `-` of ASCII, at least one
 * @param index tells apart streams of one name, 0..2^32-1
 */
export function randomStream(seed: Seed, name: string, index = 0): RandomStream {
  return streamAt(seed, checkedName(name), checkedIndex(index));
}

/** `path` is all that names the stream but its own index: `name`, or `parent[parent's index]/name`. */
function streamAt(seed: Seed, path: string, index: number): RandomStream {
  const uint32s = (count: number): Uint32Array<ArrayBuffer> => {
    const words = new Uint32Array(checkedCount(count));
    const key = Uint32Array.from(seedWords(seed));
    const counter = Uint32Array.of(0, index, ...wordsOf64(fnv1a64(path)));
    for (let offset = 0; offset < count; offset += WORDS_PER_BLOCK) {
      counter[0] = offset / WORDS_PER_BLOCK;
      philox4x32(counter, key, words, offset);
    }
    return words;
  };
  return {
    uint32s,
    uniforms: (count) => uniformsFromWords(uint32s(count)),
    normals: (count) => {
      const normals = normalsFromWords(uint32s(checkedCount(count) + (count % 2)));
      return normals.length === count ? normals : normals.slice(0, count);
    },
    split: (name, childIndex = 0) =>
      streamAt(seed, `${path}[${index}]/${checkedName(name)}`, checkedIndex(childIndex)),
  };
}

function checkedCount(count: number): number {
  if (Number.isInteger(count) && count >= 0 && count <= MAX_COUNT) return count;
  throw new RangeError(`A stream gives 0 to ${MAX_COUNT} numbers at once, not ${count}.`);
}

function checkedName(name: string): string {
  if (NAME.test(name)) return name;
  throw new RangeError(`A stream's name has letters, digits, "_", "." and "-" only, not "${name}".`);
}

function checkedIndex(index: number): number {
  if (Number.isInteger(index) && index >= 0 && index <= MAX_INDEX) return index;
  throw new RangeError(`A stream's index is a whole number from 0 to ${MAX_INDEX}, not ${index}.`);
}
