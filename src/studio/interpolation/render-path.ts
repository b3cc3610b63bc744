/** The frames of a path, in order. */
import { frameRecipe } from '../../core/latent/path-frame.ts';
import { framesOf, momentOf } from '../../core/latent/path-timeline.ts';
import type { KeyFrameStyles } from '../../core/latent/path-style.ts';
import type { EngineClient } from '../../engine/client.ts';
import type { Device, DeviceChoice } from '../../shared/device.ts';
import type { LatentPath } from '../../shared/latent-path.ts';
import type { Model } from '../../shared/model-card.ts';
import type { GeneratedPicture } from '../pictures/write.ts';
import { renderPictures } from '../render.ts';
import { checkedRecipe } from './checked-recipe.ts';
import { keyFrameStyles } from './key-frame-styles.ts';
import { checkModel } from './path-model.ts';

/** Frames that are asked of the engine at once: many batches, and few recipes in memory. */
const FRAMES_AT_ONCE = 256;

export interface RenderPathOptions {
  readonly model: Model;
  readonly path: LatentPath;
  readonly device: Device;
  readonly batch?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Denoising steps of single frames that are done, of all. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Called for each frame in turn. Frames of a key frame that is held share one picture. */
  readonly onFrame: (frame: number, picture: GeneratedPicture) => void;
}

/**
 * Computes each picture of the path once, in batches.
 *
 * @returns the device that was used.
 * @throws {TrilemmaError} `usage` where the path is of another model; `recipe-invalid` where its key frames hold more
 *   edits than the recipe of a frame can; else as `renderPictures`.
 */
export async function renderPath(engine: EngineClient, options: RenderPathOptions): Promise<DeviceChoice> {
  const { model, path, device, batch, signal, onProgress, onFrame } = options;
  checkModel(path, model);
  const choice = await engine.request(
    'load',
    { model: { path: model.path, architecture: model.card.architecture }, device },
    signal === undefined ? {} : { signal },
  );
  const styles = await keyFrameStyles(engine, model, path, choice.provider);
  checkRecipes(path, styles);
  const frames = distinctFrames(path);
  const total = frames.length * path.steps;
  let done = 0;
  for (let first = 0; first < frames.length; first += FRAMES_AT_ONCE) {
    const chunk = frames.slice(first, first + FRAMES_AT_ONCE);
    await renderPictures(engine, {
      model,
      steps: path.steps,
      pictures: chunk.map((same) => frameRecipe(path, same[0]!, styles)),
      device: choice.provider,
      batch,
      signal,
      onStep: ({ count }) => onProgress?.((done += count), total),
      onPicture: (index, picture) => {
        for (const frame of chunk[index]!) onFrame(frame, picture);
      },
    });
  }
  return choice;
}

/** Frames that show the same picture, because a key frame is held. */
function distinctFrames(path: LatentPath): readonly (readonly number[])[] {
  const groups: number[][] = [];
  let held: number | undefined;
  for (let frame = 0; frame < framesOf(path); frame++) {
    const moment = path.kind === 'drift' ? undefined : momentOf(path, frame);
    const keyFrame = moment?.kind === 'key-frame' ? moment.index : undefined;
    if (keyFrame !== undefined && keyFrame === held) groups.at(-1)!.push(frame);
    else groups.push([frame]);
    held = keyFrame;
  }
  return groups;
}

/** Every segment's recipes are alike: one that is too long is found before anything is computed. */
function checkRecipes(path: LatentPath, styles: KeyFrameStyles | undefined): void {
  const seen = new Set<number>();
  for (let frame = 0; frame < framesOf(path); frame++) {
    const moment = path.kind === 'drift' ? ({ kind: 'segment', index: 0 } as const) : momentOf(path, frame);
    if (moment.kind !== 'segment' || seen.has(moment.index)) continue;
    seen.add(moment.index);
    checkedRecipe(frameRecipe(path, frame, styles), path.steps);
  }
}
