/** Files from elsewhere: one that carries a recipe comes in as the picture that it is, any other as reference material. */
import { basename } from 'node:path';
import { TrilemmaError } from '../../../shared/errors.ts';
import type { Recipe } from '../../../shared/recipe/recipe.ts';
import { carriedRecipe } from '../../pictures/carried-recipe.ts';
import { readPictureFile } from '../../pictures/picture-file.ts';
import { inspectPicture } from './inspect-picture.ts';
import type { Incoming } from './intake.ts';
import { newRecipe } from '../item-row.ts';
import { pictureTitle } from '../item-text.ts';

const MAX_TITLE = 200;

/**
 * Reads and inspects a file; nothing is written.
 *
 * @throws {TrilemmaError} `file` where it cannot be read, or is no picture that the gallery holds.
 */
export async function incomingFile(path: string, keptAt = Date.now()): Promise<Incoming> {
  return incomingPicture(readPictureFile(path), basename(path), keptAt);
}

/** As {@link incomingFile}, of bytes. @param name for messages, and the title of a reference. */
export async function incomingPicture(bytes: Uint8Array, name: string, keptAt: number): Promise<Incoming> {
  const { fileType, width, height } = await inspectPicture(bytes, name);
  const recipe = await readableRecipe(bytes);
  return {
    file: { bytes, fileType },
    item: {
      kind: recipe === undefined ? 'reference' : 'picture',
      width,
      height,
      title: recipe === undefined ? oneLine(name) : pictureTitle(recipe),
      keptAt,
      recipe: recipe === undefined ? null : newRecipe(recipe),
    },
  };
}

/** @returns undefined where there is none that can be read: the picture is then as good as any other. */
async function readableRecipe(bytes: Uint8Array): Promise<Recipe | undefined> {
  try {
    return await carriedRecipe(bytes);
  } catch (error) {
    if (error instanceof TrilemmaError) return undefined;
    throw error;
  }
}

function oneLine(name: string): string {
  return name
    .replace(/\p{C}+/gu, ' ')
    .trim()
    .slice(0, MAX_TITLE);
}
