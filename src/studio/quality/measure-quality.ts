/** How near a model's pictures are to the photographs of a folder. */
import { randomUUID } from 'node:crypto';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openCheckpoint } from '../../core/checkpoint/open.ts';
import { inceptionGraph } from '../../core/measures/inception.ts';
import { formatSeed, type Seed } from '../../core/random/seed.ts';
import type { EngineClient } from '../../engine/client.ts';
import { UnfinishedFolder } from '../../platform/atomic-folder.ts';
import { dataFolderLayout } from '../../platform/data-folder.ts';
import { fileError } from '../../platform/file-error.ts';
import { openFileSource } from '../../platform/file-source.ts';
import { counted } from '../../shared/counted.ts';
import type { Device } from '../../shared/device.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { Model } from '../../shared/models/model-card.ts';
import { FEWEST_PHOTOGRAPHS, type QualityReport } from '../../shared/quality.ts';
import type { DataReport } from '../../shared/training.ts';
import { toPixels } from '../pictures/pixels.ts';
import { generate } from '../rendering/generate.ts';
import { PackCache } from '../training/data/pack-cache.ts';
import { keepReport } from './quality-reports.ts';

const LONGEST_MS = 24 * 60 * 60 * 1000;

/** Photographs are read, pictures made, and both compared. */
export type QualityStage = 'photographs' | 'pictures' | 'comparing';

export interface QualityOptions {
  /** Folder of photographs, absolute. */
  readonly data: string;
  /** Checkpoint of the Inception network of FID tools; without it, only details and colours are compared. */
  readonly inception?: string | undefined;
  /** How many pictures are made. */
  readonly pictures: number;
  /** Of the first picture. */
  readonly seed: Seed;
  readonly device: Device;
  readonly signal: AbortSignal;
  readonly onProgress: (stage: QualityStage, done: number, total: number) => void;
  /** What was found in the folder. */
  readonly onData?: (report: DataReport) => void;
  /** Why the figures could not be kept; they are no worse for it. */
  readonly onUnkept?: (reason: string) => void;
}

/**
 * Makes pictures, compares them with the photographs, cropped and reduced to the pictures' size, and keeps the figures
 * with the model.
 *
 * @param engine one of its own where others must not wait: comparing takes minutes.
 * @throws {TrilemmaError} `usage` for too few photographs; what is wrong with the folder or the Inception file;
 *   `cancelled`; as the engine.
 */
export async function measureQuality(
  engine: EngineClient,
  dataFolder: string,
  model: Model,
  options: QualityOptions,
): Promise<QualityReport> {
  const { data, inception, pictures, seed, device, signal, onProgress, onData, onUnkept } = options;
  const { imageSize: side } = model.card.architecture;
  const { cache } = dataFolderLayout(dataFolder);
  // Before minutes of work.
  if (inception !== undefined) checkInception(inception, side);
  const packs = new PackCache(cache.trainingPacks);
  const { path, report } = await packs.of({ folder: data, side, crop: 'centre' }, signal, (done, total) =>
    onProgress('photographs', done, total),
  );
  onData?.(report);
  if (report.pictures < FEWEST_PHOTOGRAPHS) {
    throw new TrilemmaError(
      'usage',
      `${data} has ${counted(report.pictures, 'photograph')} to compare with; ${FEWEST_PHOTOGRAPHS} at least are needed, and figures mean something from some hundreds on.`,
    );
  }
  await removeOld(cache.quality);
  await using folder = await UnfinishedFolder.make(join(cache.quality, randomUUID()));
  const generated = { path: join(folder.path, 'pictures.rgb'), count: pictures };
  await makePictures(engine, model, generated, options);
  const figures = await engine.request(
    'comparePictures',
    {
      ...{ generated, photographs: { path, count: report.pictures }, side, device },
      ...(inception !== undefined && { inception }),
    },
    { signal, onProgress: ({ done, total }) => onProgress('comparing', done, total) },
  );
  const result = { ...figures, data, seed: formatSeed(seed), at: Date.now() };
  try {
    await keepReport(dataFolder, model.card.sha256, result);
  } catch (cause) {
    if (!(cause instanceof TrilemmaError)) throw cause;
    onUnkept?.(cause.message);
  }
  return result;
}

/** @throws {TrilemmaError} what is wrong with the file. */
function checkInception(path: string, side: number): void {
  using source = openFileSource(path);
  try {
    inceptionGraph(openCheckpoint(source), side);
  } catch (cause) {
    if (!(cause instanceof TrilemmaError)) throw cause;
    throw new TrilemmaError(cause.code, `${path} cannot be used as Inception network. ${cause.message}`, {
      cause,
    });
  }
}

/** Pictures that a killed process left, for no measure takes as long. */
async function removeOld(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const path = join(folder, name);
    const time = (await stat(path).catch(() => undefined))?.mtimeMs ?? Date.now();
    if (Math.abs(Date.now() - time) > LONGEST_MS) await rm(path, { recursive: true, force: true });
  }
}

async function makePictures(
  engine: EngineClient,
  model: Model,
  { path, count }: { readonly path: string; readonly count: number },
  { seed, device, signal, onProgress }: QualityOptions,
): Promise<void> {
  const bytes = 3 * model.card.architecture.imageSize ** 2;
  try {
    await using file = await open(path, 'wx');
    const unwritable = new AbortController();
    const writes: Promise<unknown>[] = [];
    let made = 0;
    const generating = generate(engine, {
      ...{ model, seed, count, steps: model.card.steps, device, temperature: { x_T: 1, z: 1 } },
      signal: AbortSignal.any([signal, unwritable.signal]),
      onProgress: (done, total) => onProgress('pictures', done, total),
      onPicture: ({ image }) => {
        const write = file.write(toPixels(image).data, 0, bytes, made++ * bytes);
        write.catch(() => unwritable.abort());
        writes.push(write);
      },
    });
    const [outcome] = await Promise.allSettled([generating]);
    await Promise.all(writes);
    if (outcome.status === 'rejected') throw outcome.reason;
  } catch (cause) {
    throw fileError(`The pictures to compare cannot be written to ${path}`, cause);
  }
}
