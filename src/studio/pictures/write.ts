/** Generated pictures as files. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Recipe } from '../../shared/recipe/recipe.ts';
import { writeFileAtomically } from '../../platform/atomic-write.ts';
import { fileError } from '../../platform/file-error.ts';
import { contactGrid } from './grid.ts';
import { encodePng, type NetworkPicture, toPixels } from './pixels.ts';
import { markAsGenerated, writeRecipe } from './recipe-in-png.ts';

export interface GeneratedPicture {
  readonly image: NetworkPicture;
  readonly recipe: Recipe;
}

/**
 * Writes one picture with its recipe; what was there before is replaced.
 * @returns the path.
 * @throws {TrilemmaError} `file` when it cannot be written.
 */
export async function writePicture(path: string, { image, recipe }: GeneratedPicture): Promise<string> {
  return write(path, writeRecipe(await encodePng(toPixels(image)), recipe));
}

/** Writes all pictures as one, side by side. Throws as `writePicture`. */
export async function writeGrid(path: string, pictures: readonly NetworkPicture[]): Promise<string> {
  return write(path, markAsGenerated(await encodePng(contactGrid(pictures.map(toPixels)))));
}

async function write(path: string, png: Uint8Array): Promise<string> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFileAtomically(path, png);
    return path;
  } catch (cause) {
    throw fileError(`${path} cannot be written`, cause);
  }
}
