/** Every reader of files that come from anywhere, on what is left of them: an error for people, and never another. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeZip } from 'client-zip';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { openCheckpoint } from '../core/checkpoint/open.ts';
import { openFileSource } from '../platform/file-source.ts';
import { temporaryFolder } from '../platform/testing/temporary-folder.ts';
import { TrilemmaError } from '../shared/errors.ts';
import { importGallery } from './exports/import-gallery.ts';
import { isExport } from './exports/open-import.ts';
import { addPictureFiles } from './gallery/intake/add-files.ts';
import { noisePixels, noiseRecipe } from './gallery/testing/noise-pictures.ts';
import { testGallery } from './gallery/testing/test-gallery.ts';
import { video } from './interpolation/testing/video.ts';
import { readPath } from './interpolation/path/read-path.ts';
import { carriedRecipe } from './pictures/carried-recipe.ts';
import { encodePng } from './pictures/pixels.ts';
import { readPictureFile } from './pictures/picture-file.ts';
import { readRecipe, writeRecipe } from './pictures/recipe-in-png.ts';
import { tagged } from './pictures/testing/tagged.ts';
import { writeTinyCheckpoint } from './testing/tiny-checkpoint.ts';

const SHARES = [0, 0.01, 0.5, 0.99];

async function png(): Promise<Uint8Array> {
  return writeRecipe(await encodePng(noisePixels(1)), noiseRecipe(1));
}

function jpeg(): Promise<Uint8Array> {
  const { width, height, data } = noisePixels(1);
  return tagged(sharp(data, { raw: { width, height, channels: 3 } }).jpeg(), noiseRecipe(1));
}

function checkpoint(): Uint8Array {
  const path = join(temporaryFolder(), 'a.safetensors');
  writeTinyCheckpoint(path, { value: 0.1, steps: 2 });
  return readPictureFile(path);
}

async function zip(): Promise<Uint8Array> {
  const files = [
    { name: 'manifest.json', input: manifest() },
    { name: 'a.png', input: await png() },
  ];
  return new Uint8Array(await new Response(makeZip(files)).arrayBuffer());
}

function manifest(): string {
  return JSON.stringify({ format: 'trilemma-gallery', version: 1, items: [{ file: 'a.png' }] });
}

const animated = (format: 'gif' | 'webp') =>
  sharp(noisePixels(1).data, { raw: { width: 16, height: 16, channels: 3 } })
    .toFormat(format)
    .toBuffer();

const fixture = (path: string) => readFileSync(join(import.meta.dirname, '../../test/fixtures', path));

type Reader = (path: string) => unknown;

const READERS: readonly (readonly [
  name: string,
  file: () => Promise<Uint8Array> | Uint8Array,
  read: Reader,
])[] = [
  ['a.png', png, (path) => readRecipe(readPictureFile(path))],
  ['a.jpg', jpeg, (path) => carriedRecipe(readPictureFile(path))],
  ['path.png', png, readPath],
  ['path.gif', () => animated('gif'), readPath],
  ['path.webp', () => animated('webp'), readPath],
  ['path.json', () => Buffer.from('{"format": "a path", "keyFrames": []}'), readPath],
  ['a.safetensors', checkpoint, openWhole],
  ['netG.pth', () => fixture('reference/netG_1200.pth'), openWhole],
  ['content.pth', () => fixture('checkpoints/content.pth'), openWhole],
  ['old.pth', () => fixture('checkpoints/dtypes-stream.pth'), openWhole],
  ['path.mp4', () => video('mp4'), readPath],
  ['path.webm', () => video('webm'), readPath],
  ['a.zip', zip, importInto],
  ['manifest.json', () => Buffer.from(manifest()), importInto],
];

function openWhole(path: string): void {
  using source = openFileSource(path);
  const { tensors } = openCheckpoint(source);
  expect(tensors.size).toBeGreaterThan(0);
}

/** As the command line: an export as a whole, any other file as a picture, which is named where it is refused. */
async function importInto(path: string): Promise<void> {
  await using test = await testGallery();
  const { refused } = isExport(path)
    ? await importGallery(test.gallery, path)
    : await addPictureFiles(test.gallery, [path]);
  const [first] = refused;
  if (first !== undefined) throw new TrilemmaError('file', first.message);
}

describe.each(READERS)('what is left of %s', (name, file, read) => {
  it('is refused in words', async () => {
    const whole = await file();
    const path = join(temporaryFolder(), name);
    for (const length of [1, ...SHARES.map((share) => Math.floor(share * whole.length))]) {
      writeFileSync(path, whole.subarray(0, length));
      const error = await Promise.try(() => read(path)).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      // What a recipe needs may be whole, though the pixels after it are not.
      if (error !== undefined || length < whole.length / 4) expect(error).toBeInstanceOf(TrilemmaError);
    }
  });
});
