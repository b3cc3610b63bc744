/** Single frames of paths, as a timeline shows them. */
import { counted } from '../../../shared/counted.ts';
import { frameModel, frameRecipe } from '../../../core/latent/path/frame.ts';
import { framesOf } from '../../../core/latent/path/timeline.ts';
import type { RenderFramesParams } from '../../../shared/contract/film-requests.ts';
import type { DeviceChoice } from '../../../shared/device.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import type { Picture } from '../../../shared/picture.ts';
import type { CheckedModels } from '../../rendering/checked-models.ts';
import type { Pictures } from '../../rendering/pictures.ts';
import { checkedRecipe } from './checked-recipe.ts';
import { PathModels } from './path-models.ts';
import type { StyleCache } from './style-cache.ts';

export interface FrameListener {
  readonly signal: AbortSignal;
  readonly onFrame: (frame: number, picture: Picture) => void;
}

export class PathPreviews {
  readonly #models: CheckedModels;
  readonly #pictures: Pictures;
  readonly #styles: StyleCache;

  constructor(models: CheckedModels, pictures: Pictures, styles: StyleCache) {
    this.#models = models;
    this.#pictures = pictures;
    this.#styles = styles;
  }

  /**
   * @throws {TrilemmaError} `usage` where the path has no such frame; else as `PathModels.find`, `checkedRecipe` and
   *   `Pictures.render`.
   */
  async render(params: RenderFramesParams, { signal, onFrame }: FrameListener): Promise<DeviceChoice> {
    const { path, frames, device, priority } = params;
    const { steps } = path;
    checkFrames(frames, framesOf(path));
    const models = await PathModels.find(this.#models, path);
    const styles = await this.#styles.of(models, path, device);
    return this.#pictures.render({
      pictures: frames.map((frame) => ({
        model: frameModel(path, frame).sha256,
        recipe: checkedRecipe(frameRecipe(path, frame, styles), steps),
        onPicture: (picture) => onFrame(frame, picture),
      })),
      steps,
      device,
      priority,
      signal,
    });
  }
}

function checkFrames(frames: readonly number[], count: number): void {
  const beyond = frames.find((frame) => frame >= count);
  if (beyond === undefined) return;
  throw new TrilemmaError(
    'usage',
    `The path has ${counted(count, 'frame')}, so there is no frame ${beyond}.`,
  );
}
