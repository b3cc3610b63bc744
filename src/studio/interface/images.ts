/** The images that hosts serve: by id, never by path. */
import { readFile } from 'node:fs/promises';
import { dataFolderLayout } from '../../platform/data-folder.ts';
import { fileError, systemCode } from '../../platform/file-error.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { THUMB_SIZES } from '../../shared/picture.ts';
import { mediaType } from '../gallery/files/file-types.ts';
import type { Gallery } from '../gallery/gallery.ts';
import { modelSheet, type RenderSeeds } from '../models/sheet.ts';
import type { NetworkPicture } from '../pictures/pixels.ts';
import type { RenderQueue } from '../rendering/render-queue.ts';
import type { Services } from '../services.ts';

export interface StudioImage {
  /** Media type. */
  readonly type: string;
  readonly bytes: Uint8Array;
}

const PICTURE = /^\/images\/picture\/(?<id>[1-9]\d{0,9})$/;
const THUMB = /^\/images\/thumb\/(?<id>[1-9]\d{0,9})\/(?<size>\d{1,4})$/;
const TRAINING = /^\/images\/training\/(?<id>[\da-f-]{36})\/(?<step>\d{1,8})$/;
const SHEET = /^\/images\/sheet\/(?<sha256>[\da-f]{64})$/;

/**
 * @param path as `imageUrl` writes it.
 * @returns undefined where there is no such image.
 * @throws {TrilemmaError} where there is, and it cannot be read or made.
 */
export async function studioImage(services: Services, path: string): Promise<StudioImage | undefined> {
  const id = PICTURE.exec(path)?.groups?.id;
  if (id !== undefined) return picture(services.gallery, Number(id));
  const thumb = THUMB.exec(path)?.groups;
  if (thumb !== undefined) return thumbnail(services.gallery, Number(thumb.id), Number(thumb.size));
  const samples = TRAINING.exec(path)?.groups;
  if (samples !== undefined) return png(await sampleSheet(services, samples.id!, Number(samples.step)));
  const sha256 = SHEET.exec(path)?.groups?.sha256;
  if (sha256 !== undefined) return png(await sheet(services, sha256));
  return undefined;
}

function picture({ items, store }: Gallery, id: number): StudioImage | undefined {
  const file = items.file(id);
  return file && { type: mediaType(file.fileType), bytes: store.read(file) };
}

async function thumbnail(gallery: Gallery, id: number, pixels: number): Promise<StudioImage | undefined> {
  const file = gallery.items.file(id);
  const size = THUMB_SIZES.find((known) => known === pixels);
  if (file === undefined || size === undefined) return undefined;
  return { type: 'image/webp', bytes: await gallery.thumbnail(file, size) };
}

function png(bytes: Uint8Array | undefined): StudioImage | undefined {
  return bytes && { type: 'image/png', bytes };
}

async function sampleSheet({ training }: Services, id: string, step: number) {
  try {
    return await readFile(training.samplePath(id, step));
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return undefined;
    throw fileError('The sample sheet cannot be read', cause);
  }
}

function isAbsent({ code }: TrilemmaError): boolean {
  return code === 'model-unknown' || code === 'model-removed';
}

async function sheet({ dataFolder, models, renderQueue }: Services, sha256: string) {
  const model = await models.find(sha256).catch((error: unknown) => {
    if (error instanceof TrilemmaError && isAbsent(error)) return undefined;
    throw error;
  });
  return (
    model && modelSheet(sheetPictures(renderQueue), model, dataFolderLayout(dataFolder).cache.modelSheets)
  );
}

function sheetPictures(queue: RenderQueue): RenderSeeds {
  return async (model, seeds) => {
    const images: NetworkPicture[] = [];
    await queue.render({
      pictures: seeds.map((seed) => ({
        model,
        recipe: { seed, temperature: { x_T: 1, z: 1 } },
        onPicture: ({ image }) => images.push(image),
      })),
      steps: model.card.steps,
      device: 'auto',
      priority: 'view',
      signal: new AbortController().signal,
    });
    return images;
  };
}
