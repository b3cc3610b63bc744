/** `metadata.jsonl`: a line of JSON for each picture of a dataset, the layout that Hugging Face's `imagefolder` reads. */
import { TrilemmaError } from '../../shared/errors.ts';
import { DATASET } from '../../shared/gallery/gallery-export.ts';
import { type ExportedItem, LIST_HEAD_LENGTH } from './manifest.ts';

/** @param metadata whether more is told than the names of the files. */
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

/** Whether a text, or its beginning, is a dataset: its first line is an object that names a file. */
export function isDataset(text: string): boolean {
  return /^\s*\{[^\n]*"file_name"\s*:/.test(text.slice(0, LIST_HEAD_LENGTH));
}

/**
 * The lines as items of a manifest; pictures carry their recipes themselves. Fields of other programs' datasets that
 * are not ours are left alone.
 *
 * @throws {TrilemmaError} `file` where a line is no JSON.
 */
export function parseDataset(text: string): readonly unknown[] {
  return text.split('\n').flatMap((line, at) => {
    if (line.trim() === '') return [];
    const fields = parsedLine(line, at + 1);
    if (typeof fields !== 'object' || fields === null || !('file_name' in fields)) return [fields];
    return [{ ...fields, file: fields.file_name }];
  });
}

function parsedLine(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new TrilemmaError('file', `The ${DATASET} is damaged: line ${number} is not JSON.`, { cause });
  }
}
