/** Many pictures on one sheet, each with its title below it. */
import sharp, { type Sharp } from 'sharp';
import { decodeOrThrow } from '../pictures/decode-picture.ts';
import type { RgbPixels } from '../../shared/picture.ts';

export interface SheetTile {
  /** At most as large as its place. */
  readonly picture: RgbPixels;
  readonly caption: string;
}

export interface SheetLayout {
  readonly columns: number;
  readonly rows: number;
  /** Side of a picture's place, in pixels. */
  readonly tile: number;
  /** Around the whole. */
  readonly margin: number;
}

const GAP = 12;
const PAPER = 255;
const INK = '#333333';

/** @returns the sheet's pixels; `width` and `height` follow from the layout alone. */
export function sheetSize({ columns, rows, tile, margin }: SheetLayout) {
  const caption = captionHeight(tile);
  return {
    width: 2 * margin + columns * (tile + GAP) - GAP,
    height: 2 * margin + rows * (tile + caption + GAP) - GAP,
  };
}

/** @param tiles row by row, at most as many as the layout has places. */
export async function drawSheet(tiles: AsyncIterable<SheetTile>, layout: SheetLayout): Promise<Sharp> {
  const { columns, tile, margin } = layout;
  const { width, height } = sheetSize(layout);
  const canvas = Buffer.alloc(3 * width * height, PAPER);
  const captions: string[] = [];
  let index = 0;
  for await (const { picture, caption } of tiles) {
    const left = margin + (index % columns) * (tile + GAP);
    const top = margin + Math.floor(index / columns) * (tile + captionHeight(tile) + GAP);
    const inLeft = left + ((tile - picture.width) >> 1);
    const inTop = top + ((tile - picture.height) >> 1);
    for (let row = 0; row < picture.height; row++) {
      const line = picture.data.subarray(3 * row * picture.width, 3 * (row + 1) * picture.width);
      canvas.set(line, 3 * ((inTop + row) * width + inLeft));
    }
    captions.push(captionText(caption, left + tile / 2, top + tile, tile));
    index += 1;
  }
  const sheet = sharp(canvas, { raw: { width, height, channels: 3 } });
  const text = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" fill="${INK}" font-family="sans-serif" text-anchor="middle">${captions.join('')}</svg>`;
  return sheet.composite([{ input: Buffer.from(text) }]);
}

function captionHeight(tile: number): number {
  return Math.max(14, Math.round(tile / 8));
}

function captionText(caption: string, centre: number, bottom: number, tile: number): string {
  const size = Math.round(captionHeight(tile) * 0.62);
  // A sans-serif character is about half as wide as high.
  const most = Math.floor((2 * tile) / size);
  const characters = Array.from(new Intl.Segmenter().segment(caption), ({ segment }) => segment);
  const shown = characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : caption;
  return `<text x="${centre}" y="${bottom + 1.25 * size}" font-size="${size}">${escaped(shown)}</text>`;
}

/** For text in XML and HTML; what XML cannot hold is left out. */
export function escaped(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/**
 * A picture for its place; a small one is enlarged by whole pixels, so that what was computed is what is seen.
 *
 * @throws {TrilemmaError} `file` where it cannot be decoded.
 */
export async function sheetTile(image: Uint8Array, caption: string, tile: number): Promise<SheetTile> {
  const { output } = await decodeOrThrow(image, `${caption} cannot be put on the sheet`, {
    fit: { kind: 'inside', side: tile, enlarge: true },
    output: { kind: 'rgb', transparency: 'white' },
  });
  return { picture: { width: output.width, height: output.height, data: output.bytes }, caption };
}
