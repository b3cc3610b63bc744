/** The two files of a model: its weights and its card. */
import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { TrilemmaError } from '../../shared/errors.ts';
import { parseModelCard } from '../../shared/models/model-card.ts';
import type { Model, ModelCard, ModelOrigin } from '../../shared/models/model-card.ts';
import { writeDurably, writeFileAtomically } from '../../platform/atomic-write.ts';
import { fileError, systemCode } from '../../platform/file-error.ts';

export const WEIGHTS_FILE = 'model.safetensors';
export const CARD_FILE = 'model.json';

/** A card is a page of text. */
const MAX_CARD_BYTES = 1 << 20;

/**
 * Reads the card of a model's folder, and sees that its weights are there.
 *
 * @param folder absolute path
 * @throws TrilemmaError 'model-damaged' where it is no whole model, 'file' where it may not be read.
 */
export async function readModel(folder: string, origin: ModelOrigin): Promise<Model> {
  const card = await readCard(folder);
  if (card.name !== basename(folder)) {
    throw damaged(folder, `its card is of a model named ${card.name}`);
  }
  const path = join(folder, WEIGHTS_FILE);
  if (!(await statusOf(folder, WEIGHTS_FILE)).isFile())
    throw damaged(folder, `its ${WEIGHTS_FILE} is no file`);
  return { card, origin, path };
}

/** Writes the card into a folder that has none. */
export async function writeCard(folder: string, card: ModelCard): Promise<void> {
  await writeDurably(join(folder, CARD_FILE), textOf(card));
}

/** Writes another card in place of a folder's own. */
export async function replaceCard(folder: string, card: ModelCard): Promise<void> {
  await writeFileAtomically(join(folder, CARD_FILE), textOf(card));
}

function textOf(card: ModelCard): string {
  return `${JSON.stringify(card, null, 2)}\n`;
}

async function readCard(folder: string): Promise<ModelCard> {
  const { size } = await statusOf(folder, CARD_FILE);
  if (size > MAX_CARD_BYTES) throw damaged(folder, `its ${CARD_FILE} has ${size} bytes, too many for a card`);
  const path = join(folder, CARD_FILE);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw fileError(`${path} cannot be read`, cause);
  });
  try {
    return parseModelCard(JSON.parse(text));
  } catch (cause) {
    const reason = cause instanceof TrilemmaError ? cause.message : `Its ${CARD_FILE} is not JSON.`;
    throw new TrilemmaError('model-damaged', `The model ${basename(folder)} is damaged. ${reason}`, {
      cause,
    });
  }
}

async function statusOf(folder: string, file: string): Promise<{ size: number; isFile(): boolean }> {
  try {
    return await stat(join(folder, file));
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') throw damaged(folder, `it has no ${file}`);
    throw fileError(`${join(folder, file)} cannot be read`, cause);
  }
}

function damaged(folder: string, what: string): TrilemmaError {
  return new TrilemmaError(
    'model-damaged',
    `The model ${basename(folder)} is damaged: ${what}. Remove its folder, and import it again.`,
  );
}
