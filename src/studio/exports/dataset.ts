/** `metadata.jsonl`: a line of JSON for each picture of a dataset, the layout that Hugging Face's `imagefolder` reads. */
import { TrilemmaError } from '../../shared/errors.ts';
import type { ExportedItem } from './manifest.ts';

export const DATASET = 'metadata.jsonl';

/** @param metadata whether more is told than the names of the files. */
export async function* datasetLines(
  exported: AsyncIterable<ExportedItem>,
  metadata: boolean,
): AsyncGenerator<Uint8Array> {
  for await (const one of exported) {
    yield Buffer.from(`${JSON.stringify({ file_name: one.file, ...(metadata && fieldsOf(one)) })}\n`);
  }
}

/** What trainers read first: a text, then numbers. What the gallery takes back besides comes last. */
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

/** Whether a text is a dataset, rather than a manifest: its first line is an object by itself, which names a file. */
export function isDataset(text: string): boolean {
  const [line = ''] = text.trimStart().split('\n', 1);
  try {
    const fields: unknown = JSON.parse(line);
    return typeof fields === 'object' && fields !== null && 'file_name' in fields;
  } catch {
    return false;
  }
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
