import { extname } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { allParts, evenStrength } from '../../core/latent/edits.ts';
import { driftPath, evenDurations, keyFramePath, type PathPicture } from '../../core/latent/path.ts';
import { framesOf } from '../../core/latent/path-timeline.ts';
import { formatSeed, parseSeed, type Seed } from '../../core/random/seed.ts';
import type { Device } from '../../shared/device.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { FILM_FORMATS, type FilmFormat, type Upscale, UPSCALES } from '../../shared/film.ts';
import {
  type Easing,
  EASINGS,
  type LatentPath,
  MAX_FPS,
  MAX_FRAMES,
  PATH_SPACES,
  type PathSpace,
} from '../../shared/latent-path.ts';
import type { Model } from '../../shared/model-card.ts';
import type { Parts } from '../../shared/recipe.ts';
import { evenSpeed } from '../../studio/interpolation/even-speed.ts';
import { filmAtOnce } from '../../studio/interpolation/film-at-once.ts';
import { filmFormat } from '../../studio/interpolation/film-format.ts';
import { type PathServices, pathServices } from '../../studio/interpolation/path-services.ts';
import { readPath } from '../../studio/interpolation/read-path.ts';
import { findModel } from '../../studio/models/library.ts';
import { readPictureFile } from '../../studio/pictures/picture-file.ts';
import { readRecipe } from '../../studio/pictures/recipe-in-png.ts';
import type { CommandContext } from '../context.ts';
import { deviceOption, realNumber, wholeNumber } from '../options.ts';

const FRAMES_A_SEGMENT = 60;
const PARTS = ['layout', 'style', 'noise'] as const;

interface Options {
  readonly key: readonly string[];
  readonly path?: string;
  readonly drift?: Seed;
  readonly radius: number;
  readonly frames?: number;
  readonly fps: number;
  readonly easing: Easing;
  readonly space: PathSpace;
  readonly loop?: boolean;
  readonly hold: number;
  readonly parts: readonly (typeof PARTS)[number][];
  readonly even?: boolean;
  readonly pingPong?: boolean;
  readonly steps?: number;
  readonly batch?: number;
  readonly device: Device;
  readonly scale: number;
  readonly upscale: Upscale;
  readonly format?: FilmFormat;
  readonly out: string;
}

export function addInterpolate(program: Command, context: CommandContext): Command {
  return program
    .command('interpolate')
    .description('make a film on the way from picture to picture')
    .argument('<model>', 'name of a model, or the first digits of its hash')
    .option(
      '--key <seed or file>',
      'a key frame: a seed, or a PNG made by the studio; once for each',
      collected,
      [],
    )
    .option('--path <file>', 'the path of a film made before, or its path.json, instead of key frames')
    .option('--drift <seed>', 'once around the one key frame instead, on the circle of this seed', parseSeed)
    .option('--radius <x>', 'of the circle, 0 to 1: shares of a right angle', realNumber(0, 1), 0.2)
    .option('--frames <n>', `in all; ${FRAMES_A_SEGMENT} a segment when left out`, wholeNumber(1, MAX_FRAMES))
    .option('--fps <n>', 'frames a second', wholeNumber(1, MAX_FPS), 24)
    .addOption(new Option('--easing <kind>', 'speed along the way').choices(EASINGS).default('linear'))
    .addOption(
      new Option('--space <space>', 'where the style goes: z, or w on lines or spheres')
        .choices(PATH_SPACES)
        .default('z'),
    )
    .option('--loop', 'back to the first key frame')
    .option('--hold <n>', 'frames that each key frame stands still', wholeNumber(0, MAX_FRAMES), 0)
    .option('--parts <list>', `what moves: ${PARTS.join(',')}`, partList, PARTS)
    .option('--even', 'spread the frames so that pictures change evenly')
    .option('--ping-pong', 'forth and back')
    .option('--steps <T>', "denoising steps; the model's own when left out", wholeNumber(1, 1000))
    .option('--batch <n>', 'pictures computed together; as many as fit when left out', wholeNumber(1, 1024))
    .addOption(deviceOption())
    .option('--scale <n>', 'enlarge this many times', wholeNumber(1, 16), 1)
    .addOption(new Option('--upscale <kind>', 'how to enlarge').choices(UPSCALES).default('nearest'))
    .addOption(
      new Option('--format <format>', "what to write; by the name's extension when left out").choices(
        FILM_FORMATS,
      ),
    )
    .requiredOption('--out <path>', '.gif, .webp, .apng, .png (sprite sheet), or a folder for the frames')
    .action((model: string, options: Options) => run(context, model, options));
}

