/** What an import brings: what its manifests and datasets list, and the pictures of folders that have neither. */
import { basename, dirname } from 'node:path/posix';
import { TrilemmaError } from '../../shared/errors.ts';
import type { RefusedFile } from '../../shared/gallery/gallery.ts';
import { DATASET, MANIFEST, PAGE } from '../../shared/gallery/gallery-export.ts';
import { promisesPicture } from '../pictures/picture-format.ts';
import { isDataset, parseDataset } from './dataset.ts';
import type { ImportSource } from './import-source.ts';
import { isManifest, type ListedItems, parseManifest } from './manifest.ts';

/** Files that exports write beside pictures. */
const BESIDE_PICTURES: ReadonlySet<string> = new Set(['manifest.csv', 'path.json', PAGE]);
const THUMBNAILS = 'thumbnails';

/**
 * A list of a folder holds for all that is below it, but for folders with a list of their own. One that cannot be read is
 * refused, and its pictures come in by themselves. What is left out is refused with the reason.
 *
 * @throws {TrilemmaError} `file` where the list that the user named cannot be read, or there is nothing to import.
 */
export async function listedItems(source: ImportSource): Promise<ListedItems> {
  if (source.list !== undefined) return parsedList(source.list, await source.readText(source.list));
  const { lists, refused } = await listsOf(source);
  const unreadable = new Set(refused.map(({ path }) => path));
  const items = lists
    .values()
    .toArray()
    .flatMap((list) => list.items);
  const named = new Set(items.flatMap((item) => fileOf(item) ?? []));
  for (const list of lists.values()) refused.push(...list.refused);
  for (const one of source.refused) if (!named.has(one.path)) refused.push(one);
  for (const file of source.files) {
    const list = listAbove(file, lists);
    if (list === undefined) {
      if (!BESIDE_PICTURES.has(basename(file)) && !unreadable.has(file)) items.push({ file });
    } else if (promisesPicture(file) && !named.has(file) && basename(dirname(file)) !== THUMBNAILS) {
      refused.push({
        path: file,
        message: `${file} is not in the ${list.name} of its folder, and was left out.`,
      });
    }
  }
  if (items.length > 0 || refused.length > 0) return { items, refused };
  throw new TrilemmaError('file', `${source.name} has no pictures to import.`);
}

interface FoundList extends ListedItems {
  readonly name: string;
}

/** By their folders; `.` is the uppermost. */
type FoundLists = ReadonlyMap<string, FoundList>;

async function listsOf(source: ImportSource): Promise<{ lists: FoundLists; refused: RefusedFile[] }> {
  const lists = new Map<string, FoundList>();
  const refused: RefusedFile[] = [];
  // The manifest comes first: it holds more than a dataset's list.
  for (const name of [MANIFEST, DATASET]) {
    for (const file of source.files.filter((each) => basename(each) === name)) {
      const folder = dirname(file);
      if (lists.has(folder)) continue;
      try {
        const text = await source.readText(file);
        if (!isList(name, text)) continue;
        lists.set(folder, { name, ...inFolder(folder, parsedList(name, text)) });
      } catch (error) {
        if (!(error instanceof TrilemmaError)) throw error;
        refused.push({ path: file, message: `${error.message} The pictures beside it come in without it.` });
      }
    }
  }
  return { lists, refused };
}

function isList(name: string, text: string): boolean {
  return name === MANIFEST ? isManifest(text) : isDataset(text);
}

function parsedList(name: string, text: string): ListedItems {
  return name === MANIFEST ? parseManifest(text) : parseDataset(text);
}

/** What a list calls `a.png`, by the name that the import has for it. */
function inFolder(folder: string, { items, refused }: ListedItems): ListedItems {
  if (folder === '.') return { items, refused };
  const below = (item: unknown): unknown => {
    const file = fileOf(item);
    return file === undefined ? item : { ...(item as object), file: `${folder}/${file}` };
  };
  return {
    items: items.map(below),
    refused: refused.map(({ path, message }) => ({ path: `${folder}/${path}`, message })),
  };
}

function fileOf(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null || !('file' in item)) return undefined;
  return typeof item.file === 'string' ? item.file : undefined;
}

/** The list of the nearest folder above a file. */
function listAbove(file: string, lists: FoundLists): FoundList | undefined {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const list = lists.get(folder);
    if (list !== undefined || folder === '.') return list;
  }
}
