/** The data folder goes and comes back while the studio runs. */
import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../platform/testing/temporary-folder.ts';
import type { Params, RequestName } from '../shared/contract/requests.ts';
import { noisePixels, noiseRecipe } from './gallery/testing/noise-pictures.ts';
import { encodePng } from './pictures/pixels.ts';
import { writeRecipe } from './pictures/recipe-in-png.ts';
import { begun, settled } from './testing/requests.ts';
import { testStudio } from './testing/test-studio.ts';
import { writeTinyCheckpoint } from './testing/tiny-checkpoint.ts';

async function pictureFile(folder: string, seed: number): Promise<string> {
  const path = join(folder, `${seed}.png`);
  writeFileSync(path, writeRecipe(await encodePng(noisePixels(seed)), noiseRecipe(seed)));
  return path;
}

describe('a data folder that is renamed under the studio', () => {
  it('stops all that writes in words, is not made anew, and goes on when it is back', async () => {
    const root = temporaryFolder();
    const [data, elsewhere] = [join(root, 'data'), join(root, 'renamed')];
    await using running = await testStudio(data);
    const { client } = running;
    const checkpoint = join(root, 'net.safetensors');
    writeTinyCheckpoint(checkpoint, { steps: 2 });
    const files = await Promise.all([1, 2, 3].map((seed) => pictureFile(root, seed)));
    const { added } = await client.request('gallery.addFiles', { paths: [files[0]!] });
    const ids = added.map(({ id }) => id);
    const facets = await client.request('gallery.facets', {});

    renameSync(data, elsewhere);
    const fails = async <R extends RequestName>(name: R, params: Params<R>) => {
      await expect(client.request(name, params), name).rejects.toMatchObject({
        code: 'data-gone',
        message: expect.stringContaining(`The folder ${data} is gone`) as string,
      });
    };
    await fails('gallery.addFiles', { paths: files });
    await fails('gallery.update', { ids, change: { note: 'lost?' } });
    await fails('gallery.trash', { ids });
    await fails('workspace.save', { view: 'gallery' });
    await fails('collections.create', { name: 'Album' });
    await fails('jobs.start', { kind: 'import-model', path: checkpoint });
    await fails('models.remove', { name: 'faces' });
    await fails('gallery.keep', { recipe: noiseRecipe(2), favourite: false });
    // What only reads goes on.
    expect(await client.request('gallery.facets', {})).toEqual(facets);
    expect(existsSync(data)).toBe(false);

    // Another one in its place is not taken for it, and stays as it is.
    mkdirSync(data);
    await expect(client.request('gallery.addFiles', { paths: files })).rejects.toMatchObject({
      code: 'data-gone',
      message: expect.stringContaining(`another folder in the place of ${data}`) as string,
    });
    expect(readdirSync(data)).toEqual([]);
    renameSync(data, join(root, 'other'));

    renameSync(elsewhere, data);
    const after = await client.request('gallery.addFiles', { paths: files });
    expect(after.refused).toEqual([]);
    expect(new Set(after.added.map(({ id }) => id)).size).toBe(3);
    await client.request('gallery.update', { ids, change: { note: 'found' } });
    expect(await client.request('gallery.items', { ids })).toMatchObject([{ note: 'found' }]);
    const importing = await begun(client, { kind: 'import-model', path: checkpoint });
    expect((await settled(client, importing)).state).toMatchObject({ status: 'done' });
  });

  it('stops a job that is under way where it writes, and the job goes on when asked again', async () => {
    const root = temporaryFolder();
    const [data, elsewhere] = [join(root, 'data'), join(root, 'renamed')];
    await using running = await testStudio(data);
    const { client } = running;
    const sources = join(root, 'sources');
    mkdirSync(sources);
    const items = [];
    for (let seed = 1; seed <= 40; seed++) {
      await pictureFile(sources, seed);
      items.push({ file: `${seed}.png`, kind: 'picture', title: String(seed) });
    }
    const manifest = join(sources, 'manifest.json');
    writeFileSync(
      manifest,
      JSON.stringify({ format: 'trilemma-gallery', version: 1, items: items.map(withFacts) }),
    );
    const id = await begun(client, { kind: 'import-gallery', path: manifest });
    renameSync(data, elsewhere);
    const { state } = await settled(client, id);
    expect(existsSync(data)).toBe(false);
    renameSync(elsewhere, data);
    // However many were in before, none is there twice, and none is lost.
    expect(JSON.stringify(state)).toContain(`The folder ${data} is gone`);
    const again = await begun(client, { kind: 'import-gallery', path: manifest });
    expect((await settled(client, again)).state).toMatchObject({ result: { refusedCount: 0 } });
    expect(await client.request('gallery.facets', {})).toMatchObject({ total: 40 });
  });
});

function withFacts(item: object) {
  return { ...item, width: 8, height: 8, favourite: false, rating: 0, tags: [], note: '', collections: [] };
}
