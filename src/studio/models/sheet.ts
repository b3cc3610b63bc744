/** Sample sheets: a model's first pictures in one, so that a person sees what it makes. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../platform/durable-folder.ts';
import { writeFileAtomically } from '../../platform/atomic-write.ts';
import { systemCode } from '../../platform/file-error.ts';
import { OnceAtATime } from '../../platform/once-at-a-time.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { Model } from '../../shared/models/model-card.ts';
import { contactGrid } from '../pictures/grid.ts';
import { decodePng, encodePng, toPixels } from '../pictures/pixels.ts';
import type { NetworkPicture } from '../pictures/pixels.ts';
import { markAsGenerated } from '../pictures/recipe-in-png.ts';

/** Pictures of a model, one for each seed (64 bits, decimal), in their order. */
export type RenderSeeds = (model: Model, seeds: readonly string[]) => Promise<readonly NetworkPicture[]>;

/** Pictures of this side fill a card with four of them, and take long to make. */
const LARGE_SIDE = 256;
const FEW = 4;
const MANY = 16;

const sheets = new OnceAtATime<Uint8Array>();

/**
 * The model's sample sheet, as PNG: seeds 1 to 16 in four rows, or 1 to 4 in two where pictures have 256 pixels or
 * more. Made at the first use and then kept; asked for by several at once, it is made once.
 *
 * @param cacheFolder absolute; made where it does not exist. That it cannot be written is no failure.
 * @throws whatever `render` throws.
 */
export function modelSheet(render: RenderSeeds, model: Model, cacheFolder: string): Promise<Uint8Array> {
  const path = join(cacheFolder, `${model.card.sha256}.png`);
  return sheets.run(path, async () => (await kept(path)) ?? (await made(render, model, cacheFolder, path)));
}

async function kept(path: string): Promise<Uint8Array | undefined> {
  try {
    const png = await readFile(path);
    await decodePng(png);
    return png;
  } catch (cause) {
    // Not there yet, or damaged: it is made (again).
    if (systemCode(cause) !== undefined || cause instanceof TrilemmaError) return undefined;
    throw cause;
  }
}

async function made(
  render: RenderSeeds,
  model: Model,
  cacheFolder: string,
  path: string,
): Promise<Uint8Array> {
  const count = model.card.architecture.imageSize >= LARGE_SIDE ? FEW : MANY;
  const seeds = Array.from({ length: count }, (_, index) => String(index + 1));
  const pictures = await render(model, seeds);
  const png = markAsGenerated(await encodePng(contactGrid(pictures.map(toPixels))));
  try {
    await makeFolder(cacheFolder);
    await writeFileAtomically(path, png);
  } catch {
    // A full disk costs time at the next use, not the sheet.
  }
  return png;
}
