import { TrilemmaError } from '../../../shared/errors.ts';
import type { ByteSource } from '../byte-source.ts';

const CHUNK_BYTES = 64 << 10;

/** Longest line of a text opcode: names and numbers, whose conversion is not linear in their length. */
const MAX_LINE_BYTES = 4096;

/** Reads a byte source from front to back between two offsets, for what carries its own lengths. */
export class ByteCursor {
  readonly #source: ByteSource;
  readonly #end: number;
  #chunk: Uint8Array = new Uint8Array(0);
  #chunkStart: number;
  #at = 0;

  constructor(source: ByteSource, start = 0, end = source.size) {
    this.#source = source;
    this.#end = end;
    this.#chunkStart = start;
  }

  /** Offset in the source of the next byte. */
  get position(): number {
    return this.#chunkStart + this.#at;
  }

  /** The next byte. */
  byte(): number {
    if (this.#at === this.#chunk.length) this.#fill(1);
    return this.#chunk[this.#at++]!;
  }

  /**
   * The next `length` bytes, not to be written to.
   *
   * @throws TrilemmaError `checkpoint-corrupt` where fewer are left; nothing is allocated then.
   */
  bytes(length: number): Uint8Array {
    if (this.#chunk.length - this.#at < length) this.#fill(length);
    this.#at += length;
    return this.#chunk.subarray(this.#at - length, this.#at);
  }

  /** The next line without its end, as Latin-1. */
  line(): string {
    let line = '';
    for (let byte = this.byte(); byte !== 0x0a; byte = this.byte()) {
      if (line.length === MAX_LINE_BYTES) throw corrupt('a line of it does not end');
      line += String.fromCharCode(byte);
    }
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  }

  /** A view for the numbers in the next `length` bytes. */
  view(length: number): DataView {
    const bytes = this.bytes(length);
    return new DataView(bytes.buffer, bytes.byteOffset, length);
  }

  /** Moves on by `length` bytes without reading them. */
  skip(length: number): void {
    const position = this.position;
    if (length > this.#end - position) throw corrupt('it ends too early');
    this.#chunkStart = position + length;
    this.#chunk = new Uint8Array(0);
    this.#at = 0;
  }

  #fill(length: number): void {
    const position = this.position;
    if (length > this.#end - position) throw corrupt('it ends too early');
    this.#chunk = this.#source.read(position, Math.min(Math.max(length, CHUNK_BYTES), this.#end - position));
    this.#chunkStart = position;
    this.#at = 0;
  }
}

function corrupt(what: string): TrilemmaError {
  return new TrilemmaError('checkpoint-corrupt', `The checkpoint is cut short or damaged: ${what}.`);
}
