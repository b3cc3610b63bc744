/** The gallery as an interface has it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../platform/testing/temporary-folder.ts';
import { imageUrl } from '../shared/picture.ts';
import { openGallery } from './gallery/open-gallery.ts';
import { noisePixels, noiseRecipe } from './gallery/testing/noise-pictures.ts';
import { encodePng } from './pictures/pixels.ts';
import { writeRecipe } from './pictures/recipe-in-png.ts';
import type { ContractClient } from './testing/contract-client.ts';
import { begun, settled } from './testing/requests.ts';
import { testStudio } from './testing/test-studio.ts';

async function addNoise(client: ContractClient, folder: string, seeds: readonly number[]): Promise<number[]> {
  const paths = await Promise.all(
    seeds.map(async (seed) => {
      const path = join(folder, `${seed}.png`);
      writeFileSync(path, writeRecipe(await encodePng(noisePixels(seed)), noiseRecipe(seed)));
      return path;
    }),
  );
  const { added, refused } = await client.request('gallery.addFiles', { paths });
  expect(refused).toEqual([]);
  return added.map(({ id }) => id);
}

describe('the gallery', () => {
  it('is asked, changed, emptied and filled again over the contract', async () => {
    await using running = await testStudio(temporaryFolder());
    const { client } = running;
    const [a, b, c] = (await addNoise(client, temporaryFolder(), [1, 2, 3])) as [number, number, number];
    const { id: album } = await client.request('collections.create', { name: 'Album' });
    await client.request('gallery.update', {
      ids: [a, b],
      change: { rating: 5, addTags: [' smile '], addTo: album, note: 'n' },
    });
    const query = async (filter: object) => {
      const { ids, aspects } = await client.request('gallery.query', { filter, sort: 'oldest' });
      expect(aspects.length).toBe(ids.length / 2);
      return [...new Uint32Array(ids.slice().buffer)];
    };
    expect((await query({ tags: ['smile'] })).sort()).toEqual([a, b].sort());
    expect((await query({ collection: album, minRating: 5 })).sort()).toEqual([a, b].sort());
    await client.request('gallery.trash', { ids: [b, c] });
    expect(await query({})).toEqual([a]);
    const lookedUp = await client.request('gallery.lookup', {
      recipes: [1, 2, 9].map((seed) => noiseRecipe(seed)),
    });
    expect(lookedUp.map((item) => item?.id)).toEqual([a, undefined, undefined]);
    await client.request('gallery.restore', { ids: [b] });
    await client.request('gallery.purge', {});
    expect(await client.request('gallery.items', { ids: [c, b] })).toMatchObject([
      { id: b, tags: ['smile'] },
    ]);
    await client.request('collections.rename', { id: album, name: 'Best' });
    expect(await client.request('gallery.facets', {})).toMatchObject({
      total: 2,
      trashed: 0,
      tags: [{ tag: 'smile', count: 2 }],
      collections: [{ id: album, name: 'Best', count: 2, cover: Math.max(a, b) }],
    });
    await client.request('collections.remove', { id: album });
    const before = client.events('gallery-changed').length;
    expect(before).toBeGreaterThan(5);
    for (const refused of [
      client.request('gallery.update', { ids: [a], change: { rating: 6 } }),
      client.request('gallery.update', { ids: [a], change: { addTags: ['a\nb'] } }),
      client.request('gallery.items', { ids: [0] }),
      client.request('gallery.query', { filter: { seed: '1; DROP' }, sort: 'newest' }),
      client.request('collections.rename', { id: 99, name: 'x' }),
    ]) {
      await expect(refused).rejects.toMatchObject({ code: 'usage' });
    }
  });

  it('serves pictures and thumbnails by number alone', async () => {
    await using running = await testStudio(temporaryFolder());
    const folder = temporaryFolder();
    const [id] = (await addNoise(running.client, folder, [1])) as [number];
    const picture = await running.studio.image(imageUrl.picture(id));
    expect(picture).toEqual({
      type: 'image/png',
      bytes: Uint8Array.from(readFileSync(join(folder, '1.png'))),
    });
    expect((await running.studio.image(imageUrl.thumb(id, 512)))?.type).toBe('image/webp');
    for (const path of [
      '/images/thumb/1/100',
      '/images/picture/0',
      '/images/picture/2',
      '/images/picture/1/..',
    ]) {
      await expect(running.studio.image(path)).resolves.toBeUndefined();
    }
  });

  it('leaves and comes back by jobs', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'out.zip');
    {
      await using running = await testStudio(temporaryFolder());
      const ids = await addNoise(running.client, folder, [1, 2]);
      await running.client.request('gallery.update', { ids, change: { addTags: ['a'] } });
      const target = { kind: 'zip', path, image: 'png', pattern: '{seed}', metadata: true } as const;
      const id = await begun(running.client, { kind: 'export-gallery', items: { kind: 'all' }, target });
      expect((await settled(running.client, id)).state).toMatchObject({
        status: 'done',
        result: { kind: 'export-gallery', path, pictures: 2, notes: [] },
      });
    }
    const data = temporaryFolder();
    {
      await using running = await testStudio(data);
      const id = await begun(running.client, { kind: 'import-gallery', path });
      const { state } = await settled(running.client, id);
      expect(state).toMatchObject({ status: 'done', result: { added: 2, updated: 0, refusedCount: 0 } });
      expect((await running.client.request('gallery.facets', {})).tags).toEqual([{ tag: 'a', count: 2 }]);
    }
    await using running = await testStudio(data);
    expect((await running.client.request('jobs.list', {})).map(({ state }) => state.status)).toEqual([
      'done',
    ]);
  });

  it('shows soon what a command has changed meanwhile', async () => {
    const folder = temporaryFolder();
    await using running = await testStudio(folder);
    const [id] = (await addNoise(running.client, temporaryFolder(), [1])) as [number];
    await using command = await openGallery(folder);
    const changed = running.client.next('gallery-changed');
    command.gallery.update([id], { rating: 2 });
    await changed;
    expect(await running.client.request('gallery.items', { ids: [id] })).toMatchObject([{ rating: 2 }]);
  });
});
