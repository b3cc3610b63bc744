import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineClient } from '../../engine/client.ts';
import type { Priority } from '../../shared/contract/priority.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { Model } from '../../shared/models/model-card.ts';
import type { Picture } from '../../shared/picture.ts';
import type { LatentRecipe } from '../../shared/recipe/recipe.ts';
import { findModel } from '../models/library.ts';
import { modelFolders } from '../models/model-folders.ts';
import type { NetworkPicture } from '../pictures/pixels.ts';
import type { GeneratedPicture } from '../pictures/write.ts';
import { renderPictures } from './render-pictures.ts';
import { observedEngine } from '../testing/observed-engine.ts';
import { CheckedModels } from './checked-models.ts';
import { PictureCache } from './picture-cache.ts';
import { Pictures } from './pictures.ts';
import { RenderQueue, type RenderRequest } from './render-queue.ts';

/** Every chunk has so many pictures, whatever they take. */
const chunksOf = (size: number) => ({ chunkSize: () => size, measured: () => undefined });

/** The models that come with the app. */
const folders = modelFolders('/nonexistent');

let model: Model;
beforeAll(async () => {
  model = await findModel('faces', folders);
});

const recipes = (...seeds: number[]): LatentRecipe[] =>
  seeds.map((seed) => ({ seed: String(seed), temperature: { x_T: 1, z: 1 } }));

const range = (first: number, count: number) => Array.from({ length: count }, (_, i) => first + i);

interface RequestOptions extends Partial<Omit<RenderRequest, 'pictures'>> {
  readonly onStep?: (index: number, step: number, x_0: NetworkPicture | undefined) => void;
  readonly onPicture?: (index: number, made: GeneratedPicture) => void;
}

function request(
  pictures: readonly LatentRecipe[],
  { onStep, onPicture, ...more }: RequestOptions = {},
): RenderRequest {
  return {
    pictures: pictures.map((recipe, index) => ({
      model,
      recipe,
      onStep: (step, x_0) => onStep?.(index, step, x_0),
      onPicture: (made) => onPicture?.(index, made),
    })),
    steps: model.card.steps,
    device: 'cpu',
    priority: 'view',
    signal: new AbortController().signal,
    ...more,
  };
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: unknown) => (error instanceof TrilemmaError ? error.code : error),
  );

describe('RenderQueue', () => {
  let engine: EngineClient;
  beforeAll(() => (engine = new EngineClient()));
  afterAll(() => engine[Symbol.dispose]());

  it('makes the pictures that the engine makes, whatever the chunks, with previews of every step', async () => {
    const pictures = recipes(1, 2, 3, 4, 5);
    const expected: GeneratedPicture[] = [];
    const onPicture = (_index: number, picture: GeneratedPicture) => expected.push(picture);
    await renderPictures(engine, request(pictures, { steps: 2, onPicture }));
    const made: GeneratedPicture[] = [];
    const indices: number[] = [];
    const steps: [number, number, NetworkPicture | undefined][] = [];
    const choice = await new RenderQueue(engine, chunksOf(2)).render(
      request(pictures, {
        steps: 2,
        previews: true,
        onStep: (index, step, preview) => steps.push([index, step, preview]),
        onPicture: (index, picture) => {
          indices.push(index);
          made.push(picture);
        },
      }),
    );
    expect(choice.provider).toBe('cpu');
    expect(indices).toEqual([0, 1, 2, 3, 4]);
    expect(made).toEqual(expected);
    expect(steps.map(([index, step]) => [index, step])).toEqual([
      ...[
        [0, 1],
        [1, 1],
        [0, 2],
        [1, 2],
      ],
      ...[
        [2, 1],
        [3, 1],
        [2, 2],
        [3, 2],
      ],
      ...[
        [4, 1],
        [4, 2],
      ],
    ]);
    // The last step adds no noise, so what it predicts is the picture.
    for (const [index, step, preview] of steps) {
      if (step === 2) expect(preview).toEqual(made[index]!.image);
    }
  });

  it('takes turns between chunks: previews, views, batches, and within each as they came', async () => {
    const queue = new RenderQueue(engine, chunksOf(2));
    const order: string[] = [];
    const ask = (name: string, priority: Priority, count: number) =>
      queue.render(request(recipes(...range(1, count)), { priority, onPicture: () => order.push(name) }));
    await Promise.all([
      ask('batch', 'batch', 5),
      ask('later batch', 'batch', 2),
      ask('view', 'view', 3),
      ask('later view', 'view', 1),
      ask('preview', 'preview', 2),
      ask('later preview', 'preview', 1),
    ]);
    const runs = order.filter((name, at) => name !== order[at - 1]);
    // What came first to an idle queue has begun.
    expect(order.slice(0, 2)).toEqual(['batch', 'batch']);
    expect(runs).toEqual(['batch', 'preview', 'later preview', 'view', 'later view', 'batch', 'later batch']);
  });

  it('lets a preview overtake a batch that runs', async () => {
    const queue = new RenderQueue(engine, chunksOf(1));
    const order: string[] = [];
    let preview: Promise<unknown> | undefined;
    await queue.render(
      request(recipes(...range(1, 6)), {
        priority: 'batch',
        onPicture: (index) => {
          order.push(`batch ${index}`);
          if (index !== 1) return;
          preview = queue.render(
            request(recipes(9), { priority: 'preview', onPicture: () => order.push('preview') }),
          );
        },
      }),
    );
    await preview;
    expect(order.indexOf('preview')).toBe(2);
  });

  it('cancels at once what waits, and within a step what runs; the others go on', async () => {
    const queue = new RenderQueue(engine, chunksOf(100));
    const running = new AbortController();
    const waiting = new AbortController();
    let steps = 0;
    const first = queue.render(
      request(recipes(...range(1, 100)), {
        signal: running.signal,
        onStep: () => {
          steps += 1;
          waiting.abort();
        },
      }),
    );
    const order: string[] = [];
    const second = codeOf(queue.render(request(recipes(1), { signal: waiting.signal }))).then((code) => {
      order.push(`second ${String(code)}`);
      running.abort();
    });
    const firstCode = codeOf(first).then((code) => order.push(`first ${String(code)}`));
    const third = queue.render(request(recipes(1)));
    await Promise.all([second, firstCode, third]);
    expect(order).toEqual(['second cancelled', 'first cancelled']);
    expect(steps).toBeLessThan(100);
    await expect(codeOf(queue.render(request(recipes(1), { signal: running.signal })))).resolves.toBe(
      'cancelled',
    );
  });

  it('fails the request whose listener fails, and no other', async () => {
    const queue = new RenderQueue(engine, chunksOf(2));
    const failing = queue.render(
      request(recipes(1, 2, 3), {
        onPicture: () => {
          throw new Error('no room');
        },
      }),
    );
    const other = queue.render(request(recipes(1)));
    await expect(failing).rejects.toThrow('no room');
    await expect(codeOf(other)).resolves.toBe('done');
  });

  it('ends all when it is closed, and takes no more', async () => {
    const queue = new RenderQueue(engine, chunksOf(100));
    const codes = [range(1, 100), range(1, 2)].map((seeds) =>
      codeOf(queue.render(request(recipes(...seeds)))),
    );
    await queue.close();
    await expect(Promise.all([...codes, codeOf(queue.render(request(recipes(1))))])).resolves.toEqual([
      'disconnected',
      'disconnected',
      'disconnected',
    ]);
  });
});

