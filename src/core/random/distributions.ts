/**
 * Uniform and normal numbers from random words. Element k depends on the words of its own pair only, so a
 * shorter draw is a prefix of a longer one.
 */

const TWO_POW_MINUS_24 = 2 ** -24;
const TWO_POW_MINUS_32 = 2 ** -32;
const TWO_PI = 2 * Math.PI;

/** `(word >>> 8) * 2^-24`: the upper 24 bits as a float32 in [0, 1), exactly. One element a word. */
export function uniformsFromWords(words: Uint32Array): Float32Array<ArrayBuffer> {
  const uniforms = new Float32Array(words.length);
  for (let k = 0; k < words.length; k++) uniforms[k] = (words[k]! >>> 8) * TWO_POW_MINUS_24;
  return uniforms;
}

/**
 * Standard normal numbers by Box and Muller (Annals of Mathematical Statistics 29, 1958), computed in float64
 * and rounded to float32 once. Words 2j and 2j + 1 give elements 2j (cosine) and 2j + 1 (sine). The radius
 * takes `(word + 0.5) * 2^-32`, exact in float64 and inside the open interval (0, 1), so every value is
 * finite and at most 6.77 in magnitude.
 *
 * @param words an even number of words
 */
export function normalsFromWords(words: Uint32Array): Float32Array<ArrayBuffer> {
  const normals = new Float32Array(words.length);
  for (let k = 0; k < words.length; k += 2) {
    const radius = Math.sqrt(-2 * Math.log((words[k]! + 0.5) * TWO_POW_MINUS_32));
    const angle = TWO_PI * (words[k + 1]! * TWO_POW_MINUS_32);
    normals[k] = radius * Math.cos(angle);
    normals[k + 1] = radius * Math.sin(angle);
  }
  return normals;
}
