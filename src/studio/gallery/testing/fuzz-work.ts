/** What is killed: a process that saves, tags, trashes, purges and exports at random, and says what it has done. */
import { join } from 'node:path';
import { parseSeed } from '../../../core/random/seed.ts';
import { randomStream } from '../../../core/random/stream.ts';
import { exportGallery } from '../../exports/export-gallery.ts';
import type { Gallery } from '../gallery.ts';
import { openGallery } from '../open-gallery.ts';
import { fuzzMigrations } from './fuzz-migrations.ts';
import { noisePixels, noiseRecipe } from './noise-pictures.ts';

/** A line of the process's output: what is about to be done, or is on the disk. */
export type FuzzEvent =
  | { readonly kind: 'opened' }
  | { readonly kind: 'kept'; readonly id: number; readonly seed: string }
  | { readonly kind: 'tagged'; readonly id: number; readonly tag: string }
  | { readonly kind: 'purging'; readonly ids: readonly number[] }
  | { readonly kind: 'exporting' | 'exported'; readonly path: string; readonly pictures: number };

const MOST_AT_ONCE = 8;

/** Works until it is killed. @param round tells one run from another, and how many migrations there are. */
export async function workUntilKilled(folder: string, round: number): Promise<never> {
  const tell = (event: FuzzEvent) => void process.stdout.write(`${JSON.stringify(event)}\n`);
  await using open = await openGallery(folder, fuzzMigrations(round));
  const { gallery } = open;
  tell({ kind: 'opened' });
  const words = randomStream(parseSeed(String(round)), 'fuzz').uint32s(1 << 16);
  let used = 0;
  const below = (count: number) => words[used++ % words.length]! % count;
  for (let turn = 0; ; turn++) {
    const { ids } = gallery.order({}, 'newest');
    const any = () => ids[below(ids.length)]!;
    const choice = ids.length < 10 ? 0 : below(10);
    if (choice < 5)
      await keepSome(gallery, round * 100_000 + turn * MOST_AT_ONCE, 1 + below(MOST_AT_ONCE), tell);
    else if (choice < 7) tag(gallery, any(), `tag ${below(5)}`, tell);
    else if (choice < 8) gallery.trash([any()]);
    else if (choice < 9 && ids.length > 40) purge(gallery, [any(), any()], tell);
    else await exportSome(gallery, join(folder, 'exports', `${round}-${turn}`), [any(), any(), any()], tell);
  }
}

type Tell = (event: FuzzEvent) => void;

async function keepSome(gallery: Gallery, first: number, count: number, tell: Tell): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const recipe = noiseRecipe(first + i);
      const { id } = await gallery.keepMade(noisePixels(first + i), recipe);
      tell({ kind: 'kept', id, seed: recipe.seed });
    }),
  );
}

function tag(gallery: Gallery, id: number, name: string, tell: Tell): void {
  gallery.update([id], { addTags: [name], rating: 3, note: `a note about ${name}` });
  tell({ kind: 'tagged', id, tag: name });
}

function purge(gallery: Gallery, ids: readonly number[], tell: Tell): void {
  tell({ kind: 'purging', ids });
  gallery.trash(ids);
  gallery.purge(ids);
}

async function exportSome(gallery: Gallery, path: string, ids: readonly number[], tell: Tell): Promise<void> {
  const kind = ids[0]! % 2 === 0 ? 'folder' : 'zip';
  const target = { kind, path, image: 'png', pattern: '{seed}', metadata: true } as const;
  const pictures = new Set(ids).size;
  tell({ kind: 'exporting', path, pictures });
  await exportGallery(gallery, { kind: 'ids', ids: [...new Set(ids)] }, target);
  tell({ kind: 'exported', path, pictures });
}
