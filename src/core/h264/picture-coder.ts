/**
 * One picture as the bits of a slice, and as a decoder shows it. Macroblocks are foretold by what is coded beside them,
 * or by the same place of the picture before; nothing is looked for elsewhere in it, for the pictures of a film of ours
 * change where they are.
 */
import type { BitWriter } from './bit-writer.ts';
import { CHROMA_DC, writeCoefficients } from './coefficients.ts';
import { emptyPicture, MACROBLOCK, type YuvPicture } from './picture.ts';
import {
  copySquare,
  distance,
  INTRA_MODES,
  type IntraMode,
  isPossible,
  type BlockPlace,
  predict,
} from './prediction.ts';
import { blockPlace, Residual } from './residual.ts';
import { MAX_QP, type Scale, QUANTISER_SCALES } from './transform.ts';

/** `mb_type` (tables 7-11 and 7-13) of samples as they are; in pictures that have one before them, 5 more. */
const PCM = 25;
const INTRA_IN_INTER = 5;
/** A macroblock may have no more bits than this (clause A.3.1, 3200), and needs no more as it is. */
const MOST_BITS = 8 * 384;
/** Coefficients that a PCM macroblock is taken to have when its neighbours are coded. */
const FULL = 16;

/** `Intra16x16PredMode` and `intra_chroma_pred_mode` (tables 8-4 and 8-5). */
const LUMA_MODE = { vertical: 0, horizontal: 1, dc: 2 } as const;
const CHROMA_MODE = { dc: 0, horizontal: 1, vertical: 2 } as const;

/** Code numbers of `coded_block_pattern` between pictures (table 9-4), by 16 times chroma's pattern and luma's. */
const PATTERN_CODES = codeNumbers([
  ...[0, 16, 1, 2, 4, 8, 32, 3, 5, 10, 12, 15, 47, 7, 11, 13, 14, 6, 9, 31, 35, 37, 42, 44],
  ...[33, 34, 36, 40, 39, 43, 45, 46, 17, 18, 20, 24, 19, 21, 26, 28, 23, 27, 29, 30, 22, 25, 38, 41],
]);

function codeNumbers(patterns: readonly number[]): Uint8Array {
  const numbers = new Uint8Array(patterns.length);
  patterns.forEach((pattern, number) => (numbers[pattern] = number));
  return numbers;
}

/** Chroma's steps are half of luma's: each of its samples is seen in four pixels. */
export const CHROMA_QP_OFFSET = -6;

/** Table 8-15, from 30 on. */
const CHROMA_QPS = [29, 30, 31, 32, 32, 33, 34, 34, 35, 35, 36, 36, 37, 37, 37, 38, 38, 38, 39, 39, 39, 39];

function chromaScale(qp: number): Scale {
  const index = Math.min(MAX_QP, Math.max(0, qp + CHROMA_QP_OFFSET));
  return QUANTISER_SCALES[index < 30 ? index : CHROMA_QPS[index - 30]!]!;
}

type ChromaPair = readonly [Uint8Array, Uint8Array];

export class PictureCoder {
  readonly #bits: BitWriter;
  readonly #source: YuvPicture;
  readonly #before: YuvPicture | undefined;
  readonly #luma: Scale;
  readonly #chroma: Scale;
  readonly #residual = new Residual();
  /** How many coefficients each block has, row by row, of each plane. */
  readonly #counts: readonly Uint8Array[];
  readonly #prediction = new Uint8Array(256);
  readonly #attempt = new Uint8Array(256);
  readonly #chromaPrediction: ChromaPair = [new Uint8Array(64), new Uint8Array(64)];
  #skipped = 0;
  readonly coded: YuvPicture;

