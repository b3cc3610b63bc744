import { describe, expect, it } from 'vitest';
import { MAX_LOOKED_UP, type Params, type RequestName } from '../../../shared/contract/requests.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import type { GalleryItem } from '../../../shared/gallery/gallery.ts';
import type { Recipe } from '../../../shared/recipe/recipe.ts';
import type { StudioClient } from '../../../shared/contract/studio-client.ts';
import { KeptPictures } from './kept-pictures.svelte.ts';

const recipeOf = (seed: number): Recipe => ({
  version: 1,
  model: { name: 'faces', sha256: 'a'.repeat(64) },
  seed: String(seed),
  steps: 2,
  imageSize: 64,
  temperature: { x_T: 1, z: 1 },
  madeWith: { app: 'test', provider: 'cpu', runtime: 'test' },
});

const answered = () => new Promise((resolve) => setTimeout(resolve));

/** A gallery in memory, whose items have the seeds as ids. */
function setUp() {
  const kept = new Map<number, GalleryItem>();
  const asked: { name: RequestName; params: unknown }[] = [];
  let isConnected = true;
  const put = (seed: number) => {
    const item = { id: seed, recipe: recipeOf(seed), favourite: false } as GalleryItem;
    kept.set(seed, item);
    return item;
  };
  const answers: Partial<Record<RequestName, (params: never) => unknown>> = {
    'gallery.lookup': ({ recipes }: Params<'gallery.lookup'>) =>
      recipes.map(({ seed }) => kept.get(Number(seed)) ?? null),
    'gallery.query': ({ offset = 0, limit }: Params<'gallery.query'>) => {
      const ids = [...kept.keys()].reverse().slice(offset, limit === undefined ? undefined : offset + limit);
      return { count: kept.size, ids: new Uint8Array(Uint32Array.from(ids).buffer) };
    },
    'gallery.items': ({ ids }: Params<'gallery.items'>) => ids.flatMap((id) => kept.get(id) ?? []),
    'gallery.keep': ({ recipe }: Params<'gallery.keep'>) => put(Number(recipe.seed)),
  };
  const request = ((name, params) => {
    asked.push({ name, params });
    return isConnected
      ? Promise.resolve(answers[name]?.(params as never))
      : Promise.reject(new TrilemmaError('disconnected', 'No line.'));
  }) as StudioClient['request'];
  return {
    gallery: new KeptPictures({ request }),
    kept,
    put,
    times: (name: RequestName) => asked.filter((request) => request.name === name).length,
    connect: (is: boolean) => (isConnected = is),
  };
}

describe('whether a picture is kept', () => {
  it('is asked for all that are shown at once, and then known', async () => {
    const { gallery, put, times } = setUp();
    put(3);
    const seeds = Array.from({ length: MAX_LOOKED_UP + 1 }, (_, seed) => seed);
    const known = () => seeds.map((seed) => gallery.keptOf(recipeOf(seed)));
    expect(new Set(known())).toEqual(new Set([undefined]));
    await answered();
    expect(known().map((item) => item?.id)).toEqual(seeds.map((seed) => (seed === 3 ? 3 : undefined)));
    expect(known()[4]).toBeNull();
    await answered();
    expect(times('gallery.lookup')).toBe(2);
  });

  it('is known at once of what was just kept', async () => {
    const { gallery, times } = setUp();
    await gallery.keep(recipeOf(1));
    expect(gallery.keptOf(recipeOf(1))?.id).toBe(1);
    expect(times('gallery.lookup')).toBe(0);
  });

  it('is asked again when the gallery has changed, and holds until the answer is there', async () => {
    const { gallery, put, kept } = setUp();
    put(1);
    gallery.keptOf(recipeOf(1));
    await answered();
    kept.clear();
    await gallery.load();
    expect(gallery.keptOf(recipeOf(1))?.id).toBe(1);
    await answered();
    expect(gallery.keptOf(recipeOf(1))).toBeNull();
  });

  it('is asked again when the gallery changes before the answer', async () => {
    const { gallery, put } = setUp();
    gallery.keptOf(recipeOf(1));
    await Promise.resolve();
    put(1);
    void gallery.load();
    expect(gallery.keptOf(recipeOf(1))).toBeUndefined();
    await answered();
    expect(gallery.keptOf(recipeOf(1))?.id).toBe(1);
  });

  it('is asked again when the line is back', async () => {
    const { gallery, put, connect } = setUp();
    put(1);
    connect(false);
    gallery.keptOf(recipeOf(1));
    await answered();
    connect(true);
    expect(gallery.keptOf(recipeOf(1))).toBeUndefined();
    await answered();
    expect(gallery.keptOf(recipeOf(1))?.id).toBe(1);
  });
});

describe('the latest pictures', () => {
  it('are the newest sixty, of all that are counted', async () => {
    const { gallery, put } = setUp();
    for (let seed = 1; seed <= 70; seed++) put(seed);
    await gallery.load();
    expect(gallery.latest.map(({ id }) => id)).toEqual(Array.from({ length: 60 }, (_, i) => 70 - i));
    expect(gallery.count).toBe(70);
  });

  it('are loaded once for changes that come together', async () => {
    const { gallery, put, times } = setUp();
    const loads = [gallery.load(), gallery.load(), gallery.load()];
    put(1);
    await Promise.all(loads);
    expect(gallery.count).toBe(1);
    expect(times('gallery.query')).toBe(2);
  });
});
