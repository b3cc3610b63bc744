import { describe, expect, it } from 'vitest';
import type { Params, Progress } from '../../../shared/contract/requests.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import type { Picture } from '../../../shared/picture.ts';
import type { LatentRecipe } from '../../../shared/recipe/recipe.ts';
import type { StudioClient } from '../../../shared/contract/studio-client.ts';
import { LivePicture, type LivePictureParams } from './live-picture.svelte.ts';

interface Rendering {
  readonly params: Params<'pictures.render'>;
  readonly seed: string;
  preview(): void;
  finish(): Promise<void>;
  fail(error: Error): Promise<void>;
}

/** A studio whose pictures are finished by hand. */
function handStudio() {
  const renderings: Rendering[] = [];
  const errors: unknown[] = [];
  const request = ((_name: 'pictures.render', params: Params<'pictures.render'>, options) => {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const onProgress = options?.onProgress as ((value: Progress<'pictures.render'>) => void) | undefined;
    const [recipe] = params.pictures;
    renderings.push({
      params,
      seed: recipe!.seed,
      preview: () =>
        onProgress?.({ kind: 'preview', index: 0, step: 1, steps: params.steps, pixels: pixelsOf('7') }),
      finish: async () => {
        onProgress?.({ kind: 'picture', index: 0, picture: pictureOf(recipe!, params.steps) });
        resolve({ provider: 'cpu', runtime: 'test', notes: [] });
        await settle();
      },
      fail: async (error) => {
        reject(error);
        await settle();
      },
    });
    return promise;
  }) as StudioClient['request'];
  const live = new LivePicture({ request }, { error: (error) => errors.push(error) });
  return { live, renderings, errors };
}

const settle = () => new Promise((resolve) => setTimeout(resolve));

function recipeOf(seed: string): LatentRecipe {
  return { seed, temperature: { x_T: 1, z: 1 } };
}

function paramsOf(seed: string, steps = 2): LivePictureParams {
  return { model: 'faces', steps, device: 'auto', picture: recipeOf(seed) };
}

function pixelsOf(seed: string) {
  return { width: 1, height: 1, rgba: Uint8Array.of(Number(seed), 0, 0, 255) };
}

function pictureOf(recipe: LatentRecipe, steps: number): Picture {
  return {
    ...pixelsOf(recipe.seed),
    recipe: {
      version: 1,
      ...recipe,
      model: { name: 'faces', sha256: '0'.repeat(64) },
      steps,
      imageSize: 1,
      madeWith: { app: '0', provider: 'cpu', runtime: 'test' },
    },
  };
}

describe('LivePicture', () => {
  it('shows the prediction, then the picture', async () => {
    const { live, renderings } = handStudio();
    live.show(paramsOf('1'));
    expect(live.isBusy).toBe(true);
    renderings[0]!.preview();
    expect(live.pixels).toEqual(pixelsOf('7'));
    expect(live.picture).toBeNull();
    await renderings[0]!.finish();
    expect(live.picture?.recipe.seed).toBe('1');
    expect(live.pixels).toBe(live.picture);
    expect(live.isBusy).toBe(false);
  });

  it('renders the newest next and drops those in between', async () => {
    const { live, renderings } = handStudio();
    for (const seed of ['1', '2', '3', '4']) live.show(paramsOf(seed));
    await renderings[0]!.finish();
    await renderings[1]!.finish();
    expect(renderings.map(({ seed }) => seed)).toEqual(['1', '4']);
    expect(live.picture?.recipe.seed).toBe('4');
  });

  it('asks at the preview priority, for predictions only where there are several steps', () => {
    const { live, renderings } = handStudio();
    live.show(paramsOf('1', 1));
    expect(renderings[0]!.params).toMatchObject({ priority: 'preview', previews: false });
    const several = handStudio();
    several.live.show(paramsOf('1', 4));
    expect(several.renderings[0]!.params.previews).toBe(true);
  });

  it('asks once for the same picture', async () => {
    const { live, renderings } = handStudio();
    live.show(paramsOf('1'));
    live.show(paramsOf('1'));
    await renderings[0]!.finish();
    live.show(paramsOf('1'));
    expect(renderings).toHaveLength(1);
  });

  it('keeps the picture before until the next comes, and none after null', async () => {
    const { live, renderings } = handStudio();
    live.show(paramsOf('1'));
    await renderings[0]!.finish();
    live.show(paramsOf('2'));
    expect(live.pixels).toEqual(expect.objectContaining(pixelsOf('1')));
    live.show(null);
    await renderings[1]!.finish();
    expect(live.pixels).toBeNull();
    expect(live.isBusy).toBe(false);
  });

  it('says what failed, and tries the same picture again when asked', async () => {
    const { live, renderings, errors } = handStudio();
    live.show(paramsOf('1'));
    await renderings[0]!.fail(new TrilemmaError('engine-failed', 'No memory.'));
    expect(errors).toHaveLength(1);
    expect(live.isBusy).toBe(false);
    live.show(paramsOf('1'));
    expect(renderings).toHaveLength(2);
  });

  it('says nothing of a lost studio, nor of a failure of what is not wanted any more', async () => {
    const { live, renderings, errors } = handStudio();
    live.show(paramsOf('1'));
    live.show(paramsOf('2'));
    await renderings[0]!.fail(new TrilemmaError('engine-failed', 'No memory.'));
    await renderings[1]!.fail(new TrilemmaError('disconnected', 'Gone.'));
    expect(errors).toEqual([]);
  });

  it('tells when the picture asked for last is finished', async () => {
    const { live, renderings } = handStudio();
    live.show(paramsOf('1'));
    live.show(paramsOf('2'));
    const settled = live.settled();
    await renderings[0]!.finish();
    await renderings[1]!.finish();
    expect((await settled)?.recipe.seed).toBe('2');
    live.show(null);
    expect(await live.settled()).toBeNull();
  });
});
