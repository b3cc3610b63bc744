/** The studio as an interface has it, on real engines and the bundled model. */
import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { caught } from '../platform/testing/caught.ts';
import { temporaryFolder } from '../platform/testing/temporary-folder.ts';
import { floatsToBase64 } from '../shared/recipe/base64-floats.ts';
import { imageUrl } from '../shared/picture.ts';
import { DEFAULT_WORKSPACE } from '../shared/workspace.ts';
import { decodePng } from './pictures/pixels.ts';
import { testStudio } from './testing/test-studio.ts';

describe('the studio', () => {
  it('is alone on its data folder', async () => {
    const folder = temporaryFolder();
    {
      await using running = await testStudio(folder);
      const error = await caught(() => testStudio(folder));
      expect(error.code).toBe('studio-running');
      await expect(running.client.request('jobs.list', {})).resolves.toEqual([]);
    }
    await using again = await testStudio(folder);
    await expect(again.client.request('jobs.list', {})).resolves.toEqual([]);
  });

  it('lets go of its folder when it cannot start', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'studio.sqlite'));
    expect((await caught(() => testStudio(folder))).code).toBe('file');
    rmdirSync(join(folder, 'studio.sqlite'));
    await using running = await testStudio(folder);
    await expect(running.client.request('gallery.facets', {})).resolves.toMatchObject({ total: 0 });
  });

  it('says what it is, and remembers the workspace', async () => {
    const folder = temporaryFolder();
    {
      await using running = await testStudio(folder);
      const info = await running.client.request('app.info', {});
      expect(info).toMatchObject({ dataFolder: folder, notices: [], capabilities: { nativeDialogs: false } });
      expect(info.devices.slice(0, 2)).toEqual(['auto', 'cpu']);
      await expect(running.client.request('workspace.load', {})).resolves.toEqual(DEFAULT_WORKSPACE);
      await running.client.request('workspace.save', { theme: 'dark' });
      expect(running.client.events('workspace-changed')).toHaveLength(1);
    }
    await using again = await testStudio(folder);
    const workspace = await again.client.request('workspace.load', {});
    expect(workspace).toEqual({ ...DEFAULT_WORKSPACE, theme: 'dark' });
  });

  it('tests devices, and lists models and files', async () => {
    const folder = temporaryFolder();
    await using running = await testStudio(join(folder, 'data'));
    const { client } = running;
    await expect(client.request('devices.test', { device: 'cpu' })).resolves.toMatchObject({
      provider: 'cpu',
    });
    const { models, damaged } = await client.request('models.list', {});
    expect(models.map(({ card }) => card.name)).toContain('faces');
    expect(damaged).toEqual([]);
    const list = await client.request('files.list', { folder, purpose: 'folder' });
    expect(list.entries.map(({ name }) => name)).toEqual(['data']);
    await expect(client.request('files.choose', { purpose: 'folder' })).rejects.toMatchObject({
      code: 'usage',
    });
  });

  it('keeps directions by the model that they belong to', async () => {
    await using running = await testStudio(temporaryFolder());
    const { client } = running;
    const { models } = await client.request('models.list', {});
    const { zEmbDim } = models.find(({ card }) => card.name === 'faces')!.card.architecture;
    const vector = floatsToBase64(new Float32Array(zEmbDim).fill(0.5));
    const saved = await client.request('directions.save', { model: 'faces', name: ' smile ', vector });
    expect(saved.name).toBe('smile');
    await client.request('directions.rename', { id: saved.id, name: 'grin' });
    const loaded = await client.request('directions.load', { model: 'faces' });
    expect(loaded.saved).toEqual([{ ...saved, name: 'grin' }]);
    expect(loaded.principal.length).toBeGreaterThan(1);
    await client.request('directions.remove', { id: saved.id });
    expect((await client.request('directions.load', { model: 'faces' })).saved).toEqual([]);
    for (const request of [
      () => client.request('directions.save', { model: 'faces', name: 'a', vector: vector.slice(4) }),
      () => client.request('directions.rename', { id: saved.id, name: 'a' }),
    ]) {
      await expect(request()).rejects.toMatchObject({ code: 'usage' });
    }
  });

  it("serves a model's sample sheet, and no other path", async () => {
    await using running = await testStudio(temporaryFolder());
    const { models } = await running.client.request('models.list', {});
    const { sha256 } = models.find(({ card }) => card.name === 'faces')!.card;
    const sheet = await running.studio.image(imageUrl.sheet(sha256));
    expect(sheet?.type).toBe('image/png');
    expect((await decodePng(sheet!.bytes)).width).toBeGreaterThan(64);
    for (const path of [
      imageUrl.sheet('0'.repeat(64)),
      '/images/picture/..%2f..',
      '/images/picture/x',
      '/',
      '',
    ]) {
      await expect(running.studio.image(path)).resolves.toBeUndefined();
    }
  });
});
