/** Planes as a coder takes them: luma, and two of chroma with half as many samples a side (4:2:0). */

/** Samples a side that are coded together. */
export const MACROBLOCK = 16;

export interface YuvPicture {
  /** Luma's samples, whole macroblocks. */
  readonly width: number;
  readonly height: number;
  /** Y, Cb and Cr, row by row. */
  readonly planes: readonly [Uint8Array, Uint8Array, Uint8Array];
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** @param size even */
export function emptyPicture(size: Size): YuvPicture {
  const [width, height] = [size.width, size.height].map((side) => Math.ceil(side / MACROBLOCK) * MACROBLOCK);
  const [luma, chroma] = [width! * height!, (width! * height!) / 4];
  return {
    width: width!,
    height: height!,
    planes: [new Uint8Array(luma), new Uint8Array(chroma), new Uint8Array(chroma)],
  };
}

/** Planes that lie one after the other, grown to whole macroblocks by their last row and column. */
export function pictureOf(i420: Uint8Array, size: Size): YuvPicture {
  const picture = emptyPicture(size);
  forEachPlane(picture, size, (plane, stride, { width, height }, from) => {
    for (let y = 0; y < plane.length / stride; y++) {
      const row = from + Math.min(y, height - 1) * width;
      plane.set(i420.subarray(row, row + width), y * stride);
      plane.fill(i420[row + width - 1]!, y * stride + width, (y + 1) * stride);
    }
  });
  return picture;
}

/** The planes one after the other, without what {@link pictureOf} added. */
export function i420Of(picture: YuvPicture, size: Size): Uint8Array<ArrayBuffer> {
  const i420 = new Uint8Array((size.width * size.height * 3) / 2);
  forEachPlane(picture, size, (plane, stride, { width, height }, from) => {
    for (let y = 0; y < height; y++) {
      i420.set(plane.subarray(y * stride, y * stride + width), from + y * width);
    }
  });
  return i420;
}

function forEachPlane(
  { width, planes }: YuvPicture,
  size: Size,
  visit: (plane: Uint8Array, stride: number, size: Size, from: number) => void,
): void {
  let from = 0;
  for (const [i, plane] of planes.entries()) {
    const half = i === 0 ? 1 : 2;
    const part = { width: size.width / half, height: size.height / half };
    visit(plane, width / half, part, from);
    from += part.width * part.height;
  }
}
