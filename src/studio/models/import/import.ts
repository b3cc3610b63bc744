import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { emptyTrash } from '../../../platform/trash.ts';
import { openCheckpoint } from '../../../core/checkpoint/open.ts';
import { printable } from '../../../core/checkpoint/printable.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import { parseModelCard } from '../../../shared/models/model-card.ts';
import type { Model, ModelCard } from '../../../shared/models/model-card.ts';
import type { UnfinishedFolder } from '../../../platform/atomic-folder.ts';
import { makeFolder } from '../../../platform/durable-folder.ts';
import { fileError } from '../../../platform/file-error.ts';
import { goneError } from '../../../platform/held-folders.ts';
import { openFileSource } from '../../../platform/file-source.ts';
import { statedLicense } from '../card-metadata.ts';
import { DISCRIMINATOR_FILE, type Discriminator, writeDiscriminator } from '../discriminator-file.ts';
import type { DrawPictures } from './draw-pictures.ts';
import { findGenerator } from './found-generator.ts';
import type { CheckpointFacts, FoundGenerator } from './found-generator.ts';
import { listModels, takenNames } from '../list-models.ts';
import { WEIGHTS_FILE, writeCard } from '../model-files.ts';
import type { ModelFolders } from '../model-folders.ts';
import { checkedModelName, freeName, nameFromFile, stemOf } from '../../../shared/models/model-name.ts';
import { findRemovedModel } from '../trash/restore.ts';
import { makeImportFolder, removeUnfinishedImports } from './unfinished-import.ts';
import { writeWeights } from './write-weights.ts';
import type { ImportProgress } from './write-weights.ts';

export interface ModelImportOptions extends CheckpointFacts {
  /** The model's name; when left out, it follows from the file's. */
  readonly name?: string | undefined;
  /** Without it, the one that the checkpoint states. */
  readonly license?: string | undefined;
  /** Fields of the card; when left out, they follow from the file. */
  readonly title?: string | undefined;
  readonly source?: string | undefined;
  readonly notes?: readonly string[] | undefined;
  /** Whether a model whose weights these are stays without the file's discriminator where it has none. */
  readonly leavesKnown?: boolean | undefined;
  /** To see the order of wavelet bands in pictures, where nothing else tells it. */
  readonly draw?: DrawPictures | undefined;
  /** Ends the import with 'cancelled'. */
  readonly signal?: AbortSignal | undefined;
}

export interface ImportResult {
  readonly model: Model;
  /** False where the library had these very weights before, under whatever name. */
  readonly added: boolean;
  /** Name and licence that were given for weights that the library had already, and so were not used. */
  readonly notTakenOn: NotTakenOn;
  /** Which weights of the file were taken and why, and what was left out, in sentences. */
  readonly notes: readonly string[];
  /** The same for programs: places in the file of the weights taken and of other whole copies, and what was ignored. */
  readonly found: Pick<FoundGenerator, 'place' | 'otherPlaces' | 'ignored'>;
}

/** Each only where it differs from what the library has. */
export interface NotTakenOn {
  readonly name?: string;
  readonly license?: string;
}

const UNKNOWN_LICENSE = 'unknown: ask whoever gave you the file';

/**
 * Adds a checkpoint's generator to the library: all of it, durably, or nothing. Several imports may run at once,
 * in one process or in many.
 *
 * @param path a checkpoint in any format that is read here
 * @param onProgress as the weights are written
 * @throws TrilemmaError 'checkpoint-*' and 'architecture' where the file is no usable generator, or its weights are no
 * numbers; 'steps-unknown', 'size-unknown', 'band-order-unknown' or 'weights-unknown' where T, the side of the pictures,
 * the order of wavelet bands or the copy of the weights must be given; 'usage' where the name cannot be one;
 * 'model-exists' where the name is taken by other weights; 'file' where the checkpoint cannot be read or the library
 * not be written; 'cancelled'.
 */
export async function importModel(
  path: string,
  folders: ModelFolders,
  options: ModelImportOptions = {},
  onProgress: (progress: ImportProgress) => void = () => undefined,
): Promise<ImportResult> {
  const name = options.name === undefined ? nameFromFile(path) : checkedModelName(options.name);
  try {
    using file = openFileSource(path);
    const checkpoint = openCheckpoint(file);
    const generator = await findGenerator(checkpoint, options, options.draw);
    const license = options.license ?? statedLicense(checkpoint.metadata);
    await makeFolder(folders.imported);
    await removeUnfinishedImports(folders.imported);
    await emptyTrash(folders.imported);
    const card = cardOf(generator, path, { ...options, name, license });
    const { model, added } = await add(generator, card, folders, (progress) => {
      if (options.signal?.aborted === true) {
        throw new TrilemmaError('cancelled', `The import of ${path} was cancelled; nothing was added.`);
      }
      onProgress(progress);
    });
    const { discriminator, place, otherPlaces, ignored } = generator;
    const keepsDiscriminator =
      discriminator !== undefined &&
      (added || (options.leavesKnown !== true && (await addDiscriminator(model, discriminator))));
    return {
      model,
      added,
      notTakenOn: added ? {} : notTakenOn(model.card, { name: options.name, license }),
      notes: [
        ...generator.notes,
        ...(keepsDiscriminator ? [TAKEN_ALONG] : []),
        ...(added ? await trashNotes(model.card, folders) : []),
      ],
      found: { place, otherPlaces, ignored },
    };
  } catch (cause) {
    throw (
      goneError(folders.imported) ?? fileError(`${path} cannot be imported into ${folders.imported}`, cause)
    );
  }
}

