/** Files as hostile or broken programs might write them: a real one with some of its bytes changed. */
import type { RandomStream } from '../../core/random/stream.ts';

/** Numbers that readers trip over, as bytes of either order. */
const EXTREMES: readonly (readonly number[])[] = [
  [0x00, 0x00, 0x00, 0x00],
  [0xff, 0xff, 0xff, 0xff],
  [0x7f, 0xff, 0xff, 0xff],
  [0xff, 0xff, 0xff, 0x7f],
  [0x80, 0x00, 0x00, 0x00],
  [0x00, 0x00, 0x00, 0x80],
  [0x00, 0x00, 0x00, 0x01],
  [0x01, 0x00, 0x00, 0x00],
];
/** Text that changes what JSON says, and what a number in it is. */
const WORDS = [
  'null',
  '[',
  ']',
  '{',
  '}',
  '"',
  ',',
  '-1',
  '1e999',
  '99999999999999999999',
  '\\u0000',
  '\u{10ffff}',
  '../',
];
const MOST_CHANGES = 4;
/** Most of what decides how a file is read stands at its beginning, or at its end. */
const HEAD = 256;
const LONGEST_PIECE = 64;

type Change = (bytes: Uint8Array, at: number, choose: (below: number) => number) => Uint8Array;

const CHANGES: readonly Change[] = [
  (bytes, at, choose) => replaced(bytes, at, [bytes[at]! ^ (1 << choose(8))]),
  (bytes, at, choose) => replaced(bytes, at, [choose(256)]),
  (bytes, at, choose) => replaced(bytes, at, EXTREMES[choose(EXTREMES.length)]!),
  (bytes, at, choose) => spliced(bytes, at, 0, new TextEncoder().encode(WORDS[choose(WORDS.length)])),
  (bytes, at, choose) => spliced(bytes, at, choose(LONGEST_PIECE), []),
  (bytes, at, choose) => spliced(bytes, at, 0, bytes.subarray(at, at + choose(LONGEST_PIECE))),
  (bytes, at, choose) => {
    const from = choose(bytes.length);
    return replaced(bytes, at, bytes.subarray(from, from + choose(LONGEST_PIECE)));
  },
  (bytes, at) => bytes.subarray(0, at),
];

/** A copy of `file` with one to four changes; which, follows from the stream. */
export function mutated(file: Uint8Array, stream: RandomStream): Uint8Array {
  const choose = (below: number) => Math.floor(stream.uniforms(1)[0]! * below);
  let bytes = file;
  for (let left = 1 + choose(MOST_CHANGES); left > 0 && bytes.length > 0; left--) {
    bytes = CHANGES[choose(CHANGES.length)]!(bytes, place(bytes.length, choose), choose);
  }
  return bytes;
}

function place(length: number, choose: (below: number) => number): number {
  const near = Math.min(length, HEAD);
  const places = [choose(near), length - 1 - choose(near), choose(length), choose(length)];
  return places[choose(places.length)]!;
}

function replaced(bytes: Uint8Array, at: number, by: ArrayLike<number>): Uint8Array {
  const copy = bytes.slice();
  for (let i = 0; i < by.length && at + i < copy.length; i++) copy[at + i] = by[i]!;
  return copy;
}

function spliced(bytes: Uint8Array, at: number, without: number, inserted: ArrayLike<number>): Uint8Array {
  const rest = bytes.subarray(at + without);
  const copy = new Uint8Array(at + inserted.length + rest.length);
  copy.set(bytes.subarray(0, at));
  copy.set(inserted, at);
  copy.set(rest, at + inserted.length);
  return copy;
}
