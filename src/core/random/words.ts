/** The low and the high 32 bits of a 64-bit number, in that order. */
export function wordsOf64(value: bigint): readonly [low: number, high: number] {
  return [Number(BigInt.asUintN(32, value)), Number(BigInt.asUintN(32, value >> 32n))];
}
