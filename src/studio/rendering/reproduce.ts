/** A picture made again from the recipe inside it. */
import type { EngineClient } from '../../engine/client.ts';
import type { Device, DeviceChoice } from '../../shared/device.ts';
import type { Recipe } from '../../shared/recipe/recipe.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { findModel } from '../models/library.ts';
import type { ModelFolders } from '../models/model-folders.ts';
import { carriedRecipe } from '../pictures/carried-recipe.ts';
import { decodeOrThrow } from '../pictures/decode-picture.ts';
import { toPixels } from '../pictures/pixels.ts';
import { readPictureFile } from '../pictures/picture-file.ts';
import type { GeneratedPicture } from '../pictures/write.ts';
import { renderPictures } from './render-pictures.ts';
import { namedModel, towardsOf } from './named-model.ts';

export interface Reproduction {
  readonly recipe: Recipe;
  readonly picture: GeneratedPicture;
  readonly device: DeviceChoice;
  /** The format of the file that was read, such as `png` or `jpeg`. */
  readonly format: string;
  readonly width: number;
  readonly height: number;
  /** Null where the format does not keep pixels exactly, so that a difference tells nothing of how they were made. */
  readonly same: boolean | null;
  /** Colour values that differ, of `values` in all. */
  readonly differing: number;
  readonly values: number;
  /** The largest and the mean difference of a colour value, 0..255. */
  readonly largest: number;
  readonly mean: number;
}

interface ReproduceOptions {
  readonly device: Device;
  readonly signal?: AbortSignal;
  readonly folders: ModelFolders;
}

/**
 * @throws {TrilemmaError} `recipe-invalid` when the picture has no recipe; `model-unknown` when its model is not in
 *   the library, `model-removed` when it is in the trash.
 */
export async function reproduce(
  engine: EngineClient,
  path: string,
  { device, signal, folders }: ReproduceOptions,
): Promise<Reproduction> {
  const models = { find: (hash: string) => findModel(hash, folders) };
  const bytes = readPictureFile(path);
  const recipe = await carriedRecipe(bytes);
  const original = await decodeOrThrow(bytes, `${path} cannot be read`, {
    fit: { kind: 'whole' },
    output: { kind: 'rgb', transparency: 'ignored' },
  });
  const model = await namedModel(models, recipe.model, 'that the picture was made with');
  const towards = await towardsOf(models, model, recipe);
  const { imageSize } = model.card.architecture;
  if (recipe.imageSize !== imageSize) {
    throw new TrilemmaError(
      'recipe-invalid',
      `The recipe is for ${recipe.imageSize} pixels, but its model ${model.card.name} makes ${imageSize}.`,
    );
  }
  let made: GeneratedPicture | undefined;
  const choice = await renderPictures(engine, {
    pictures: [{ model, towards, recipe, onPicture: (picture) => (made = picture) }],
    steps: recipe.steps,
    device,
    signal,
  });
  const picture = made!;
  const difference = compare(original.output.bytes, toPixels(picture.image).data);
  const isExact = original.format === 'png' || difference.differing === 0;
  return {
    recipe,
    picture,
    device: choice,
    format: original.format,
    width: original.width,
    height: original.height,
    same: isExact ? difference.differing === 0 : null,
    ...difference,
  };
}

function compare(original: Uint8Array, again: Uint8Array) {
  if (original.length !== again.length) {
    return { differing: again.length, values: again.length, largest: 255, mean: 255 };
  }
  let differing = 0;
  let largest = 0;
  let sum = 0;
  original.forEach((value, i) => {
    const difference = Math.abs(value - again[i]!);
    if (difference > 0) differing += 1;
    largest = Math.max(largest, difference);
    sum += difference;
  });
  return { differing, values: original.length, largest, mean: sum / original.length };
}
