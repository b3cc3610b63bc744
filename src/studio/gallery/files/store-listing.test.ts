import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../platform/testing/temporary-folder.ts';
import { compareListing, listStore } from './store-listing.ts';
import { hashOf } from './stored-file.ts';

function storeOf(names: readonly (readonly [folder: string, name: string])[]) {
  const folder = temporaryFolder();
  for (const [inner, name] of names) {
    mkdirSync(join(folder, 'pictures', inner), { recursive: true });
    writeFileSync(join(folder, 'pictures', inner, name), '');
  }
  return folder;
}

const names = Array.from({ length: 300 }, (_, i) => `${hashOf(String(i))}.${i % 3 === 0 ? 'jpg' : 'png'}`);
const inItsFolder = (name: string) => [name.slice(0, 2), name] as const;

it('finds what is missing and what is astray, each by its whole name and in its folder', async () => {
  const [moved, turned, gone] = names as [string, string, string];
  const folder = storeOf([
    ...names.slice(3).map(inItsFolder),
    ['zz', moved],
    [moved.startsWith('00') ? '01' : '00', moved],
    inItsFolder(turned.replace('.png', '.webp')),
  ]);
  const known = names.slice(0, -1);
  const { missing, strays } = await compareListing(folder, await listStore(folder), known);
  const named = (files: typeof missing) => files.map((file) => `${file.fileSha256}.${file.fileType}`).sort();
  expect(named(missing)).toEqual([moved, turned, gone].sort());
  expect(named(strays)).toEqual([names.at(-1)!, turned.replace('.png', '.webp')].sort());
});

it('removes what was left unfinished, unless its writer still runs', async () => {
  const left = ['.trilemma-0.tmp', '.trilemma-4194305-a.tmp', `.trilemma-${process.ppid}-a.tmp`];
  const folder = storeOf([...left, 'notes.txt'].map((name) => ['ab', name]));
  expect(await compareListing(folder, await listStore(folder), [])).toEqual({ missing: [], strays: [] });
  const isThere = [...left, 'notes.txt'].map((name) => existsSync(join(folder, 'pictures', 'ab', name)));
  expect(isThere).toEqual([false, false, true, true]);
});

it('takes a folder that is not there for an empty one', async () => {
  const folder = temporaryFolder();
  const { missing } = await compareListing(folder, await listStore(folder), [names[0]!]);
  expect(missing).toHaveLength(1);
});
