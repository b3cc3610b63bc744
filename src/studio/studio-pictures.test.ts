/** Pictures and the gallery as an interface has them, on real engines and the bundled model. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entries } from '../platform/testing/folders.ts';
import { temporaryFolder } from '../platform/testing/temporary-folder.ts';
import type { GalleryItem } from '../shared/gallery/gallery.ts';
import { orderIds } from '../shared/gallery/gallery-order.ts';
import { imageUrl, type Picture } from '../shared/picture.ts';
import { decodePng, withoutAlpha } from './pictures/pixels.ts';
import { readRecipe } from './pictures/recipe-in-png.ts';
import type { ContractClient } from './testing/contract-client.ts';
import { recipe, recipes, rendered, view } from './testing/requests.ts';
import { testStudio } from './testing/test-studio.ts';

/** All items, newest first. */
async function listed(client: ContractClient): Promise<readonly GalleryItem[]> {
  const ids = orderIds(await client.request('gallery.query', { filter: {}, sort: 'newest' }));
  return client.request('gallery.items', { ids: [...ids] });
}

async function keptSeeds(client: ContractClient): Promise<(string | undefined)[]> {
  return (await listed(client)).map(({ recipe: of }) => of?.seed);
}

describe('pictures', () => {
  it('are cancelled with their request, and with their interface', async () => {
    await using running = await testStudio(temporaryFolder());
    const other = running.connect();
    const many = (client: ContractClient) => client.request('pictures.render', view(recipes(64)));
    const one = many(running.client);
    void many(other);
    running.client.cancel(one.id);
    await expect(one).rejects.toMatchObject({ code: 'cancelled' });
    other.close();
    const [picture] = await rendered(running.client, view([recipe(1)]));
    expect(picture?.recipe).toMatchObject({ version: 1, seed: '1', model: { name: 'faces' } });
  });

  it('of a model that is not there are refused', async () => {
    await using running = await testStudio(temporaryFolder());
    const params = { ...view([recipe(1)]), model: 'facess' };
    await expect(rendered(running.client, params)).rejects.toMatchObject({
      code: 'model-unknown',
      message: expect.stringContaining('Did you mean faces?') as unknown,
    });
  });
});

describe('the gallery', () => {
  it('keeps a picture as a file with its recipe, once', async () => {
    const folder = temporaryFolder();
    await using running = await testStudio(folder);
    const { client, studio, host } = running;
    const [picture, second] = (await rendered(client, view(recipes(2)))) as [Picture, Picture];
    const keep = (favourite: boolean) =>
      client.request('gallery.keep', { recipe: picture.recipe, favourite });
    const [kept, same] = await Promise.all([keep(false), keep(false)]);
    expect(same).toEqual(kept);
    expect(kept).toMatchObject({ recipe: picture.recipe, favourite: false });
    await expect(keep(true)).resolves.toMatchObject({ id: kept.id, favourite: true });
    await expect(keep(false)).resolves.toMatchObject({ id: kept.id, favourite: true });
    const { id } = await client.request('gallery.keep', { recipe: second.recipe, favourite: false });
    expect(await listed(client)).toMatchObject([
      { id, favourite: false },
      { id: kept.id, favourite: true },
    ]);

    const image = await studio.image(`${imageUrl.picture(kept.id)}?v=1`);
    expect(image?.type).toBe('image/png');
    expect(readRecipe(image!.bytes)).toEqual(picture.recipe);
    await expect(decodePng(image!.bytes)).resolves.toMatchObject({
      data: Buffer.from(withoutAlpha(picture).data),
    });
    await client.request('files.drag', { id: kept.id });
    expect(Uint8Array.from(readFileSync(host.dragged[0]!))).toEqual(Uint8Array.from(image!.bytes));
    expect(host.dragged[0]).toMatch(new RegExp(`^${folder}/pictures/[\\da-f]{2}/[\\da-f]{64}\\.png$`));

    await client.request('gallery.update', { ids: [kept.id], change: { favourite: false } });
    await client.request('gallery.trash', { ids: [kept.id] });
    expect(await listed(client)).toMatchObject([{ id }]);
    expect(client.events('gallery-changed')).toHaveLength(5);
    await expect(keep(false)).resolves.toMatchObject({ id: kept.id, trashedAt: null });
    await client.request('gallery.trash', { ids: [kept.id] });
    await client.request('gallery.purge', {});
    await expect(client.request('files.drag', { id: kept.id })).rejects.toMatchObject({ code: 'usage' });
  });

  it('makes a picture again that is in memory no longer: the same pixels', async () => {
    const folder = temporaryFolder();
    let made: Picture;
    {
      await using running = await testStudio(folder);
      [made] = (await rendered(running.client, view([recipe(5)]))) as [Picture];
    }
    await using running = await testStudio(folder);
    const kept = await running.client.request('gallery.keep', { recipe: made.recipe, favourite: false });
    const image = await running.studio.image(imageUrl.picture(kept.id));
    await expect(decodePng(image!.bytes)).resolves.toMatchObject({
      data: Buffer.from(withoutAlpha(made).data),
    });
  });

  it('refuses a recipe that its model does not fit', async () => {
    await using running = await testStudio(temporaryFolder());
    const [{ recipe: real }] = (await rendered(running.client, view([recipe(1)]))) as [Picture];
    const keep = (wrong: object) =>
      running.client.request('gallery.keep', { recipe: { ...real, ...wrong }, favourite: false });
    await expect(keep({ imageSize: 512 })).rejects.toMatchObject({ code: 'recipe-invalid' });
    await expect(keep({ model: { name: 'faces', sha256: '0'.repeat(64) } })).rejects.toMatchObject({
      code: 'model-unknown',
    });
    expect(await listed(running.client)).toEqual([]);
  });

  it('agrees with the disk at every start, and says what it did', async () => {
    const folder = temporaryFolder();
    const paths: string[] = [];
    {
      await using running = await testStudio(folder);
      for (const { recipe: of } of await rendered(running.client, view(recipes(3)))) {
        const { id } = await running.client.request('gallery.keep', { recipe: of, favourite: false });
        await running.client.request('files.drag', { id });
        paths.push(running.host.dragged.at(-1)!);
      }
    }
    const [gone, renewed, whole] = paths as [string, string, string];
    renameSync(gone, join(folder, 'away.png'));
    const unfinished = join(whole, '..', '.trilemma-0.tmp');
    writeFileSync(unfinished, 'half');
    {
      await using running = await testStudio(folder);
      const { notices } = await running.client.request('app.info', {});
      expect(notices).toEqual([expect.stringMatching(/^1 picture .* no longer on the disk/)]);
      expect(await keptSeeds(running.client)).toEqual(['3', '2']);
      expect(existsSync(unfinished)).toBe(false);
    }
    // The database is lost; two files are whole, one is not what its name says.
    for (const file of entries(folder).filter((name) => name.startsWith('studio.sqlite')))
      rmSync(join(folder, file));
    writeFileSync(renewed, readFileSync(whole));
    mkdirSync(join(gone, '..'), { recursive: true });
    renameSync(join(folder, 'away.png'), gone);
    await using running = await testStudio(folder);
    const { notices } = await running.client.request('app.info', {});
    expect(notices).toEqual([
      expect.stringMatching(/^2 pictures on the disk were missing in the gallery, and came back/),
      expect.stringMatching(/changed by another program/),
    ]);
    expect((await keptSeeds(running.client)).sort()).toEqual(['1', '3']);
  });
});
