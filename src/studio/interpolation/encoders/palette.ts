/** One palette for all frames of a film: with one for each, still parts would flicker. */
import sharp from 'sharp';
import type { RgbPixels } from '../../../shared/picture.ts';
import { pngChunks } from '../../pictures/png.ts';

/** Pixels that the palette is chosen from; more change next to nothing. */
const SAMPLES = 1 << 16;

const COLOURS = 256;

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Buckets of colours that share an entry: 6 bits a channel. */
const SHIFT = 2;
const SIDE = 256 >> SHIFT;

/** Red, green and blue of 256 entries. */
export type Palette = Uint8Array;

/**
 * The 256 colours that pictures are shown best with (libimagequant's choice, through libvips).
 *
 * @param count how many pictures come
 */
export async function commonPalette(pictures: AsyncIterable<RgbPixels>, count: number): Promise<Palette> {
  const samples: Uint8Array[] = [];
  for await (const picture of pictures) samples.push(spread(picture, Math.ceil(SAMPLES / count)));
  const data = Buffer.concat(samples);
  const png = await sharp(data, { raw: { width: data.length / 3, height: 1, channels: 3 } })
    .png({ palette: true, colours: COLOURS, dither: 0, effort: 4 })
    .toBuffer();
  const palette = new Uint8Array(3 * COLOURS);
  for (const chunk of pngChunks(png)) if (chunk.type === 'PLTE') palette.set(chunk.data);
  return palette;
}

/** Colours from all over a picture, at most so many: steps of the golden ratio do not fall into step with its rows. */
function spread({ data }: RgbPixels, most: number): Uint8Array {
  const area = data.length / 3;
  if (area <= most) return data;
  const colours = new Uint8Array(3 * most);
  for (let k = 0; k < most; k++) {
    const at = Math.floor(((k * GOLDEN) % 1) * area);
    colours.set(data.subarray(3 * at, 3 * at + 3), 3 * k);
  }
  return colours;
}

/** Maps pixels to the nearest entries of a palette, as far as 6 bits a channel tell. */
export class PaletteMap {
  readonly #palette: Palette;
  /** Entry + 1 of each bucket; 0 where it was not asked for yet. */
  readonly #entries = new Uint16Array(SIDE ** 3);

  constructor(palette: Palette) {
    this.#palette = palette;
  }

  indices({ data }: RgbPixels): Uint8Array {
    const indices = new Uint8Array(data.length / 3);
    for (let k = 0; k < indices.length; k++) {
      const [red, green, blue] = [
        data[3 * k]! >> SHIFT,
        data[3 * k + 1]! >> SHIFT,
        data[3 * k + 2]! >> SHIFT,
      ];
      const bucket = (red * SIDE + green) * SIDE + blue;
      let entry = this.#entries[bucket]!;
      if (entry === 0) {
        entry = 1 + this.#nearest(centre(red), centre(green), centre(blue));
        this.#entries[bucket] = entry;
      }
      indices[k] = entry - 1;
    }
    return indices;
  }

  #nearest(red: number, green: number, blue: number): number {
    let nearest = 0;
    let least = Infinity;
    for (let entry = 0; entry < COLOURS; entry++) {
      const distance =
        (this.#palette[3 * entry]! - red) ** 2 +
        (this.#palette[3 * entry + 1]! - green) ** 2 +
        (this.#palette[3 * entry + 2]! - blue) ** 2;
      if (distance < least) [least, nearest] = [distance, entry];
    }
    return nearest;
  }
}

function centre(bucket: number): number {
  return (bucket << SHIFT) + (1 << SHIFT) / 2 - 0.5;
}
