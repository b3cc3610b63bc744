/** Pictures and the gallery as an interface has them, on real engines and the bundled model. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entries } from '../platform/testing/folders.ts';
import { temporaryFolder } from '../platform/testing/temporary-folder.ts';
import { imageUrl, type Picture } from '../shared/picture.ts';
import { decodePng, withoutAlpha } from './pictures/image.ts';
import { readRecipe } from './pictures/recipe-in-png.ts';
import type { ContractClient } from './testing/contract-client.ts';
import { recipe, recipes, rendered, view } from './testing/requests.ts';
import { testStudio } from './testing/test-studio.ts';

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
    const listed = await client.request('gallery.list', {});
    expect(listed.map((item) => [item.id, item.favourite])).toEqual([
      [id, false],
      [kept.id, true],
    ]);

    const image = await studio.image(`${imageUrl.kept(kept.id)}?v=1`);
    expect(image?.type).toBe('image/png');
    expect(readRecipe(image!.bytes)).toEqual(picture.recipe);
    await expect(decodePng(image!.bytes)).resolves.toMatchObject({
      data: Buffer.from(withoutAlpha(picture).data),
    });
    await client.request('files.drag', { keptId: kept.id });
    expect(Uint8Array.from(readFileSync(host.dragged[0]!))).toEqual(Uint8Array.from(image!.bytes));
    expect(host.dragged[0]).toMatch(new RegExp(`^${folder}/pictures/[\\da-f]{2}/[\\da-f]{64}\\.png$`));

    await client.request('gallery.favourite', { id: kept.id, favourite: false });
    await client.request('gallery.remove', { id: kept.id });
    await expect(client.request('gallery.list', {})).resolves.toMatchObject([{ id }]);
    for (const request of [
      () => client.request('gallery.remove', { id: kept.id }),
      () => client.request('gallery.favourite', { id: kept.id, favourite: true }),
    ]) {
      await expect(request()).rejects.toMatchObject({ code: 'usage' });
    }
    expect(client.events('gallery-changed')).toHaveLength(5);
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
    const image = await running.studio.image(imageUrl.kept(kept.id));
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
    await expect(running.client.request('gallery.list', {})).resolves.toEqual([]);
  });

  it('agrees with the disk at every start, and says what it did', async () => {
    const folder = temporaryFolder();
    const paths: string[] = [];
    {
      await using running = await testStudio(folder);
      for (const { recipe: of } of await rendered(running.client, view(recipes(3)))) {
        const { id } = await running.client.request('gallery.keep', { recipe: of, favourite: false });
        await running.client.request('files.drag', { keptId: id });
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
      expect(notices).toEqual([expect.stringMatching(/^One picture .* no longer on the disk/)]);
      const kept = await running.client.request('gallery.list', {});
      expect(kept.map(({ recipe: of }) => of.seed)).toEqual(['3', '2']);
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
    const kept = await running.client.request('gallery.list', {});
    expect(kept.map(({ recipe: of }) => of.seed).sort()).toEqual(['1', '3']);
  });
});
