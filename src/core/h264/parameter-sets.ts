/** The parameter sets, which a decoder needs before the first picture (ITU-T H.264, clauses 7.3.2, A.3 and E.1). */
import { BitWriter } from './bit-writer.ts';
import { MACROBLOCK } from './picture.ts';
import { CHROMA_QP_OFFSET } from './picture-coder.ts';

/** `nal_unit_type` (table 7-1) with the highest `nal_ref_idc`. */
const SEQUENCE_UNIT = 0x67;
const PICTURE_UNIT = 0x68;

/** Baseline, kept to what every decoder knows (clause A.2.1.1). */
const BASELINE = 66;
const CONSTRAINED = 0xc0;

/**
 * Level numbers times 10, with the most macroblocks a second and a picture (table A-1). Every player of the last
 * fifteen years takes the first.
 */
const LEVELS = [
  [40, 245_760, 8192],
  [42, 522_240, 8704],
  [50, 589_824, 22_080],
  [51, 983_040, 36_864],
  [52, 2_073_600, 36_864],
  [60, 4_177_920, 139_264],
  [61, 8_355_840, 139_264],
  [62, 16_711_680, 139_264],
] as const;

/** ITU-R BT.709 in tables E-3, E-4 and E-5. */
const BT_709 = 1;
/** Chroma lies in the middle of its four samples of luma (figure E-1). */
const CENTRE = 1;

/** Bits of `frame_num`, which counts pictures since the last that stands alone. */
export const FRAME_NUMBER_BITS = 4;
/** `slice_qp_delta` and `pic_init_qp` count from here. */
export const INITIAL_QP = 26;

export interface CodedVideo {
  /** Pixels, even. */
  readonly width: number;
  readonly height: number;
  readonly fps: number;
}

export interface ParameterSets {
  /** As RFC 6381 names the codec, such as `avc1.42C028`. */
  readonly codec: string;
  /** `AVCDecoderConfigurationRecord` (ISO/IEC 14496-15, 5.3.3.1). */
  readonly description: Uint8Array<ArrayBuffer>;
}

export function parameterSets(shape: CodedVideo): ParameterSets {
  const level = levelOf(shape);
  const sequence = sequenceSet(shape, level);
  const picture = pictureSet();
  const hex = [BASELINE, CONSTRAINED, level].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return {
    codec: `avc1.${hex.toUpperCase()}`,
    description: Uint8Array.of(
      ...[1, BASELINE, CONSTRAINED, level],
      // Lengths of units have 4 bytes; one set of each kind.
      ...[0xff, 0xe1, ...twoBytes(sequence.length), ...sequence],
      ...[1, ...twoBytes(picture.length), ...picture],
    ),
  };
}

function twoBytes(value: number): readonly [number, number] {
  return [value >> 8, value & 0xff];
}

function macroblocks(side: number): number {
  return Math.ceil(side / MACROBLOCK);
}

function levelOf({ width, height, fps }: CodedVideo): number {
  const size = macroblocks(width) * macroblocks(height);
  const fitting = LEVELS.find(([, rate, largest]) => size * fps <= rate && size <= largest);
  return (fitting ?? LEVELS.at(-1)!)[0];
}

function sequenceSet({ width, height }: CodedVideo, level: number): Uint8Array {
  const bits = new BitWriter();
  for (const byte of [BASELINE, CONSTRAINED, level]) bits.put(byte, 8);
  bits.unsigned(0);
  bits.unsigned(FRAME_NUMBER_BITS - 4);
  // Pictures are shown in the order in which they are coded, and one is kept.
  bits.unsigned(2);
  bits.unsigned(1);
  bits.put(0, 1);
  bits.unsigned(macroblocks(width) - 1);
  bits.unsigned(macroblocks(height) - 1);
  // Whole frames; `direct_8x8_inference_flag`.
  bits.put(0b11, 2);
  // Cropping, in pairs of samples: left, right, top, bottom.
  bits.put(1, 1);
  bits.unsigned(0);
  bits.unsigned((macroblocks(width) * MACROBLOCK - width) / 2);
  bits.unsigned(0);
  bits.unsigned((macroblocks(height) * MACROBLOCK - height) / 2);
  bits.put(1, 1);
  usability(bits);
  return bits.finish(SEQUENCE_UNIT);
}

/** Clause E.1.1: which colours the samples are, and that no picture waits for another. */
function usability(bits: BitWriter): void {
  bits.put(0b00, 2);
  // A video signal of no particular format (5), limited range, with its colours described.
  bits.put(0b1_101_0_1, 6);
  for (let k = 0; k < 3; k++) bits.put(BT_709, 8);
  bits.put(1, 1);
  bits.unsigned(CENTRE);
  bits.unsigned(CENTRE);
  // No timing, no model of a decoder's buffer, no structure; but bounds.
  bits.put(0b0000_1, 5);
  bits.put(0, 1);
  for (const bound of [0, 0, 0, 0, 0, 1]) bits.unsigned(bound);
}

function pictureSet(): Uint8Array {
  const bits = new BitWriter();
  bits.unsigned(0);
  bits.unsigned(0);
  // Variable-length codes, no fields, one group of slices, one picture before.
  bits.put(0b00, 2);
  for (let k = 0; k < 3; k++) bits.unsigned(0);
  bits.put(0b000, 3);
  bits.signed(0);
  bits.signed(0);
  bits.signed(CHROMA_QP_OFFSET);
  // Slices say whether edges are smoothed.
  bits.put(0b100, 3);
  return bits.finish(PICTURE_UNIT);
}
