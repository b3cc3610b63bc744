/** Videos, decoded and compared with their frames: what 4:2:0 leaves of these is all but kept. */
import { expect, test } from '@playwright/test';
import type { RgbPixels } from '../src/shared/picture.ts';
import { FilmEncoder } from './support/film-encoder.ts';
import { filmLoss } from './support/film-loss.ts';

/** dB that a frame may lose. */
const MOST_LOSS = 1.5;
const FPS = 12;
/** Beyond a second key frame. */
const FRAMES = 26;

/** Coloured waves that move, with a grain as models leave it; some frames stand still. */
function frames(side: number, scale: number, grain: number): readonly RgbPixels[] {
  let state = side + 1;
  const random = () => (state = (state * 48_271) % 0x7fffffff) / 0x7fffffff;
  const made: Uint8Array[] = [];
  for (let k = 0; k < FRAMES; k++) {
    if (k % 5 === 4) {
      made.push(made.at(-1)!);
      continue;
    }
    made.push(
      Uint8Array.from({ length: 3 * side * side }, (_, at) => {
        const pixel = Math.floor(at / 3);
        const [x, y, channel] = [pixel % side, Math.floor(pixel / side), at % 3];
        const wave = Math.sin((6 * x) / side + channel + k / 6) + Math.cos((9 * y) / side - k / 9);
        return Math.max(0, Math.min(255, 128 + 60 * wave + grain * (random() - 0.5)));
      }),
    );
  }
  return made.map((data) => enlarged({ width: side, height: side, data }, scale));
}

function enlarged({ width, height, data }: RgbPixels, scale: number): RgbPixels {
  const [wide, high] = [width * scale, height * scale];
  const larger = Uint8Array.from({ length: 3 * wide * high }, (_, at) => {
    const pixel = Math.floor(at / 3);
    const [x, y] = [Math.floor((pixel % wide) / scale), Math.floor(pixel / wide / scale)];
    return data[3 * (y * width + x) + (at % 3)]!;
  });
  return { width: wide, height: high, data: larger };
}

test('every frame of a video is within 1.5 dB of what 4:2:0 leaves of it', async () => {
  test.skip(test.info().project.name !== 'browser', 'It needs no host.');
  // A hundred frames are encoded and measured several times, on a machine that other tests keep busy.
  test.setTimeout(300_000);
  await using encoder = await FilmEncoder.open();
  for (const format of ['mp4', 'webm'] as const) {
    for (const [side, scale, grain] of [
      [32, 1, 30],
      [33, 1, 400],
      [64, 4, 30],
      [128, 1, 8],
    ] as const) {
      await test.step(`${format}, ${side} pixels, scale ${scale}, grain ${grain}`, async () => {
        const film = frames(side, scale, grain);
        const shape = { format, width: side * scale, height: side * scale, fps: FPS };
        const file = await encoder.encode(shape, film);
        const { loss } = filmLoss(film, await encoder.decode(file, shape));
        expect(loss).toBeLessThanOrEqual(MOST_LOSS);
        // Less than the frames as they are, by far: quality has a price, and it is not everything.
        expect(file.length).toBeLessThan(FRAMES * side * side * scale * 2);
      });
    }
  }
});
