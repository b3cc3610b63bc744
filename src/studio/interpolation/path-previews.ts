/** Single frames of paths, as a timeline shows them. */
import { frameRecipe } from '../../core/latent/path-frame.ts';
import { framesOf } from '../../core/latent/path-timeline.ts';
import type { RenderFramesParams } from '../../shared/contract/film-requests.ts';
import type { DeviceChoice } from '../../shared/device.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { Picture } from '../../shared/picture.ts';
import type { CheckedModels } from '../rendering/checked-models.ts';
import type { Pictures } from '../rendering/pictures.ts';
import { checkedRecipe } from './checked-recipe.ts';
import { modelOfPath } from './path-model.ts';
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
   * @throws {TrilemmaError} `usage` where the path has no such frame; else as `modelOfPath`, `checkedRecipe` and
   *   `Pictures.render`.
   */
  async render(params: RenderFramesParams, { signal, onFrame }: FrameListener): Promise<DeviceChoice> {
    const { path, frames, device, priority } = params;
    const { steps } = path;
    checkFrames(frames, framesOf(path));
    const model = await modelOfPath(this.#models, path);
    const styles = await this.#styles.of(model, path, device);
    const pictures = frames.map((frame) => checkedRecipe(frameRecipe(path, frame, styles), steps));
    return this.#pictures.render(
      { model: path.model.sha256, steps, device, pictures, priority, previews: false },
      { signal, onPicture: (index, picture) => onFrame(frames[index]!, picture) },
    );
  }
}

function checkFrames(frames: readonly number[], count: number): void {
  const beyond = frames.find((frame) => frame >= count);
  if (beyond === undefined) return;
  throw new TrilemmaError('usage', `The path has ${count} frames, so there is no frame ${beyond}.`);
}
