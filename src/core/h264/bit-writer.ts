/** Bits of a coded picture, most significant first (ITU-T H.264, clauses 7.2 and 9.1). */
export class BitWriter {
  #bytes = new Uint8Array(4096);
  #length = 0;
  /** The last bits, fewer than a byte between two calls. */
  #pending = 0;
  #pendingCount = 0;

  /** How many bits were written. */
  get position(): number {
    return 8 * this.#length + this.#pendingCount;
  }

  /** @param count of the value's lower bits, 0 to 24 */
  put(value: number, count: number): void {
    this.#pending = (this.#pending << count) | value;
    this.#pendingCount += count;
    while (this.#pendingCount >= 8) {
      this.#pendingCount -= 8;
      if (this.#length === this.#bytes.length) this.#grow();
      this.#bytes[this.#length++] = this.#pending >>> this.#pendingCount;
    }
    this.#pending &= (1 << this.#pendingCount) - 1;
  }

  /** An Exp-Golomb code, ue(v). @param value from 0 to 2^16 - 2 */
  unsigned(value: number): void {
    const bits = 31 - Math.clz32(value + 1);
    this.put(0, bits);
    this.put(value + 1, bits + 1);
  }

  /** A signed Exp-Golomb code, se(v). */
  signed(value: number): void {
    this.unsigned(value > 0 ? 2 * value - 1 : -2 * value);
  }

  /** Zeros up to the next byte. */
  align(): void {
    if (this.#pendingCount > 0) this.put(0, 8 - this.#pendingCount);
  }

  /** Forgets what was written after an earlier position. */
  rewind(position: number): void {
    const whole = position >> 3;
    const count = position & 7;
    if (whole < this.#length) this.#pending = this.#bytes[whole]! >> (8 - count);
    else this.#pending >>= this.#pendingCount - count;
    this.#length = whole;
    this.#pendingCount = count;
  }

  /**
   * The network abstraction layer's unit (clause 7.3.1): closed by a stop bit, and with a byte 3 wherever three others
   * would look like the start of a unit.
   *
   * @param header `nal_ref_idc` and `nal_unit_type`
   */
  finish(header: number): Uint8Array<ArrayBuffer> {
    this.put(1, 1);
    this.align();
    const unit = new Uint8Array(2 + Math.ceil(1.5 * this.#length));
    unit[0] = header;
    let length = 1;
    let zeros = 0;
    for (let at = 0; at < this.#length; at++) {
      const byte = this.#bytes[at]!;
      if (zeros === 2 && byte <= 3) {
        unit[length++] = 3;
        zeros = 0;
      }
      unit[length++] = byte;
      zeros = byte === 0 ? zeros + 1 : 0;
    }
    return unit.slice(0, length);
  }

  #grow(): void {
    const larger = new Uint8Array(2 * this.#bytes.length);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
