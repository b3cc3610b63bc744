/**
 * A film of the bundled faces against bare generations of as many pictures, and how smooth it is:
 *
 *     node bench/interpolation.ts [--model faces] [--frames 240] [--rounds 5] [--pairs 20] [--formats gif,frames]
 *
 * Films and bare generations take turns, so that both see the same machine; medians count.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { evenDurations, keyFramePath } from '../src/core/latent/path/path.ts';
import { parseSeed } from '../src/core/random/seed.ts';
import { EngineClient } from '../src/engine/client.ts';
import { generate } from '../src/studio/rendering/generate.ts';
import { evenSpeed } from '../src/studio/interpolation/path/even-speed.ts';
import { makeFilm } from '../src/studio/interpolation/film.ts';
import { filmAtOnce } from '../src/studio/interpolation/film-at-once.ts';
import { pathServices } from '../src/studio/interpolation/path-services.ts';
import { pixelChange } from '../src/studio/interpolation/path/pixel-change.ts';
import { findModel } from '../src/studio/models/library.ts';
import { modelFolders } from '../src/studio/models/model-folders.ts';
import { usersDataFolder } from '../src/platform/data-folder.ts';
import type { RgbPixels } from '../src/shared/picture.ts';
import { FILM_FORMATS, type FilmFormat } from '../src/shared/path/film.ts';
import type { Easing, KeyFramePath } from '../src/shared/path/latent-path.ts';
import { median } from '../src/shared/median.ts';

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'faces' },
    frames: { type: 'string', default: '240' },
    rounds: { type: 'string', default: '5' },
    pairs: { type: 'string', default: '20' },
    formats: { type: 'string', default: 'gif,frames' },
  },
});
const frames = Number(values.frames);
const model = await findModel(values.model, modelFolders(usersDataFolder()));
using engine = new EngineClient();
const services = pathServices(engine, modelFolders(usersDataFolder()));
const { signal } = new AbortController();
const onProgress = () => undefined;

function pathOf(seeds: readonly number[], count: number, easing: Easing): KeyFramePath {
  const { name, sha256, steps, architecture } = model.card;
  const pictures = seeds.map((seed) => ({
    ...{ model: { name, sha256 }, steps, imageSize: architecture.imageSize },
    ...{ seed: String(seed), temperature: { x_T: 1, z: 1 } },
  }));
  return keyFramePath(pictures, {
    ...{ fps: 24, easing, space: 'z', loop: false, hold: { unit: 'frames', count: 0 } },
    durations: evenDurations(count - 1, seeds.length - 1),
  });
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

const bare = () =>
  generate(engine, {
    ...{ model, seed: parseSeed('1'), count: frames, device: 'cpu' },
    temperature: { x_T: 1, z: 1 },
    onPicture: () => undefined,
  });

/** `even` is what the command line makes where it is asked for nothing else. */
const MOTIONS = ['linear', 'even', 'catmull-rom'] as const;
type Motion = (typeof MOTIONS)[number];

async function film(format: FilmFormat, motion: Motion, out: string): Promise<void> {
  const plain = pathOf([1, 2, 3, 4], frames, motion === 'even' ? 'linear' : motion);
  const path = motion === 'even' ? await evenSpeed(services, plain, { device: 'cpu', signal }) : plain;
  await filmAtOnce(services, {
    ...{ path, device: 'cpu', signal, onProgress },
    target: { format, out, scale: 1, upscale: 'nearest', pingPong: false },
  });
}

async function speed(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'trilemma-film-'));
  const formats = FILM_FORMATS.filter((format) => values.formats.split(',').includes(format));
  const films = formats.flatMap((format) =>
    MOTIONS.map((motion) => ({ format, motion, ratios: [] as number[] })),
  );
  await bare();
  let before = await seconds(bare);
  const alone = [before];
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [i, { format, motion, ratios }] of films.entries()) {
      const taken = await seconds(() => film(format, motion, join(folder, `${round}-${i}`)));
      const after = await seconds(bare);
      const ratio = taken / ((before + after) / 2);
      ratios.push(ratio);
      console.log(
        `round ${round}: ${format}, ${motion}, ${taken.toFixed(2)} s, ${ratio.toFixed(2)} times bare`,
      );
      alone.push((before = after));
    }
  }
  await rm(folder, { recursive: true });
  console.log(
    `${frames} bare generations of ${model.card.name} on ${availableParallelism()} cores: median ${median(alone).toFixed(2)} s, ${Math.min(...alone).toFixed(2)} to ${Math.max(...alone).toFixed(2)} s`,
  );
  for (const { format, motion, ratios } of films) {
    console.log(
      `  as ${format}, ${motion}: ${median(ratios).toFixed(2)} times as long (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`,
    );
  }
}

/** Largest frame-to-frame change over the median. */
async function roughness(path: KeyFramePath): Promise<number> {
  const pixels: RgbPixels[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'trilemma-frames-'));
  const target = { format: 'frames', out: folder, scale: 1, upscale: 'nearest', pingPong: false } as const;
  const options = { path, target, folder, device: 'cpu', signal, onProgress } as const;
  await makeFilm(services, options, async ({ order, original }) => {
    for (const picture of order) pixels.push(await original(picture));
    return 0;
  });
  await rm(folder, { recursive: true });
  const changes = pixels.slice(1).map((picture, i) => pixelChange(pixels[i]!, picture));
  return Math.max(...changes) / median(changes);
}

async function smoothness(): Promise<void> {
  for (const kind of ['linear', 'smooth', 'even'] as const) {
    const found: number[] = [];
    for (let pair = 0; pair < Number(values.pairs); pair++) {
      const path = pathOf([1000 + 2 * pair, 1001 + 2 * pair], 61, kind === 'even' ? 'linear' : kind);
      found.push(
        await roughness(kind === 'even' ? await evenSpeed(services, path, { device: 'cpu', signal }) : path),
      );
    }
    const rough = found.filter((ratio) => ratio > 3).length;
    console.log(
      `${kind}: largest change of a frame over its segment's median, ${found.length} pairs: ${Math.max(...found).toFixed(2)} at worst, median ${median(found).toFixed(2)}, ${rough} above 3`,
    );
  }
}

if (Number(values.pairs) > 0) await smoothness();
if (Number(values.rounds) > 0) await speed();
