import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { counted } from '../../../shared/counted.ts';
import { modelsOf } from '../../../core/latent/path/models.ts';
import { framesOf } from '../../../core/latent/path/timeline.ts';
import { parseSeed } from '../../../core/random/seed.ts';
import type { Device } from '../../../shared/device.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import { listed } from '../../../shared/listed.ts';
import {
  FILM_FORMATS,
  type FilmFormat,
  type FilmTarget,
  type Upscale,
  UPSCALES,
} from '../../../shared/path/film.ts';
import {
  EASINGS,
  type LatentPath,
  MAX_FPS,
  MAX_FRAMES,
  PATH_SPACES,
} from '../../../shared/path/latent-path.ts';
import type { Model } from '../../../shared/models/model-card.ts';
import { neededBrowser } from '../../../serve/installed-browser.ts';
import { evenSpeed } from '../../../studio/interpolation/path/even-speed.ts';
import type { Film } from '../../../studio/interpolation/film.ts';
import { filmAtOnce } from '../../../studio/interpolation/film-at-once.ts';
import { checkFilmName, filmFormat, isVideo } from '../../../studio/interpolation/film-format.ts';
import { filmPlan } from '../../../studio/interpolation/film-plan.ts';
import { PathModels } from '../../../studio/interpolation/path/path-models.ts';
import { type PathServices, pathServices } from '../../../studio/interpolation/path-services.ts';
import { readPath } from '../../../studio/interpolation/path/read-path.ts';
import type { CommandContext } from '../../context.ts';
import { deviceOption, realNumber, refuseWithoutEffect, wholeNumber } from '../../options.ts';
import { checkOptions, undoneOptions } from './conflicts.ts';
import { FRAMES_A_SEGMENT, layPath, PARTS, type PathOptions } from './path.ts';

interface Options extends PathOptions {
  readonly path?: string;
  readonly even?: boolean;
  readonly pingPong?: boolean;
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
    .argument('<model>', 'name of the model whose seeds --key takes, or the first digits of its hash')
    .option(
      '--key <seed or file>',
      'a key frame: a seed, MODEL:SEED for one of another model, or a picture made by the studio; once for each',
      collected,
      [],
    )
    .option(
      '--path <file>',
      'the path of a film made before, or of a folder of frames, instead of key frames',
    )
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
    .option('--even', 'spread the frames so that pictures change evenly; so it is with linear easing')
    .option('--no-even', 'spread them evenly along the latents, which takes a fifth less time')
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
    .requiredOption(
      '--out <path>',
      '.mp4, .webm, .gif, .webp, .apng, .png (sprite sheet), or a folder for the frames',
    )
    .action((model: string, options: Options, command: Command) => {
      checkOptions(command, options);
      const isFilmed = isVideo(options.format ?? filmFormat(options.out));
      if (isFilmed) refuseWithoutEffect(command, ['--batch'], 'on MP4 and WebM');
      return run(context, model, options);
    });
}

async function run(context: CommandContext, name: string, options: Options): Promise<void> {
  const { scale, upscale, out, pingPong = false } = options;
  const format = options.format ?? filmFormat(out);
  checkFilmName(out, format);
  const target = { format, out: resolve(out), scale, upscale, pingPong };
  if (isVideo(format)) neededBrowser();
  const services = pathServices(context.engine, context.modelFolders);
  const laid = await pathOf(services.models, name, options);
  const { first } = await PathModels.find(services.models, laid);
  filmPlan(laid, target);
  const undone = undoneOptions(laid, options, isEvened(laid, options));
  for (const sentence of undone) context.note(sentence);
  const started = performance.now();
  const path = await evened(context, services, laid, options);
  const { frames, side, device } = await rendered(context, services, first, path, target, options);
  const models = modelsOf(path).map((model) => model.name);
  const seconds = (performance.now() - started) / 1000;
  context.noteDevice(device);
  context.print(
    [
      `${counted(frames, 'frame')} of ${listed(models, { separator: ' and ' })}, ${side}x${side}, ${path.fps} a second, on ${device.provider}, ${seconds.toFixed(1)} s`,
      out,
    ],
    {
      model: first.card.name,
      models,
      format,
      frames,
      fps: path.fps,
      width: side,
      height: side,
      seconds,
      ...device,
      notes: [...undone, ...device.notes],
      file: out,
    },
  );
}

async function pathOf(models: PathServices['models'], name: string, options: Options): Promise<LatentPath> {
  const model = await models.find(name);
  const { path: file } = options;
  const path = file === undefined ? await layPath(models, model, options) : await readPath(file);
  const names = modelsOf(path);
  if (names.some(({ sha256 }) => sha256 === model.card.sha256)) return path;
  throw new TrilemmaError(
    'usage',
    `The path leads through pictures of ${listed(
      names.map((of) => of.name),
      { separator: ' and ' },
    )}, not of ${model.card.name}.`,
  );
}

async function rendered(
  context: CommandContext,
  services: PathServices,
  first: Model,
  path: LatentPath,
  target: FilmTarget,
  { device, batch }: Options,
): Promise<Pick<Film, 'frames' | 'side' | 'device'>> {
  const { signal, modelFolders: folders } = context;
  using bar = context.progressBar(counted(framesOf(path), 'frame'));
  const onProgress = (done: number, total: number) => bar.update(done, total);
  if (!isVideo(target.format)) {
    return await filmAtOnce(services, { path, target, device, batch, signal, onProgress });
  }
  const file = { path: first.path, architecture: first.card.architecture };
  const choice = await services.engine.request('load', { model: file, device }, { signal });
  // The other commands need neither a database nor a server, and start sooner without.
  const { renderVideo } = await import('./video.ts');
  const spec = { kind: 'render-film', path, device: choice.provider, target } as const;
  const frames = await renderVideo(neededBrowser(), spec, { folders, signal, onProgress });
  return { frames, side: path.imageSize * target.scale, device: choice };
}

async function evened(
  context: CommandContext,
  services: PathServices,
  path: LatentPath,
  options: Options,
): Promise<LatentPath> {
  if (!isEvened(path, options)) return path;
  using bar = context.progressBar('Measuring');
  const { device, batch } = options;
  return await evenSpeed(services, path, {
    device,
    batch,
    signal: context.signal,
    onProgress: (done, total) => bar.update(done, total),
  });
}

/** Where nothing else is asked, latents that move at one speed are to look so. */
function isEvened(path: LatentPath, { even, easing, path: given }: Options): boolean {
  return even ?? (given === undefined && path.kind === 'key-frames' && easing === 'linear');
}

function collected(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function partList(text: string): PathOptions['parts'] {
  return text.split(',').map((name) => {
    const part = PARTS.find((each) => each === name.trim());
    if (part !== undefined) return part;
    throw new InvalidArgumentError(`Parts are ${PARTS.join(', ')}, with commas between them.`);
  });
}
