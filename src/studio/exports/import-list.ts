/** The items of an import: those that its manifest or dataset lists, or else all pictures that are there. */
import { basename } from 'node:path';
import { TrilemmaError } from '../../shared/errors.ts';
import { DATASET, MANIFEST } from '../../shared/gallery/gallery-export.ts';
import { isDataset, parseDataset } from './dataset.ts';
import type { ImportSource } from './import-source.ts';
import { parseManifest } from './manifest.ts';

/** Files that exports write beside pictures. */
const BESIDE_PICTURES = new Set(['manifest.csv', 'path.json']);

/**
 * @returns JSON as a manifest has it, an element for each item; not checked yet.
 * @throws {TrilemmaError} `file` where the list cannot be read, or there is nothing to import.
 */
export async function listedItems(source: ImportSource): Promise<readonly unknown[]> {
  const { list, files } = source;
  if (list !== undefined) {
    const text = await source.readText(list);
    return isDataset(text) ? parseDataset(text) : parseManifest(text);
  }
  if (files.includes(MANIFEST)) return parseManifest(await source.readText(MANIFEST));
  if (files.includes(DATASET)) return parseDataset(await source.readText(DATASET));
  const pictures = files.filter((file) => !BESIDE_PICTURES.has(basename(file)));
  if (pictures.length > 0) return pictures.map((file) => ({ file }));
  throw new TrilemmaError('file', `${source.name} has no pictures to import.`);
}