async function run(context: CommandContext, name: string, options: Options): Promise<void> {
  const { device, batch, scale, upscale, out, pingPong = false } = options;
  const format = options.format ?? filmFormat(out);
  if (options.path !== undefined && (options.key.length > 0 || options.drift !== undefined)) {
    throw new TrilemmaError('usage', 'A path has its key frames: give --path, or --key, not both.');
  }
  const model = await findModel(name);
  const laid = options.path === undefined ? layPath(model, options) : await readPath(options.path);
  const started = performance.now();
  const { signal } = context;
  const services = pathServices(context.engine);
  const path = await evened(context, services, model, laid, options);
  using bar = context.progressBar(`${framesOf(path)} frames of ${model.card.name}`);
  const film = await filmAtOnce(services, {
    ...{ model, path, device, batch, signal, target: { format, out, scale, upscale, pingPong } },
    onProgress: (done, total) => bar.update(done, total),
  });
  const seconds = (performance.now() - started) / 1000;
  const { frames, side, file } = film;
  context.noteDevice(film.device);
  context.print(
    [
      `${frames} frames of ${model.card.name}, ${side}x${side}, ${path.fps} a second, on ${film.device.provider}, ${seconds.toFixed(1)} s`,
      file,
    ],
    {
      model: model.card.name,
      format,
      frames,
      fps: path.fps,
      width: side,
      height: side,
      seconds,
      ...film.device,
      file,
    },
  );
}

async function evened(
  context: CommandContext,
  services: PathServices,
  model: Model,
  path: LatentPath,
  options: Options,
): Promise<LatentPath> {
  if (options.even !== true) return path;
  using bar = context.progressBar('Measuring');
  const { device, batch } = options;
  return await evenSpeed(services, path, {
    ...{ model, device, batch, signal: context.signal },
    onProgress: (done, total) => bar.update(done, total),
  });
}

function layPath(model: Model, options: Options): LatentPath {
  const { fps, easing, space, hold, drift } = options;
  const keys = options.key.map((key) => keyFrame(model, key, options));
  const [first] = keys;
  if (drift !== undefined) {
    if (first === undefined || keys.length > 1) {
      throw new TrilemmaError('usage', 'A drift goes around one picture: give --key once.');
    }
    const strength = evenStrength(first.steps, options.radius);
    const count = options.frames ?? FRAMES_A_SEGMENT;
    const duration = { unit: 'frames', count } as const;
    return driftPath(first, { fps, seed: formatSeed(drift), strength, duration });
  }
  const loop = options.loop === true;
  const segments = keys.length - (loop ? 0 : 1);
  const standing = keys.length * hold + (loop ? 0 : 1);
  const moving = options.frames === undefined ? segments * FRAMES_A_SEGMENT : options.frames - standing;
  if (keys.length > 1 && moving < segments) {
    throw new TrilemmaError(
      'usage',
      `${keys.length} key frames need ${standing + segments} frames at least, not ${moving + standing}.`,
    );
  }
  return keyFramePath(keys, {
    ...{ fps, easing, space, loop, hold: { unit: 'frames', count: hold } },
    durations: evenDurations(moving, segments),
    parts: partsOf(options.parts, first?.steps ?? 1),
  });
}

/** A seed's plain picture, or the recipe that a picture carries. */
function keyFrame({ card }: Model, key: string, { steps = card.steps }: Options): PathPicture {
  if (extname(key) !== '') return readRecipe(readPictureFile(key));
  return {
    model: { name: card.name, sha256: card.sha256 },
    steps,
    imageSize: card.architecture.imageSize,
    seed: formatSeed(parseSeed(key)),
    temperature: { x_T: 1, z: 1 },
  };
}

function partsOf(names: Options['parts'], steps: number): Parts {
  const { z, noise } = allParts(steps);
  return {
    x_T: names.includes('layout'),
    z: names.includes('style') ? z : [],
    noise: names.includes('noise') ? noise : [],
  };
}

function collected(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function partList(text: string): Options['parts'] {
  return text.split(',').map((name) => {
    const part = PARTS.find((each) => each === name.trim());
    if (part !== undefined) return part;
    throw new InvalidArgumentError(`Parts are ${PARTS.join(', ')}, with commas between them.`);
  });
}
