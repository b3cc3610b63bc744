/** Principal directions on the disk. The file is a cache: what is wrong with it is mended by computing again. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { floatsFromBase64 } from '../../shared/recipe/base64-floats.ts';
import type { ModelDirections } from '../../shared/direction.ts';
import { writeFileAtomically } from '../../platform/atomic-write.ts';
import { makeFolder } from '../../platform/durable-folder.ts';

/** Changes with how directions are computed, too. */
const VERSION = 1;

type Principal = Pick<ModelDirections, 'mean' | 'principal'>;

/** @returns undefined where there is no such file, or it does not hold `count` vectors of `dimensions`. */
export async function readDirections(
  path: string,
  { count, dimensions }: { readonly count: number; readonly dimensions: number },
): Promise<Principal | undefined> {
  const vector = z.string().refine((text) => {
    const values = floatsFromBase64(text);
    return values?.length === dimensions && values.every(Number.isFinite);
  });
  const schema = z.strictObject({
    version: z.literal(VERSION),
    mean: vector,
    principal: z.array(z.strictObject({ vector, deviation: z.number().nonnegative() })).length(count),
  });
  try {
    const { mean, principal } = schema.parse(JSON.parse(await readFile(path, 'utf8')));
    return { mean, principal };
  } catch {
    return undefined;
  }
}

/** Without a word where it cannot: that costs time at the next use, and nothing else. */
export async function writeDirections(
  folder: string,
  path: string,
  { mean, principal }: Principal,
): Promise<void> {
  try {
    await makeFolder(folder);
    await writeFileAtomically(path, `${JSON.stringify({ version: VERSION, mean, principal })}\n`);
  } catch {
    return;
  }
}
