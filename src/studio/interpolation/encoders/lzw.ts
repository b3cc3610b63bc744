/** GIF's variant of LZW compression (Compuserve, GIF89a specification, appendix F). */

const CODE_BITS = 12;
const LARGEST_CODE = (1 << CODE_BITS) - 1;

/** Which code follows a code and a byte: `stamp << 12 | code`, valid where the stamp is the present table's. */
const next = new Int32Array((LARGEST_CODE + 1) << 8);
let stamp = 0;

/**
 * Compresses indices of a palette of 256 colours. Codes begin with 9 bits; the table is cleared whenever it is full.
 *
 * @param indices each 0..255
 */
export function lzwEncode(indices: Uint8Array): Uint8Array {
  const clear = 256;
  const end = 257;
  const output = new BitWriter(indices.length);
  let bits = 9;
  let free = end + 1;
  newStamp();
  output.write(clear, bits);
  let [code = -1] = indices;
  for (let at = 1; at < indices.length; at++) {
    const slot = (code << 8) | indices[at]!;
    const known = next[slot]!;
    if (known >>> CODE_BITS === stamp) {
      code = known & LARGEST_CODE;
      continue;
    }
    output.write(code, bits);
    code = indices[at]!;
    if (free > LARGEST_CODE) {
      output.write(clear, bits);
      bits = 9;
      free = end + 1;
      newStamp();
      continue;
    }
    next[slot] = (stamp << CODE_BITS) | free;
    if (free === 1 << bits) bits++;
    free++;
  }
  if (code >= 0) output.write(code, bits);
  // The reader's table grows by one with that code.
  if (free === 1 << bits && bits < CODE_BITS) bits++;
  output.write(end, bits);
  return output.bytes();
}

function newStamp(): void {
  stamp++;
  if (stamp < 1 << (31 - CODE_BITS)) return;
  next.fill(0);
  stamp = 1;
}

/** Bits into bytes, lowest first. */
class BitWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;
  #held = 0;
  #count = 0;

  constructor(expected: number) {
    this.#bytes = new Uint8Array(expected + 16);
  }

  write(code: number, bits: number): void {
    this.#held |= code << this.#count;
    this.#count += bits;
    while (this.#count >= 8) {
      this.#push(this.#held & 0xff);
      this.#held >>>= 8;
      this.#count -= 8;
    }
  }

  bytes(): Uint8Array {
    if (this.#count > 0) this.#push(this.#held & 0xff);
    this.#count = 0;
    return this.#bytes.subarray(0, this.#length);
  }

  #push(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#bytes.length);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#length++] = byte;
  }
}
