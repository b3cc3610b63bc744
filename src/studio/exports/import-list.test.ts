import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import { noisePixels } from '../gallery/testing/noise-pictures.ts';
import { testGallery } from '../gallery/testing/test-gallery.ts';
import { encodePng } from '../pictures/pixels.ts';
import { importGallery } from './import-gallery.ts';
import { exported } from './testing/exported.ts';

describe('an import', () => {
  it('of a dataset takes its other lines where one is damaged, and says which', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a.png'), await encodePng(noisePixels(1)));
    writeFileSync(join(folder, 'metadata.jsonl'), '{"file_name": "a.png", "tags": ["x"]}\n\nx\n');
    for (const path of [folder, join(folder, 'metadata.jsonl')]) {
      await using test = await testGallery();
      expect(await importGallery(test.gallery, path)).toEqual({
        ...{ added: 1, updated: 0, refusedCount: 1 },
        refused: [
          { path: 'metadata.jsonl', message: 'Line 3 of metadata.jsonl is damaged: it is not JSON.' },
        ],
      });
      expect(test.gallery.order({ tags: ['x'] }, 'newest').ids).toHaveLength(1);
    }
  });

  it.skipIf(process.platform === 'win32')('of a folder tells all that it leaves out', async () => {
    const folder = temporaryFolder();
    const outside = join(temporaryFolder(), 'secret.png');
    const png = async (path: string, seed: number) => writeFileSync(path, await encodePng(noisePixels(seed)));
    mkdirSync(join(folder, 'sub', 'deep'), { recursive: true });
    mkdirSync(join(folder, '.hidden'));
    await png(outside, 1);
    await png(join(folder, 'a.png'), 2);
    await png(join(folder, 'sub', 'b.png'), 3);
    await png(join(folder, 'sub', 'deep', 'c.png'), 4);
    await png(join(folder, '.hidden', 'd.png'), 5);
    symlinkSync(outside, join(folder, 'link.png'));
    symlinkSync(join(outside, '..'), join(folder, 'up'));
    symlinkSync('loop', join(folder, 'loop'));
    writeFileSync(join(folder, 'sub', 'notes.txt'), 'no picture');
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    await using test = await testGallery();
    const { refused, ...counts } = await importGallery(test.gallery, folder);
    expect(counts).toEqual({ added: 3, updated: 0, refusedCount: 5 });
    expect(Object.fromEntries(refused.map(({ path, message }) => [path, message]))).toEqual({
      'link.png': expect.stringMatching(/leads out/) as string,
      up: expect.stringMatching(/leads out/) as string,
      loop: expect.stringMatching(/lead in a circle/) as string,
      pipe: expect.stringMatching(/not a plain file/) as string,
      'sub/notes.txt': expect.stringMatching(/is no picture/) as string,
    });
  });

  it('of a folder of exports goes by the list of each', async () => {
    const folder = temporaryFolder();
    renameSync(await exported('dataset', 'png'), join(folder, 'set'));
    renameSync(await exported('html', 'webp'), join(folder, 'page'));
    writeFileSync(join(folder, 'page', 'more.png'), await encodePng(noisePixels(7)));
    writeFileSync(join(folder, 'alone.png'), await encodePng(noisePixels(8)));
    await using test = await testGallery();
    const { refused, ...counts } = await importGallery(test.gallery, folder);
    expect(counts).toEqual({ added: 4, updated: 3, refusedCount: 1 });
    expect(refused).toEqual([
      {
        path: 'page/more.png',
        message: 'page/more.png is not in the manifest.json of its folder, and was left out.',
      },
    ]);
    expect(test.seeds({ tags: ['a'] })).toEqual(['1']);
  });

  it.each([
    ["another program's list", '{"name":"my site","items":[]}', /manifest.json.*is no picture/],
    ['no JSON', 'x', /manifest.json.*is no picture/],
    ['a list that was cut short', '{"format":"trilemma-gallery","version":1,"it', /damaged: it is not JSON/],
    ['a list without items', '{"format":"trilemma-gallery","version":1}', /not one of Trilemma Studio's/],
    ['a newer list', '{"format":"trilemma-gallery","version":2,"items":[]}', /newer version/],
  ])('of a folder takes the pictures where its manifest is %s', async (_what, text, message) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'manifest.json'), text);
    writeFileSync(join(folder, 'a.png'), await encodePng(noisePixels(1)));
    await using test = await testGallery();
    const done = await importGallery(test.gallery, folder);
    expect(done).toMatchObject({ added: 1, refusedCount: 1, refused: [{ path: 'manifest.json' }] });
    expect(done.refused[0]!.message).toMatch(message);
  });
});