describe('RenderQueue on an engine that dies', () => {
  it('goes on where it was, each picture told once, as long as there is progress', async () => {
    const observed = observedEngine();
    using engine = new EngineClient({ start: observed.start });
    const told: number[] = [];
    await new RenderQueue(engine, chunksOf(2)).render(
      request(recipes(...range(1, 9)), {
        onPicture: (index) => {
          told.push(index);
          if (index === 1 || index === 3 || index === 6) observed.kill();
        },
      }),
    );
    expect(told).toEqual(range(0, 9));
    expect(observed.started.length).toBeGreaterThan(2);
  });

  it("gives up what kills two engines in a row, with the engine's words, and serves the next", async () => {
    let deadly = true;
    const observed = observedEngine(({ kind }) => {
      if (kind === 'request' && deadly) observed.kill();
    });
    using engine = new EngineClient({ start: observed.start });
    const queue = new RenderQueue(engine, chunksOf(2));
    const dying = queue.render(request(recipes(1, 2)));
    await expect(dying).rejects.toMatchObject({ code: 'engine-died' });
    await expect(dying).rejects.toThrow(/SIGKILL/);
    expect(observed.started).toHaveLength(2);
    deadly = false;
    await expect(codeOf(queue.render(request(recipes(1))))).resolves.toBe('done');
  });
});

describe('Pictures', () => {
  it('makes no picture twice that is still in memory, and names it by the recipe that is asked for', async () => {
    const observed = observedEngine();
    using engine = new EngineClient({ start: observed.start });
    const models = new CheckedModels(folders);
    const pictures = new Pictures(models, new RenderQueue(engine), new PictureCache());
    const rendered = async (device: 'cpu' | 'auto', ...seeds: number[]) => {
      const made = new Map<number, Picture>();
      const steps: number[] = [];
      const choice = await pictures.render({
        ...{ steps: 2, device, priority: 'view', previews: true },
        signal: new AbortController().signal,
        pictures: recipes(...seeds).map((recipe, index) => ({
          model: 'faces',
          recipe,
          onStep: () => steps.push(index),
          onPicture: (picture) => made.set(index, picture),
        })),
      });
      return { made, steps, choice };
    };
    const first = await rendered('cpu', 1, 2);
    const again = await rendered('cpu', 2, 3, 1);
    expect(again.made.get(0)).toEqual(first.made.get(1));
    expect(again.made.get(2)).toEqual(first.made.get(0));
    expect(new Set(again.steps)).toEqual(new Set([1]));
    const asked = observed.asked.length;
    const all = await rendered('cpu', 1, 2, 3);
    expect([...all.made.keys()]).toEqual([0, 1, 2]);
    expect(all.choice).toEqual(first.choice);
    expect(observed.asked).toHaveLength(asked);
    const ready = await pictures.inMemory({
      ...{ model: 'faces', steps: 2, device: 'cpu', pictures: recipes(7, 3) },
    });
    expect([...ready.keys()]).toEqual([1]);
  });
});
