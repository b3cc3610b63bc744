import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../platform/testing/temporary-folder.ts';
import { endingOf } from './out-path.ts';
import { trilemma } from './testing/trilemma.ts';

describe('endingOf', () => {
  it.each([
    ['a.png', '.png'],
    ['a/b.JPG', '.jpg'],
    ['a.b.webp', '.webp'],
    ['a', ''],
    ['films/v1.2', ''],
    ['v1.0rc1', ''],
    ['a.7z', '.7z'],
    ['my.pictures', ''],
    ['a.png/', ''],
    ['.hidden', ''],
    ['a/.hidden', ''],
  ])('%s: "%s"', (path, ending) => expect(endingOf(path)).toBe(ending));

  it('is none of a folder that is there', () => {
    const folder = join(temporaryFolder(), 'a.png');
    mkdirSync(folder);
    expect(endingOf(folder)).toBe('');
  });
});

describe('a name that asks for what is not written', () => {
  it.each([
    ['JPG: pictures are PNG', 'out.jpg', (out: string) => ['generate', 'faces', '--out', out]],
    ['WEBP: pictures are PNG', 'a.webp', (out: string) => ['generate', 'faces', '--grid', '--out', out]],
    ['JPG: a picture made again is a PNG', 'y.jpg', (out: string) => ['reproduce', 'x.png', '--out', out]],
    ['HTML: a page is a folder', 'a.html', (out: string) => ['gallery', 'export', out]],
    ['7Z: give a folder', 'a.7z', (out: string) => ['gallery', 'export', out]],
    ['ZIP: a folder has no', 'a.zip', (out: string) => ['gallery', 'export', out, '--as', 'folder']],
    ['JPEG: give a folder', 'a.jpeg', (out: string) => ['gallery', 'export', out]],
    ['PNG: let its name end in .zip', 'a.png', (out: string) => ['gallery', 'export', out, '--as', 'zip']],
    ['ZIP: a dataset is a folder', 'a.zip', (out: string) => ['gallery', 'export', out, '--as', 'dataset']],
    [
      'BIN: --format onnx needs a name that ends in .onnx',
      'a.bin',
      (out: string) => ['models', 'export', 'faces', out, '--format', 'onnx'],
    ],
    [
      'another format than --format gif',
      'a.mp4',
      (out: string) => ['interpolate', 'faces', '--key', '1', '--key', '2', '--format', 'gif', '--out', out],
    ],
  ])('is refused, and nothing is made: %s', async (words, name, command) => {
    const folder = temporaryFolder();
    const { code, stdout, stderr } = await trilemma(join(folder, 'home'), ...command(join(folder, name)));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^trilemma: [^\n]+\n$/);
    expect(stderr).toContain(words);
    expect(readdirSync(folder).filter((entry) => entry !== 'home')).toEqual([]);
  });
});
