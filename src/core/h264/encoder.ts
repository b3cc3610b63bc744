/** H.264 of pictures whose quality is chosen one by one: any picture can be coded again before it is taken. */
import { BitWriter } from './bit-writer.ts';
import {
  FRAME_NUMBER_BITS,
  INITIAL_QP,
  type ParameterSets,
  parameterSets,
  type CodedVideo,
} from './parameter-sets.ts';
import { i420Of, type YuvPicture, pictureOf } from './picture.ts';
import { PictureCoder } from './picture-coder.ts';

/** `nal_unit_type` (table 7-1) of pictures, with a `nal_ref_idc` that keeps them for the next. */
const KEY_PICTURE = 0x65;
const PICTURE = 0x61;
/** `slice_type` (table 7-6) where all slices of the picture are alike. */
const INTER = 5;
const INTRA = 7;
/** Bytes that the length of a unit takes. */
const LENGTH_BYTES = 4;

export interface CodedPicture {
  readonly isKey: boolean;
  /** A unit with its length before it, as MP4 holds it. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** As every decoder shows it: planes of the even size, one after the other. */
  readonly i420: Uint8Array<ArrayBuffer>;
  readonly picture: YuvPicture;
}

export class H264Encoder {
  readonly #shape: CodedVideo;
  readonly parameters: ParameterSets;
  #before: YuvPicture | undefined;
  /** Pictures since the last that stands alone. */
  #number = 0;
  #keys = 0;

  constructor(shape: CodedVideo) {
    this.#shape = shape;
    this.parameters = parameterSets(shape);
  }

  /**
   * Codes a picture as the next one, which it is when it is {@link take}n.
   *
   * @param i420 planes, one after the other
   * @param qp the quantisation parameter, 0 to 51: the step is 0.625 at 0, and doubles with every 6
   * @param isKey whether it stands alone, as the first one does
   */
  code(i420: Uint8Array, qp: number, isKey: boolean): CodedPicture {
    const before = isKey ? undefined : this.#before;
    const bits = new BitWriter();
    this.#writeHeader(bits, qp, before === undefined);
    const coder = new PictureCoder(bits, pictureOf(i420, this.#shape), before, qp);
    coder.code();
    const unit = bits.finish(before === undefined ? KEY_PICTURE : PICTURE);
    const bytes = new Uint8Array(LENGTH_BYTES + unit.length);
    new DataView(bytes.buffer).setUint32(0, unit.length);
    bytes.set(unit, LENGTH_BYTES);
    const picture = coder.coded;
    return { isKey: before === undefined, bytes, i420: i420Of(picture, this.#shape), picture };
  }

  /** The next picture follows this one. */
  take({ isKey, picture }: CodedPicture): void {
    this.#before = picture;
    this.#number = isKey ? 1 : this.#number + 1;
    if (isKey) this.#keys++;
  }

  /** Clause 7.3.3. */
  #writeHeader(bits: BitWriter, qp: number, isKey: boolean): void {
    bits.unsigned(0);
    bits.unsigned(isKey ? INTRA : INTER);
    bits.unsigned(0);
    bits.put(isKey ? 0 : this.#number % 2 ** FRAME_NUMBER_BITS, FRAME_NUMBER_BITS);
    // Two that stand alone one after the other have different numbers.
    if (isKey) bits.unsigned(this.#keys % 2);
    // One picture before, in its usual place; it makes way for this one.
    else bits.put(0b00, 2);
    bits.put(0, isKey ? 2 : 1);
    bits.signed(qp - INITIAL_QP);
    // Edges are not smoothed.
    bits.unsigned(1);
  }
}
