import { join } from 'node:path';
import type { Command } from 'commander';
import { counted } from '../../shared/counted.ts';
import { randomSeed } from '../../core/random/random-seed.ts';
import { formatSeed, parseSeed, type Seed } from '../../core/random/seed.ts';
import type { Device } from '../../shared/device.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { ModelCard } from '../../shared/models/model-card.ts';
import { MAX_TEMPERATURE, type Recipe } from '../../shared/recipe/recipe.ts';
import { generate } from '../../studio/rendering/generate.ts';
import { findModel } from '../../studio/models/library.ts';
import type { Gallery } from '../../studio/gallery/gallery.ts';
import type { Arrival } from '../../studio/gallery/intake/intake.ts';
import { type NetworkPicture, toPixels } from '../../studio/pictures/pixels.ts';
import { type GeneratedPicture, writeGrid, writePicture } from '../../studio/pictures/write.ts';
import type { CommandContext } from '../context.ts';
import { deviceOption, realNumber, refuseWithoutEffect, wholeNumber } from '../options.ts';
import { checkEnding, endingOf } from '../out-path.ts';
import { openUsersGallery } from './gallery/options.ts';

const MOST_PICTURES = 1_000_000;
/** A grid is one picture in memory. */
const MOST_IN_GRID = 4096;

interface Options {
  readonly count: number;
  readonly seed?: Seed;
  readonly steps?: number;
  readonly batch?: number;
  readonly device: Device;
  readonly temperature: number;
  readonly out?: string;
  readonly save?: boolean;
  readonly grid?: boolean;
}

export function addGenerate(program: Command, context: CommandContext): Command {
  return program
    .command('generate')
    .description('make pictures')
    .argument('<model>', 'name of a model, or the first digits of its hash')
    .option('--count <n>', 'how many', wholeNumber(1, MOST_PICTURES), 1)
    .option(
      '--seed <seed>',
      'seed of the first picture, 64 bits; the next has seed + 1; random when left out',
      parseSeed,
    )
    .option('--steps <T>', "denoising steps; the model's own when left out", wholeNumber(1, 1000))
    .option('--batch <n>', 'pictures computed together; as many as fit when left out', wholeNumber(1, 1024))
    .addOption(deviceOption())
    .option(
      '--temperature <x>',
      'spread of the noise that pictures start from',
      realNumber(0, MAX_TEMPERATURE),
      1,
    )
    .option('--out <path>', 'folder for the pictures, or one PNG file')
    .option('--save', 'keep them in the gallery')
    .option('--grid', 'all pictures in one: the file, or grid.png in the folder')
    .action((model: string, options: Options, command: Command) => {
      if (options.out === undefined) refuseWithoutEffect(command, ['--grid'], 'without --out');
      return run(context, model, options);
    });
}

async function run(context: CommandContext, name: string, options: Options): Promise<void> {
  const { count, steps, batch, device, temperature, out } = options;
  if (out === undefined && options.save !== true) {
    throw new TrilemmaError('usage', 'Say where the pictures go: --out, --save or both.');
  }
  if (out === undefined && options.grid === true) {
    throw new TrilemmaError('usage', 'A grid is a file: say where it goes by --out.');
  }
  if (out !== undefined) checkEnding(out, ['', '.png'], 'pictures are PNG: give a .png, or a folder');
  const isFile = out !== undefined && endingOf(out) !== '';
  const grid = out !== undefined && (options.grid === true || (isFile && count > 1));
  if (grid && count > MOST_IN_GRID) {
    throw new TrilemmaError(
      'usage',
      `A grid holds at most ${MOST_IN_GRID} pictures, not ${count}. Give a folder for --out.`,
    );
  }
  if (grid && options.grid !== true) {
    context.note(
      `${out} is one file, so the ${counted(count, 'picture')} are laid out in it as a grid. For a file each, give a folder.`,
    );
  }
  const model = await findModel(name, context.modelFolders);
  const seed = options.seed ?? randomSeed();
  const forGrid: NetworkPicture[] = [];
  const files: Promise<string>[] = [];
  const unwritable = new AbortController();
  const write = (path: string, picture: GeneratedPicture) => {
    const file = writePicture(path, picture);
    file.catch(() => unwritable.abort());
    files.push(file);
  };
  await using open = options.save === true ? await openUsersGallery(context) : undefined;
  const saved: Promise<Arrival>[] = [];
  const save = (gallery: Gallery, { image, recipe }: GeneratedPicture) => {
    const kept = gallery.keepMade(toPixels(image), recipe);
    kept.catch(() => unwritable.abort());
    saved.push(kept);
  };
  const started = performance.now();
  using bar = context.progressBar(`${count} x ${model.card.name}`);
  const generating = generate(context.engine, {
    model,
    seed,
    count,
    steps,
    batch,
    device,
    temperature: { x_T: temperature, z: temperature },
    signal: AbortSignal.any([context.signal, unwritable.signal]),
    onProgress: (done, total) => bar.update(done, total),
    onPicture: (picture) => {
      if (open !== undefined) save(open.gallery, picture);
      if (out === undefined) return;
      if (grid) forGrid.push(picture.image);
      if (isFile && !grid) write(out, picture);
      if (!isFile) write(join(out, fileName(picture.recipe, model.card)), picture);
    },
  });
  const choice = await generating.catch(async (error: unknown) => {
    await Promise.all([...files, ...saved]);
    throw error;
  });
  const written = await Promise.all(files);
  const kept = await Promise.all(saved);
  if (grid) written.push(await writeGrid(isFile ? out : join(out, 'grid.png'), forGrid));
  const seconds = (performance.now() - started) / 1000;
  context.noteDevice(choice);
  context.print(
    [
      `${counted(count, 'picture')} of ${model.card.name}, seed ${formatSeed(seed)}, on ${choice.provider}, ${seconds.toFixed(1)} s`,
      ...(written.length > 4 ? [`in ${out ?? ''}`] : written),
      ...(kept.length > 0 ? [`Kept in the gallery: ${kept.length}`] : []),
    ],
    {
      model: model.card.name,
      seed: formatSeed(seed),
      count,
      seconds,
      ...choice,
      files: written,
      kept: kept.map(({ id }) => id),
    },
  );
}

/** Shows all that is not the model's default, so that pictures of different recipes do not replace each other. */
function fileName({ seed, steps, temperature }: Recipe, card: ModelCard): string {
  const ownSteps = steps === card.steps ? '' : `-T${steps}`;
  const warmth = temperature.x_T === 1 ? '' : `-temperature${temperature.x_T}`;
  return `${card.name}-${seed}${ownSteps}${warmth}.png`;
}
