/** Every reader of files that come from anywhere, with a whole file for it: what tests damage and mutate. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeZip } from 'client-zip';
import sharp from 'sharp';
import { openCheckpoint } from '../../core/checkpoint/open.ts';
import { viewBytes } from '../../core/checkpoint/safetensors-writer.ts';
import { openFileSource } from '../../platform/file-source.ts';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { importGallery } from '../exports/import-gallery.ts';
import { isExport } from '../exports/open-import.ts';
import { addPictureFiles } from '../gallery/intake/add-files.ts';
import { noisePixels, noiseRecipe } from '../gallery/testing/noise-pictures.ts';
import { testGallery } from '../gallery/testing/test-gallery.ts';
import { video } from '../interpolation/testing/video.ts';
import { readPath } from '../interpolation/path/read-path.ts';
import { carriedRecipe } from '../pictures/carried-recipe.ts';
import { encodePng } from '../pictures/pixels.ts';
import { readPictureFile } from '../pictures/picture-file.ts';
import { readRecipe, writeRecipe } from '../pictures/recipe-in-png.ts';
import { tagged } from '../pictures/testing/tagged.ts';
import { writeTinyCheckpoint } from './tiny-checkpoint.ts';

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

const fixture = (path: string) => readFileSync(join(import.meta.dirname, '../../../test/fixtures', path));

const photo = (format: 'jpeg' | 'webp' | 'avif' | 'tiff') =>
  sharp(noisePixels(2).data, { raw: { width: 16, height: 16, channels: 3 } })
    .withMetadata({ orientation: 6 })
    .toFormat(format)
    .toBuffer();

export interface Reader {
  /** What the file is called; many are known by their ending. */
  readonly name: string;
  /** A whole one. */
  readonly file: () => Promise<Uint8Array> | Uint8Array;
  /** Throws {@link TrilemmaError} where the file is no such one, and never anything else. */
  readonly read: (path: string) => unknown;
}

const files: readonly (readonly [Reader['name'], Reader['file'], Reader['read']])[] = [
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
  ['photo.jpg', () => photo('jpeg'), importInto],
  ['photo.webp', () => photo('webp'), importInto],
  ['photo.avif', () => photo('avif'), importInto],
  ['photo.tiff', () => photo('tiff'), importInto],
];
export const READERS: readonly Reader[] = files.map(([name, file, read]) => ({ name, file, read }));

function openWhole(path: string): void {
  using source = openFileSource(path);
  const checkpoint = openCheckpoint(source);
  for (const name of checkpoint.tensors.keys()) Array.from(viewBytes(checkpoint.raw(name)));
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
