import { describe, expect, it } from 'vitest';
import { parseSeed } from '../random/seed.ts';
import { randomStream } from '../random/stream.ts';
import { LoadedGraph } from '../../../test/support/run-graph.ts';
import { laplacianPyramid } from './laplacian-pyramid.ts';
import {
  DIRECTIONS,
  PATCH_SIZE,
  type PictureSet,
  type ProjectRows,
  projectionGraph,
  slicedWassersteinDistance,
} from './sliced-wasserstein.ts';

const seed = parseSeed('1');

/** Pictures whose pixels are grey waves of a length, with some noise. */
function waves(name: string, length: number, noise: number): PictureSet {
  const [side, count] = [32, 4];
  const draws = randomStream(seed, name).normals(3 * count * side ** 2);
  const value = (at: number) => {
    const [x, picture] = [Math.floor(at / 3) % side, Math.floor(at / (3 * side ** 2))];
    return 128 + 60 * Math.sin((2 * Math.PI * (x + picture)) / length) + noise * draws[at]!;
  };
  const rgb = Uint8Array.from(draws, (_, at) => Math.min(255, Math.max(0, Math.round(value(at)))));
  return { side, count, rgb };
}

describe('the sliced Wasserstein distance', () => {
  it('is small for pictures of one kind, and grows with what differs', async () => {
    await using graph = await LoadedGraph.load(projectionGraph());
    const project: ProjectRows = async (rows, directions) => {
      const { projections } = await graph.run({
        rows: { data: rows, shape: [rows.length / PATCH_SIZE, PATCH_SIZE] },
        directions: { data: directions, shape: [DIRECTIONS, PATCH_SIZE] },
      });
      return projections!.data;
    };
    const distance = (one: PictureSet, other: PictureSet) =>
      slicedWassersteinDistance(one, other, project, seed);
    const same = await distance(waves('a', 12, 5), waves('b', 12, 5));
    const noisier = await distance(waves('a', 12, 5), waves('b', 12, 40));
    const shorter = await distance(waves('a', 12, 5), waves('b', 5, 5));
    expect(same).toBeLessThan(noisier / 2);
    expect(same).toBeLessThan(shorter / 2);
    expect(await distance(waves('b', 12, 5), waves('a', 12, 5))).toBeCloseTo(same, -1.7);
  });
});

describe('a Laplacian pyramid', () => {
  it('goes down to 16 pixels, or to the last side that halves', () => {
    const sides = (side: number) =>
      laplacianPyramid({ side, values: new Float32Array(side ** 2) }).map((level) => level.side);
    expect(sides(64)).toEqual([64, 32, 16]);
    expect(sides(50)).toEqual([50, 25]);
  });

  it('has no detail where a picture has none', () => {
    const [first, second, last] = laplacianPyramid({ side: 64, values: new Float32Array(64 ** 2).fill(3) });
    for (const { values } of [first!, second!]) expect(Math.max(...values.map(Math.abs))).toBeLessThan(1e-5);
    expect([Math.min(...last!.values), Math.max(...last!.values)].map((value) => value.toFixed(4))).toEqual([
      '3.0000',
      '3.0000',
    ]);
  });
});