  /** @param before the picture that a decoder has before this one; undefined for one that stands alone */
  constructor(bits: BitWriter, source: YuvPicture, before: YuvPicture | undefined, qp: number) {
    this.#bits = bits;
    this.#source = source;
    this.#before = before;
    this.#luma = QUANTISER_SCALES[qp]!;
    this.#chroma = chromaScale(qp);
    this.#counts = source.planes.map((plane) => new Uint8Array(plane.length / 16));
    this.coded = emptyPicture(source);
  }

  /** Writes all macroblocks. */
  code(): void {
    const { width, height } = this.#source;
    for (let y = 0; y < height; y += MACROBLOCK) {
      for (let x = 0; x < width; x += MACROBLOCK) this.#codeMacroblock(x, y);
    }
    if (this.#skipped > 0) this.#bits.unsigned(this.#skipped);
  }

  #codeMacroblock(x: number, y: number): void {
    const mode = this.#predict(x, y);
    const isIntra = mode !== 'before';
    const { planes } = this.coded;
    const [source, cb, cr] = this.#places(this.#source, x, y);
    this.#residual.codeLuma(source, this.#prediction, planes[0], this.#luma, isIntra);
    this.#residual.codeChroma([cb, cr], this.#chromaPrediction, [planes[1], planes[2]], this.#chroma);
    if (!isIntra && this.#residual.lumaPattern === 0 && this.#residual.chromaPattern === 0) {
      this.#skipped++;
      return;
    }
    if (this.#before !== undefined) this.#bits.unsigned(this.#skipped);
    this.#skipped = 0;
    const start = this.#bits.position;
    const isWritten = isIntra ? this.#writeIntra(mode, x, y) : this.#writeInter(x, y);
    if (isWritten && this.#bits.position - start <= MOST_BITS) return;
    this.#bits.rewind(start);
    this.#writeSamples(x, y);
  }

  #places(picture: YuvPicture, x: number, y: number): readonly [BlockPlace, BlockPlace, BlockPlace] {
    const { width, planes } = picture;
    const half = { stride: width / 2, x: x / 2, y: y / 2 };
    return [
      { plane: planes[0], stride: width, x, y },
      { plane: planes[1], ...half },
      { plane: planes[2], ...half },
    ];
  }

  /** Fills the predictions with the best that there is. */
  #predict(x: number, y: number): IntraMode | 'before' {
    const [source] = this.#places(this.#source, x, y);
    const [luma, cb, cr] = this.#places(this.coded, x, y);
    let best: IntraMode | 'before' = 'dc';
    let least = Infinity;
    if (this.#before !== undefined) {
      const [before, ...chroma] = this.#places(this.#before, x, y);
      copySquare(this.#prediction, before, 16);
      chroma.forEach((plane, i) => copySquare(this.#chromaPrediction[i]!, plane, 8));
      best = 'before';
      least = distance(this.#prediction, source, 16);
    }
    for (const mode of INTRA_MODES) {
      if (least === 0 || !isPossible(mode, luma)) continue;
      predict(this.#attempt, luma, 16, mode);
      const far = distance(this.#attempt, source, 16);
      if (far >= least) continue;
      [best, least] = [mode, far];
      this.#prediction.set(this.#attempt);
    }
    if (best !== 'before') {
      for (const [i, plane] of [cb, cr].entries()) predict(this.#chromaPrediction[i]!, plane, 8, best);
    }
    return best;
  }

  /** @returns false where a level has no code. */
  #writeIntra(mode: IntraMode, x: number, y: number): boolean {
    const { lumaPattern, chromaPattern, lumaDc } = this.#residual;
    const hasAll = lumaPattern !== 0;
    this.#type(1 + LUMA_MODE[mode] + 4 * chromaPattern + (hasAll ? 12 : 0));
    this.#bits.unsigned(CHROMA_MODE[mode]);
    this.#bits.signed(0);
    if (!writeCoefficients(this.#bits, lumaDc, 0, 16, this.#neighbours(0, x / 4, y / 4))) return false;
    return this.#writeLuma(x, y, hasAll ? 15 : 0, 1) && this.#writeChroma(x, y);
  }

  #writeInter(x: number, y: number): boolean {
    const { lumaPattern, chromaPattern } = this.#residual;
    this.#bits.unsigned(0);
    // The motion is what is foretold of it: none.
    this.#bits.signed(0);
    this.#bits.signed(0);
    this.#bits.unsigned(PATTERN_CODES[16 * chromaPattern + lumaPattern]!);
    this.#bits.signed(0);
    return this.#writeLuma(x, y, lumaPattern, 0) && this.#writeChroma(x, y);
  }

  #type(number: number): void {
    this.#bits.unsigned(number + (this.#before === undefined ? 0 : INTRA_IN_INTER));
  }

  /** @param pattern a bit for each quarter that is written @param from the first coefficient that a block has here */
  #writeLuma(x: number, y: number, pattern: number, from: 0 | 1): boolean {
    const { luma } = this.#residual;
    for (let index = 0; index < 16; index++) {
      const place = blockPlace(index);
      const [column, row] = [(x + place.x) / 4, (y + place.y) / 4];
      const isThere = (pattern & (1 << (index >> 2))) !== 0;
      if (!this.#writeBlock(0, column, row, luma, 16 * index + from, 16 - from, isThere)) return false;
    }
    return true;
  }

  #writeChroma(x: number, y: number): boolean {
    const { chroma, chromaDc, chromaPattern } = this.#residual;
    for (let plane = 0; plane < 2 && chromaPattern > 0; plane++) {
      if (!writeCoefficients(this.#bits, chromaDc, 4 * plane, 4, CHROMA_DC)) return false;
    }
    for (let k = 0; k < 8; k++) {
      const [column, row] = [x / 8 + (k & 1), y / 8 + ((k >> 1) & 1)];
      const plane = 1 + (k >> 2);
      if (!this.#writeBlock(plane, column, row, chroma, 16 * k + 1, 15, chromaPattern === 2)) return false;
    }
    return true;
  }

  #writeBlock(
    plane: number,
    column: number,
    row: number,
    levels: Int32Array,
    first: number,
    size: number,
    isThere: boolean,
  ): boolean {
    let count = 0;
    if (isThere) for (let k = 0; k < size; k++) count += levels[first + k] === 0 ? 0 : 1;
    this.#counts[plane]![row * this.#columns(plane) + column] = count;
    return (
      !isThere || writeCoefficients(this.#bits, levels, first, size, this.#neighbours(plane, column, row))
    );
  }

  #columns(plane: number): number {
    return this.#source.width / (plane === 0 ? 4 : 8);
  }

  /** Clause 9.2.1: how many coefficients the blocks to the left and above have. */
  #neighbours(plane: number, column: number, row: number): number {
    const counts = this.#counts[plane]!;
    const at = row * this.#columns(plane) + column;
    if (column === 0) return row === 0 ? 0 : counts[at - this.#columns(plane)]!;
    if (row === 0) return counts[at - 1]!;
    return (counts[at - 1]! + counts[at - this.#columns(plane)]! + 1) >> 1;
  }

  /** The samples as they are. */
  #writeSamples(x: number, y: number): void {
    this.#type(PCM);
    this.#bits.align();
    this.#places(this.#source, x, y).forEach(({ plane, stride, x: left, y: top }, i) => {
      const side = i === 0 ? 16 : 8;
      for (let row = 0; row < side; row++) {
        const samples = plane.subarray((top + row) * stride + left, (top + row) * stride + left + side);
        this.coded.planes[i]!.set(samples, (top + row) * stride + left);
        for (const sample of samples) this.#bits.put(sample, 8);
      }
      for (let row = top / 4; row < (top + side) / 4; row++) {
        const first = row * this.#columns(i) + left / 4;
        this.#counts[i]!.fill(FULL, first, first + side / 4);
      }
    });
  }
}
