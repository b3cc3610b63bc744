/**
 * How good videos are, and how large: films encoded as the studio's window does, decoded, and compared with their
 * frames. Prints a table, and fails where a film loses more than it may.
 *
 *     npm run bench:film-quality -- [--sizes 32,64,128,256] [--scales 1,4] [--formats mp4,webm] [--frames 24]
 *
 * `faces` are frames of the bundled model, resampled where the size is not its own; in `noise` no two pixels have to do
 * with each other, which is the hardest that there is. PSNR is of RGB, in dB. `4:2:0` is what planes with a chroma
 * sample for four pixels leave by themselves, and `loss` what the worst frame has lost of that by encoding.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { FilmEncoder } from '../e2e/support/film-encoder.ts';
import { filmLoss } from '../e2e/support/film-loss.ts';
import { evenDurations, keyFramePath } from '../src/core/latent/path/path.ts';
import { EngineClient } from '../src/engine/client.ts';
import { VIDEO_FORMATS } from '../src/shared/path/film.ts';
import { makeFilm } from '../src/studio/interpolation/film.ts';
import { pathServices } from '../src/studio/interpolation/path-services.ts';
import { upscaled } from '../src/studio/interpolation/encoders/upscale.ts';
import { findModel } from '../src/studio/models/library.ts';
import { modelFolders } from '../src/studio/models/model-folders.ts';
import { usersDataFolder } from '../src/platform/data-folder.ts';
import type { RgbPixels } from '../src/shared/picture.ts';

const FPS = 24;
/** dB that a frame may lose. */
const MOST_LOSS = 1.5;

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '32,64,128,256' },
    scales: { type: 'string', default: '1,4' },
    formats: { type: 'string', default: VIDEO_FORMATS.join(',') },
    frames: { type: 'string', default: '24' },
  },
});
const numbers = (list: string) => list.split(',').map(Number);
const count = Number(values.frames);

/** Frames on the way from one face to another, as the model makes them. */
async function faces(): Promise<readonly RgbPixels[]> {
  const { card } = await findModel('faces', modelFolders(usersDataFolder()));
  const { name, sha256, steps, architecture } = card;
  const keys = ['1', '2'].map((seed) => ({
    ...{ model: { name, sha256 }, steps, imageSize: architecture.imageSize, seed },
    temperature: { x_T: 1, z: 1 },
  }));
  const path = keyFramePath(keys, {
    ...{ fps: FPS, easing: 'linear', space: 'z', loop: false, hold: { unit: 'frames', count: 0 } },
    durations: evenDurations(count - 1, 1),
  });
  using engine = new EngineClient();
  const folder = await mkdtemp(join(tmpdir(), 'trilemma-frames-'));
  const frames: RgbPixels[] = [];
  try {
    await makeFilm(
      pathServices(engine, modelFolders(usersDataFolder())),
      {
        ...{ path, folder, device: 'cpu', signal: new AbortController().signal, onProgress: () => undefined },
        target: { format: 'frames', out: folder, scale: 1, upscale: 'nearest', pingPong: false },
      },
      async ({ order, original }) => {
        for (const picture of order) frames.push(await original(picture));
        return 0;
      },
    );
  } finally {
    await rm(folder, { recursive: true });
  }
  return frames;
}

/** The same at each call: a generator of Park and Miller, "Random number generators: good ones are hard to find", 1988. */
function noise(size: number): readonly RgbPixels[] {
  let state = 1;
  return Array.from({ length: count }, () => ({
    ...{ width: size, height: size },
    data: Uint8Array.from({ length: 3 * size * size }, () => (state = (state * 48_271) % 0x7fffffff) >> 8),
  }));
}

async function resampled({ width, height, data }: RgbPixels, size: number): Promise<RgbPixels> {
  const raw = { width, height, channels: 3 } as const;
  const image = sharp(data, { raw }).resize(size, size, { kernel: 'lanczos3' });
  return { width: size, height: size, data: await image.raw().toBuffer() };
}

const made = await faces();
await using encoder = await FilmEncoder.open();
const row = (...cells: readonly (string | number)[]) => console.log(`| ${cells.join(' | ')} |`);
row('film', 'pixels', 'scale', 'format', 'KB', 'kbit/s', 'seconds', '4:2:0', 'PSNR', 'worst', 'loss');
row(...Array<string>(11).fill('---'));
let isWithin = true;
for (const size of numbers(values.sizes)) {
  const films = {
    faces: await Promise.all(made.map((frame) => resampled(frame, size))),
    noise: noise(size),
  };
  for (const [name, frames] of Object.entries(films)) {
    for (const scale of numbers(values.scales)) {
      const shown = await Promise.all(frames.map((frame) => upscaled(frame, scale, 'nearest')));
      for (const format of VIDEO_FORMATS.filter((each) => values.formats.split(',').includes(each))) {
        const shape = { format, width: size * scale, height: size * scale, fps: FPS };
        const started = performance.now();
        const file = await encoder.encode(shape, shown);
        const seconds = (performance.now() - started) / 1000;
        const { psnr, worstPsnr, psnrOf420, loss } = filmLoss(shown, await encoder.decode(file, shape));
        const rate = (8 * file.length * FPS) / count / 1000;
        isWithin &&= loss <= MOST_LOSS;
        row(
          ...[
            name,
            size,
            scale,
            format,
            (file.length / 1000).toFixed(0),
            rate.toFixed(0),
            seconds.toFixed(1),
          ],
          ...[psnrOf420, psnr, worstPsnr, loss].map((value) => value.toFixed(2)),
        );
      }
    }
  }
}
if (!isWithin) {
  console.error(`A film lost more than ${MOST_LOSS} dB.`);
  process.exitCode = 1;
}