const TAKEN_ALONG = 'The discriminator of the file was taken along: fine-tuning goes on with it.';

/**
 * Puts a discriminator beside weights that the library had before, from a file without one.
 *
 * @returns whether it had none.
 */
async function addDiscriminator({ origin, path }: Model, discriminator: Discriminator): Promise<boolean> {
  const folder = dirname(path);
  if (origin !== 'imported' || existsSync(join(folder, DISCRIMINATOR_FILE))) return false;
  await writeDiscriminator(folder, discriminator);
  return true;
}

function notTakenOn(
  card: ModelCard,
  { name, license }: Pick<ModelImportOptions, 'name' | 'license'>,
): NotTakenOn {
  return {
    ...(name !== undefined && name !== card.name && { name }),
    ...(license !== undefined && license !== card.license && { license }),
  };
}

/** A model that was removed may have been more than its weights. */
async function trashNotes({ name, sha256 }: ModelCard, folders: ModelFolders): Promise<readonly string[]> {
  const removed = await findRemovedModel(sha256, folders);
  if (removed === undefined) return [];
  const under = removed.name === name ? ` --name ${name}-2` : '';
  return [
    `The trash holds a model of the same weights, ${removed.name}: to have it back, with all that it had, trilemma models restore ${removed.name}${under}`,
  ];
}

type CardWithoutHash = Omit<ModelCard, 'sha256'>;

function cardOf(
  { architecture, steps, weights }: FoundGenerator,
  path: string,
  {
    name,
    license,
    title,
    source,
    notes,
  }: Pick<ModelImportOptions, 'license' | 'title' | 'source' | 'notes'> & { name: string },
): CardWithoutHash {
  return {
    version: 1,
    name,
    title: title ?? (printable(stemOf(path)).trim() || name),
    architecture,
    steps,
    weights,
    source: source ?? printable(basename(path)),
    license: license === undefined || license.trim() === '' ? UNKNOWN_LICENSE : license,
    ...(notes && { notes }),
  };
}

type Settled = Pick<ImportResult, 'model' | 'added'>;

async function add(
  generator: FoundGenerator,
  card: CardWithoutHash,
  folders: ModelFolders,
  onProgress: (progress: ImportProgress) => void,
): Promise<Settled> {
  await using unfinished = await makeImportFolder(folders.imported);
  const sha256 = await writeWeights(join(unfinished.path, WEIGHTS_FILE), generator, onProgress);
  if (generator.discriminator !== undefined) {
    await writeDiscriminator(unfinished.path, generator.discriminator);
  }
  const whole = parseModelCard({ ...card, sha256 });
  await writeCard(unfinished.path, whole);
  return await settle(unfinished, whole, folders);
}

/** Gives a complete model its name, unless the library has it already. */
async function settle(
  unfinished: UnfinishedFolder,
  card: ModelCard,
  folders: ModelFolders,
): Promise<Settled> {
  const obstacle = await findObstacle(card, folders);
  if (obstacle !== undefined) return obstacle;
  const folder = join(folders.imported, card.name);
  try {
    await unfinished.moveTo(folder);
  } catch (cause) {
    // Another import may have taken the name since.
    const late = await findObstacle(card, folders);
    if (late !== undefined) return late;
    throw cause;
  }
  return { model: { card, origin: 'imported', path: join(folder, WEIGHTS_FILE) }, added: true };
}

/**
 * The model that has these weights, if there is one.
 *
 * @throws TrilemmaError 'model-exists' where the name is taken otherwise.
 */
async function findObstacle(card: ModelCard, folders: ModelFolders): Promise<Settled | undefined> {
  // The names before the models: a model that another import adds in between is then seen whole.
  const taken = await takenNames(folders);
  const { models } = await listModels(folders);
  const same = models.find((model) => model.card.sha256 === card.sha256);
  if (same !== undefined) return { model: same, added: false };
  if (!taken.has(card.name)) return undefined;
  throw new TrilemmaError(
    'model-exists',
    `There is a model named ${card.name} already, with other weights: give this one another name, such as ${freeName(card.name, taken)}.`,
  );
}
