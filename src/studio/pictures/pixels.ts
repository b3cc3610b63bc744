import sharp from 'sharp';
import { TrilemmaError } from '../../shared/errors.ts';
import type { RgbPixels, Pixels as ScreenPixels } from '../../shared/picture.ts';
import { decodeOrThrow } from './decode-picture.ts';

/** A picture as networks have it: float32 [channels, height, width] in [-1, 1], 3 channels (RGB) or 1 (grey). */
export interface NetworkPicture {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly data: Float32Array;
}

/**
 * To 8 bits: floor((clamp(x, -1, 1) + 1) * 127.5 + 0.5), computed in float64; a tie goes up. Grey becomes RGB with
 * three equal channels.
 *
 * @throws TrilemmaError 'engine-failed' where a value is not a number: a black picture would hide the fault.
 * @throws RangeError where the data do not fit the shape, or there are other than 1 or 3 channels.
 */
export function toPixels(picture: NetworkPicture): RgbPixels {
  const { width, height } = picture;
  const data = new Uint8Array(3 * width * height);
  fillColours(picture, data, 3);
  return { width, height, data };
}

/** The same colours as {@link toPixels}, for a screen: 8-bit RGBA, opaque. Throws as it does. */
export function toScreenPixels(picture: NetworkPicture): ScreenPixels {
  const { width, height } = picture;
  const rgba = new Uint8Array(4 * width * height).fill(255);
  fillColours(picture, rgba, 4);
  return { width, height, rgba };
}

/** A screen's pixels without their opacity. */
export function withoutAlpha({ width, height, rgba }: ScreenPixels): RgbPixels {
  const data = new Uint8Array(3 * width * height);
  for (let at = 0; at < width * height; at++) data.set(rgba.subarray(4 * at, 4 * at + 3), 3 * at);
  return { width, height, data };
}

/** @param stride bytes of `target` from one pixel to the next. */
function fillColours({ channels, height, width, data }: NetworkPicture, target: Uint8Array, stride: number) {
  const area = height * width;
  if ((channels !== 1 && channels !== 3) || data.length !== channels * area) {
    throw new RangeError(`${data.length} numbers are no picture of [${channels}, ${height}, ${width}]`);
  }
  for (let channel = 0; channel < 3; channel++) {
    const offset = channels === 1 ? 0 : channel * area;
    for (let at = 0; at < area; at++) target[stride * at + channel] = toByte(data[offset + at]!);
  }
}

function toByte(x: number): number {
  if (Number.isNaN(x)) {
    throw new TrilemmaError(
      'engine-failed',
      'The model made a picture with values that are no numbers: its weights are damaged, or the device computes wrongly.',
    );
  }
  return Math.floor((Math.min(Math.max(x, -1), 1) + 1) * 127.5 + 0.5);
}

/** PNG of 8-bit RGB, without loss and without metadata. */
export async function encodePng({ width, height, data }: RgbPixels): Promise<Uint8Array> {
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

/**
 * The pixels of a PNG, as 8-bit RGB without its transparency.
 *
 * @throws TrilemmaError 'file' where it is no PNG, is damaged or too large.
 */
export async function decodePng(bytes: Uint8Array): Promise<RgbPixels> {
  const { format, output } = await decodeOrThrow(bytes, 'The picture cannot be read', {
    fit: { kind: 'whole' },
    output: { kind: 'rgb', transparency: 'ignored' },
  });
  if (format !== 'png') throw new TrilemmaError('file', 'The file is not a PNG picture.');
  return { width: output.width, height: output.height, data: output.bytes };
}
