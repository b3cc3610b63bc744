import { describe, expect, it } from 'vitest';
import type { Params } from '../../../shared/contract/requests.ts';
import type { StudioClient } from '../../../shared/contract/studio-client.ts';
import type { TileSource } from '../../pictures/loading/tile-loader.ts';
import { plain } from '../testing.ts';
import { VariationGrid } from './variation-grid.svelte.ts';
import { type VariationCell, gridCells, isCentre } from './variations.ts';

const SOURCE: TileSource = { model: 'faces', steps: 2, device: 'auto' };
const CELLS = gridCells(3).filter((cell) => !isCentre(cell));
const [FIRST, SECOND, THIRD] = CELLS as [VariationCell, VariationCell, VariationCell];

/** A studio that finishes one request at a time. */
function handStudio() {
  const waiting: (() => void)[] = [];
  const asked: string[] = [];
  const request = ((_name: 'pictures.render', params: Params<'pictures.render'>, given) => {
    const { onProgress } = given as { onProgress: (progress: unknown) => void };
    const { promise, resolve } = Promise.withResolvers<unknown>();
    asked.push(...params.pictures.map(({ seed }) => seed));
    waiting.push(() => {
      params.pictures.forEach((recipe, index) => onProgress({ kind: 'picture', index, picture: { recipe } }));
      resolve({});
    });
    return promise;
  }) as StudioClient['request'];
  const finish = async (next: (() => void) | undefined) => {
    next?.();
    await new Promise((resolve) => setTimeout(resolve));
  };
  const finishOne = () => finish(waiting.shift());
  const finishNewest = () => finish(waiting.pop());
  return { grid: new VariationGrid({ request }, { error: () => undefined }), asked, finishOne, finishNewest };
}

const wanted = (strength: number) =>
  CELLS.map((cell, i) => ({ cell, picture: plain(String(strength * 100 + i)) }));

describe('VariationGrid', () => {
  it('shows pictures in their places as they come', async () => {
    const { grid, finishOne } = handStudio();
    grid.want(SOURCE, 'r', wanted(1));
    await finishOne();
    expect(grid.pictureAt(FIRST)?.recipe.seed).toBe('100');
    expect(grid.pictureAt(THIRD)).toBeUndefined();
  });

  it('goes on in a drag with the places that waited longest', async () => {
    const { grid, asked, finishOne } = handStudio();
    grid.want(SOURCE, 'r', wanted(1));
    for (let strength = 2; strength < 9; strength++) {
      grid.want(SOURCE, 'r', wanted(strength));
      await finishOne();
    }
    const places = asked.map((seed) => Number(seed) % 100);
    expect(new Set(places.slice(0, CELLS.length)).size).toBe(CELLS.length);
    expect(grid.isOld(FIRST, 'r')).toBe(false);
  });

  it('says which pictures are of another round, and shows none of it any more', async () => {
    const { grid, finishOne } = handStudio();
    grid.want(SOURCE, 'r', wanted(1));
    await finishOne();
    grid.want(SOURCE, 's', wanted(2));
    expect(grid.isOld(FIRST, 's')).toBe(true);
    // The second place's picture of the first round was under way.
    await finishOne();
    expect(grid.pictureAt(SECOND)).toBeUndefined();
    while (grid.isOld(FIRST, 's')) await finishOne();
    expect(grid.pictureAt(FIRST)?.recipe.seed).toBe('200');
    expect(grid.isOld(FIRST, 's')).toBe(false);
  });

  it('keeps what is wanted when something asked for earlier comes after it', async () => {
    const { grid, finishOne, finishNewest } = handStudio();
    for (const strength of [1, 2]) grid.want(SOURCE, 'r', wanted(strength).slice(0, 1));
    await finishNewest();
    await finishOne();
    expect(grid.pictureAt(FIRST)?.recipe.seed).toBe('200');
  });

  it('shows at once what it has made before', async () => {
    const { grid, finishOne } = handStudio();
    grid.want(SOURCE, 'r', wanted(1));
    await finishOne();
    grid.want(SOURCE, 'r', wanted(2));
    await finishOne();
    await finishOne();
    grid.want(SOURCE, 'r', wanted(1));
    expect(grid.pictureAt(FIRST)?.recipe.seed).toBe('100');
  });
});
