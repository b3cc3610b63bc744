/** The quantised difference of a macroblock from its prediction, and the samples that a decoder makes of it. */
import type { BlockPlace } from './prediction.ts';
import { backward, forward, hadamard, quantised, type Scale, ZIGZAG } from './transform.ts';

const SAMPLES = 16;
/** Chroma has the square of 2 x 2 blocks for each of its planes. */
const CHROMA_SIDE = 8;

const block = new Int32Array(SAMPLES);
const dcs = new Int32Array(SAMPLES);

/** The left column and upper row of a block of luma in its macroblock, by its index (clause 6.4.3). */
export function blockPlace(index: number): { readonly x: number; readonly y: number } {
  return { x: 4 * ((index & 1) | ((index >> 1) & 2)), y: 4 * (((index >> 1) & 1) | ((index >> 2) & 2)) };
}

const BLOCK_PLACES = Array.from({ length: 16 }, (_, index) => blockPlace(index));

export class Residual {
  /** Coefficients of 16 blocks, in scan order. Where luma's DC is coded apart, the first of each is 0. */
  readonly luma = new Int32Array(256);
  /** The DC coefficients of luma, where they are coded apart. */
  readonly lumaDc = new Int32Array(SAMPLES);
  /** Coefficients of 4 blocks of Cb, then of 4 of Cr, in scan order; the first of each is 0. */
  readonly chroma = new Int32Array(128);
  readonly chromaDc = new Int32Array(8);
  /** Which quarters have coefficients in `luma`: a bit each, `coded_block_pattern`'s lower four. */
  lumaPattern = 0;
  /** 0: chroma has no coefficients; 1: DC alone; 2: others too. */
  chromaPattern = 0;

  /**
   * @param target where the decoder's samples go
   * @param hasOwnDc whether the blocks' DC coefficients are transformed once more, as they are in intra macroblocks
   */
  codeLuma(
    source: BlockPlace,
    prediction: Uint8Array,
    target: Uint8Array,
    scale: Scale,
    hasOwnDc: boolean,
  ): void {
    this.lumaPattern = 0;
    BLOCK_PLACES.forEach(({ x, y }, index) => {
      transformed(source, prediction, 16, x, y);
      if (hasOwnDc) {
        dcs[y + x / 4] = block[0]!;
        block[0] = 0;
      }
      if (quantise(this.luma, 16 * index, scale)) this.lumaPattern |= 1 << (index >> 2);
    });
    if (hasOwnDc) this.#codeLumaDc(scale);
    BLOCK_PLACES.forEach(({ x, y }, index) => {
      rescale(this.luma, 16 * index, scale);
      if (hasOwnDc) block[0] = dcs[y + x / 4]!;
      rebuild(source, prediction, 16, x, y, target);
    });
  }

  /** Clause 8.5.10. */
  #codeLumaDc(scale: Scale): void {
    hadamard(dcs);
    for (let k = 0; k < SAMPLES; k++) dcs[k] = quantised(dcs[k]! >> 1, scale.forward[0]!, scale, 1);
    for (let k = 0; k < SAMPLES; k++) this.lumaDc[k] = dcs[ZIGZAG[k]!]!;
    hadamard(dcs);
    for (let k = 0; k < SAMPLES; k++) dcs[k] = (dcs[k]! * scale.backward[0]! + 2) >> 2;
  }

  /**
   * Both planes' differences as levels, and as samples.
   *
   * @param predictions of Cb and Cr
   */
  codeChroma(
    sources: readonly [BlockPlace, BlockPlace],
    predictions: readonly [Uint8Array, Uint8Array],
    targets: readonly [Uint8Array, Uint8Array],
    scale: Scale,
  ): void {
    this.chromaPattern = 0;
    sources.forEach((source, plane) => {
      this.#codeChromaPlane(plane, source, predictions[plane]!, targets[plane]!, scale);
    });
  }

  #codeChromaPlane(
    plane: number,
    source: BlockPlace,
    prediction: Uint8Array,
    target: Uint8Array,
    scale: Scale,
  ) {
    for (let k = 0; k < 4; k++) {
      transformed(source, prediction, CHROMA_SIDE, 4 * (k & 1), 4 * (k >> 1));
      dcs[k] = block[0]!;
      block[0] = 0;
      if (quantise(this.chroma, 16 * (4 * plane + k), scale)) this.chromaPattern = 2;
    }
    sumsAndDifferences(dcs);
    for (let k = 0; k < 4; k++) {
      const level = quantised(dcs[k]!, scale.forward[0]!, scale, 1);
      this.chromaDc[4 * plane + k] = level;
      if (level !== 0) this.chromaPattern = Math.max(1, this.chromaPattern);
      dcs[k] = level;
    }
    sumsAndDifferences(dcs);
    for (let k = 0; k < 4; k++) {
      rescale(this.chroma, 16 * (4 * plane + k), scale);
      // Clause 8.5.11.2.
      block[0] = (dcs[k]! * scale.backward[0]!) >> 1;
      rebuild(source, prediction, CHROMA_SIDE, 4 * (k & 1), 4 * (k >> 1), target);
    }
  }
}

/** Clause 8.5.11.1. */
function sumsAndDifferences(values: Int32Array): void {
  const [a, b, c, d] = [values[0]!, values[1]!, values[2]!, values[3]!];
  values[0] = a + b + c + d;
  values[1] = a - b + c - d;
  values[2] = a + b - c - d;
  values[3] = a - b - c + d;
}

/** Differences of a block from its prediction, transformed into `block`. */
function transformed(source: BlockPlace, prediction: Uint8Array, side: number, x: number, y: number): void {
  const { plane, stride } = source;
  for (let row = 0; row < 4; row++) {
    const from = (source.y + y + row) * stride + source.x + x;
    const at = (y + row) * side + x;
    for (let k = 0; k < 4; k++) block[4 * row + k] = plane[from + k]! - prediction[at + k]!;
  }
  forward(block);
}

/** @returns whether one of the levels is not 0. */
function quantise(levels: Int32Array, first: number, scale: Scale): boolean {
  let some = 0;
  for (let k = 0; k < SAMPLES; k++) {
    const at = ZIGZAG[k]!;
    some |= levels[first + k] = quantised(block[at]!, scale.forward[at]!, scale);
  }
  return some !== 0;
}

function rescale(levels: Int32Array, first: number, { backward: factors }: Scale): void {
  for (let k = 0; k < SAMPLES; k++) {
    const at = ZIGZAG[k]!;
    block[at] = levels[first + k]! * factors[at]!;
  }
}

/** Computes the samples that a decoder makes of `block`. */
function rebuild(
  source: BlockPlace,
  prediction: Uint8Array,
  side: number,
  x: number,
  y: number,
  target: Uint8Array,
) {
  backward(block);
  for (let row = 0; row < 4; row++) {
    const to = (source.y + y + row) * source.stride + source.x + x;
    const at = (y + row) * side + x;
    for (let k = 0; k < 4; k++) {
      const value = prediction[at + k]! + block[4 * row + k]!;
      target[to + k] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
  }
}
