/**
 * IEEE 754 binary16 and bfloat16 against binary32, on bit patterns.
 *
 * Written out because `Float16Array` is missing from Node 20, which the package still runs on.
 */

const scratch = new Float32Array(1);
const scratchBits = new Uint32Array(scratch.buffer);

let halfTable: Float32Array | undefined;

/** Value of every binary16 bit pattern: 65,536 entries, built at first use. */
export function halfValues(): Float32Array {
  halfTable ??= Float32Array.from({ length: 0x10000 }, (_, bits) => decodeHalf(bits));
  return halfTable;
}

/** Value of one binary16 bit pattern. */
export function decodeHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const mantissa = bits & 0x3ff;
  if (exponent === 0x1f) return mantissa === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}

/** binary32 -> binary16 bit patterns, to nearest, ties to even; what is too large becomes infinite. */
export function toHalf(values: Float32Array): Uint16Array<ArrayBuffer> {
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) {
    scratch[0] = values[i]!;
    halves[i] = encodeHalf(scratchBits[0]!);
  }
  return halves;
}

function encodeHalf(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  // 65520 and above round past the largest finite half.
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude >= 0x38800000) {
    const rebased = magnitude - 0x38000000;
    return sign | ((rebased + 0x0fff + ((rebased >>> 13) & 1)) >>> 13);
  }
  // Below 2^-25 (and at it, a tie with the even zero) nothing is left; shifts beyond 31 would wrap.
  if (magnitude <= 0x33000000) return sign;
  const shift = 126 - (magnitude >>> 23);
  const mantissa = (magnitude & 0x7fffff) | 0x800000;
  const floor = mantissa >>> shift;
  const rest = mantissa & ((1 << shift) - 1);
  const tie = 1 << (shift - 1);
  return sign | (floor + (rest > tie || (rest === tie && (floor & 1) === 1) ? 1 : 0));
}

/** bfloat16 bit patterns -> binary32, exact. */
export function bfloat16ToFloat32(bits: Uint16Array, target: Float32Array): void {
  const targetBits = new Uint32Array(target.buffer, target.byteOffset, target.length);
  for (let i = 0; i < bits.length; i++) targetBits[i] = bits[i]! << 16;
}
