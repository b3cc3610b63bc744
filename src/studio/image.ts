/** The images that hosts serve: by id, never by path. */
import { join } from 'node:path';
import { TrilemmaError } from '../shared/errors.ts';
import { modelSheet, type RenderSeeds } from './models/sheet.ts';
import type { NetworkPicture } from './pictures/image.ts';
import type { RenderQueue } from './rendering/render-queue.ts';
import type { Services } from './services.ts';

export interface StudioImage {
  /** Media type. */
  readonly type: string;
  readonly bytes: Uint8Array;
}

const KEPT = /^\/images\/kept\/(?<id>[\w-]{1,64})$/;
const SHEET = /^\/images\/sheet\/(?<sha256>[\da-f]{64})$/;

/**
 * @param path as `imageUrl` writes it.
 * @returns undefined where there is no such image.
 * @throws {TrilemmaError} where there is, and it cannot be read or made.
 */
export async function studioImage(services: Services, path: string): Promise<StudioImage | undefined> {
  const id = KEPT.exec(path)?.groups?.id;
  if (id !== undefined) return png(services.gallery.png(id));
  const sha256 = SHEET.exec(path)?.groups?.sha256;
  if (sha256 !== undefined) return png(await sheet(services, sha256));
  return undefined;
}

function png(bytes: Uint8Array | undefined): StudioImage | undefined {
  return bytes && { type: 'image/png', bytes };
}

async function sheet({ dataFolder, models, renderQueue }: Services, sha256: string) {
  const model = await models.find(sha256).catch((error: unknown) => {
    if (error instanceof TrilemmaError && error.code === 'model-unknown') return undefined;
    throw error;
  });
  return model && modelSheet(sheetPictures(renderQueue), model, join(dataFolder, 'cache', 'sheets'));
}

function sheetPictures(queue: RenderQueue): RenderSeeds {
  return async (model, seeds) => {
    const images: NetworkPicture[] = [];
    await queue.render({
      model,
      steps: model.card.steps,
      device: 'auto',
      pictures: seeds.map((seed) => ({ seed, temperature: { x_T: 1, z: 1 } })),
      priority: 'view',
      previews: false,
      signal: new AbortController().signal,
      onPicture: (_index, _picture, image) => images.push(image),
    });
    return images;
  };
}
