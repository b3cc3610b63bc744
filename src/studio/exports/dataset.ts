/** `metadata.jsonl`: a line of JSON for each picture of a dataset, the layout that Hugging Face's `imagefolder` reads. */
import type { RefusedFile } from '../../shared/gallery/gallery.ts';
import { DATASET } from '../../shared/gallery/gallery-export.ts';
import { type ExportedItem, LIST_HEAD_LENGTH, type ListedItems } from './manifest.ts';

/** @param metadata false for the names of the files alone. */
export async function* datasetLines(
  exported: AsyncIterable<ExportedItem>,
  metadata: boolean,
): AsyncGenerator<Uint8Array> {
  for await (const one of exported) {
    yield Buffer.from(`${JSON.stringify({ file_name: one.file, ...(metadata && fieldsOf(one)) })}\n`);
  }
}

/** First the fields that training programs read, a text and numbers; then those that the gallery imports again. */
function fieldsOf({ item, collections }: ExportedItem) {
  const { title, tags, note, rating, favourite, width, height, recipe } = item;
  const text = [...tags, note].filter((part) => part !== '').join(', ');
  return {
    text: text === '' ? title : text,
    width,
    height,
    rating,
    favourite,
    model: recipe?.model.name ?? null,
    seed: recipe?.seed ?? null,
    title,
    keptAt: new Date(item.keptAt).toISOString(),
    tags,
    note,
    collections,
  };
}

/** True if a text, or the beginning of one, is a dataset: its first line is an object that names a file. */
export function isDataset(text: string): boolean {
  return /^\s*\{[^\n]*"file_name"\s*:/.test(text.slice(0, LIST_HEAD_LENGTH));
}

/**
 * The lines as items of a manifest; pictures carry their recipes themselves. Fields of other programs' datasets that
 * are not ours are left alone, and a line that is no JSON is refused.
 */
export function parseDataset(text: string): ListedItems {
  const items: unknown[] = [];
  const refused: RefusedFile[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const fields = parsedLine(line);
    if (fields === undefined) {
      refused.push({ path: DATASET, message: `Line ${at + 1} of ${DATASET} is damaged: it is not JSON.` });
    } else if (typeof fields !== 'object' || fields === null || !('file_name' in fields)) items.push(fields);
    else items.push({ ...fields, file: fields.file_name });
  }
  return { items, refused };
}

/** @returns undefined for what is no JSON. */
function parsedLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
