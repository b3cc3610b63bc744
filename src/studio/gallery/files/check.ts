/** Reads every file of the gallery, and holds it against what was kept. */
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { TrilemmaError } from '../../../shared/errors.ts';
import type { Gallery } from '../gallery.ts';

export interface GalleryCheck {
  readonly checked: number;
  /** Sentences on files that are not as they were kept. */
  readonly faults: readonly string[];
  /** Pictures that were missing at an earlier start. */
  readonly lost: readonly { readonly title: string; readonly path: string }[];
}

interface CheckOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Nothing is changed. @throws {TrilemmaError} `cancelled`. */
export async function checkGallery(
  gallery: Gallery,
  { signal, onProgress }: CheckOptions = {},
): Promise<GalleryCheck> {
  const { items, store, absent } = gallery;
  const files = items.files();
  const faults: string[] = [];
  for (const [done, file] of files.entries()) {
    if (signal?.aborted === true) throw new TrilemmaError('cancelled', 'The check was cancelled.');
    try {
      store.readUnchanged(file);
    } catch (error) {
      if (!(error instanceof TrilemmaError)) throw error;
      faults.push(`${file.id}: ${error.message}`);
    }
    onProgress?.(done + 1, files.length);
    await setImmediate();
  }
  const lost = absent.allLost().map(({ json, fileSha256 }) => {
    const { title, fileType } = titleSchema.parse(JSON.parse(json));
    return { title, path: store.pathOf({ fileSha256, fileType }) };
  });
  return { checked: files.length, faults, lost };
}

const titleSchema = z.object({ title: z.string().default(''), fileType: z.string().default('png') });
