/** Sliced Wasserstein distance on Laplacian pyramids (Karras et al. 2018, arXiv 1710.10196, section 5). */
import { NetworkBuilder } from '../onnx/network-builder.ts';
import type { Graph } from '../onnx/graph.ts';
import type { Seed } from '../random/seed.ts';
import { randomStream } from '../random/stream.ts';
import { laplacianPyramid, type ChannelPlane } from './laplacian-pyramid.ts';

const CHANNELS = 3;
const PATCH = 7;
/** Numbers of one patch. */
export const PATCH_SIZE = CHANNELS * PATCH ** 2;
const PATCHES_PER_PICTURE = 128;
const REPEATS = 4;
export const DIRECTIONS = 128;
const SCALE = 1000;

/** Pictures of one size: 3 side side bytes each, RGB row by row. */
export interface PictureSet {
  readonly side: number;
  readonly count: number;
  readonly rgb: Uint8Array;
}

/** Rows [n, PATCH_SIZE] along directions [DIRECTIONS, PATCH_SIZE]: [DIRECTIONS, n]. */
export type ProjectRows = (rows: Float32Array, directions: Float32Array) => Promise<Float32Array>;

/** What {@link ProjectRows} computes, for a session. */
export function projectionGraph(): Graph {
  const g = new NetworkBuilder('projections');
  const rows = g.input('rows', 'float32', ['n', PATCH_SIZE]);
  const directions = g.input('directions', 'float32', [DIRECTIONS, PATCH_SIZE]);
  g.output('projections', g.node('Gemm', [directions, rows], { transB: { int: 1 } }));
  return g.build();
}

/**
 * Distance x 10^3, the mean over the scales of the pyramid: of both sets, patches of 7x7 pixels are compared as
 * distributions; along random directions, their sorted projections' mean absolute difference.
 *
 * It falls with the number of pictures, so both sets have as many: [0, 255], of the same size.
 */
export async function slicedWassersteinDistance(
  one: PictureSet,
  other: PictureSet,
  project: ProjectRows,
  seed: Seed,
): Promise<number> {
  const [a, b] = [pyramids(one), pyramids(other)];
  let sum = 0;
  for (const level of a.keys()) {
    const descriptors = [a, b].map((set, which) => patchesOf(set[level]!, seed, [level, which]));
    sum += await distanceOfRows(descriptors[0]!, descriptors[1]!, project, seed);
  }
  return (SCALE * sum) / a.length;
}

/** By level, the channels of every picture. */
type Pyramids = readonly (readonly ChannelPlane[])[];

function pyramids({ side, count, rgb }: PictureSet): Pyramids {
  const levels: ChannelPlane[][] = [];
  const area = side ** 2;
  for (let channel = 0; channel < CHANNELS * count; channel++) {
    const first = Math.floor(channel / CHANNELS) * CHANNELS * area + (channel % CHANNELS);
    const values = Float32Array.from({ length: area }, (_, at) => rgb[first + CHANNELS * at]!);
    for (const [level, plane] of laplacianPyramid({ side, values }).entries())
      (levels[level] ??= []).push(plane);
  }
  return levels;
}

/** Random patches as rows, each colour channel at mean 0 and deviation 1 over all of them. */
function patchesOf(
  planes: readonly ChannelPlane[],
  seed: Seed,
  key: readonly [number, number],
): Float32Array {
  const { side } = planes[0]!;
  const pictures = planes.length / CHANNELS;
  const rows = new Float32Array(pictures * PATCHES_PER_PICTURE * PATCH_SIZE);
  const corners = randomStream(seed, `swd.patches.${key[1]}`, key[0]).uniforms(
    2 * pictures * PATCHES_PER_PICTURE,
  );
  const places = side - PATCH + 1;
  for (let patch = 0; patch < pictures * PATCHES_PER_PICTURE; patch++) {
    const [top, left] = [0, 1].map((axis) => Math.floor(corners[2 * patch + axis]! * places)) as [
      number,
      number,
    ];
    const picture = Math.floor(patch / PATCHES_PER_PICTURE);
    for (let channel = 0; channel < CHANNELS; channel++) {
      const { values } = planes[CHANNELS * picture + channel]!;
      let to = patch * PATCH_SIZE + channel * PATCH ** 2;
      for (let y = top; y < top + PATCH; y++) {
        for (let x = left; x < left + PATCH; x++) rows[to++] = values[y * side + x]!;
      }
    }
  }
  for (let channel = 0; channel < CHANNELS; channel++) standardise(rows, channel * PATCH ** 2);
  return rows;
}

/** @param first of a channel's numbers in each row */
function standardise(rows: Float32Array, first: number): void {
  let [count, sum, squares] = [0, 0, 0];
  eachOfChannel(rows, first, (value) => {
    count++;
    sum += value;
    squares += value ** 2;
    return value;
  });
  const mean = sum / count;
  const deviation = Math.sqrt(Math.max(0, squares / count - mean ** 2)) + 1e-8;
  eachOfChannel(rows, first, (value) => (value - mean) / deviation);
}

function eachOfChannel(rows: Float32Array, first: number, change: (value: number) => number): void {
  for (let row = first; row < rows.length; row += PATCH_SIZE) {
    for (let at = row; at < row + PATCH ** 2; at++) rows[at] = change(rows[at]!);
  }
}

/** Mean over all directions of the Wasserstein-1 distance of two equally large sets of rows. */
async function distanceOfRows(
  one: Float32Array,
  other: Float32Array,
  project: ProjectRows,
  seed: Seed,
): Promise<number> {
  const count = one.length / PATCH_SIZE;
  let sum = 0;
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const directions = unitVectors(
      randomStream(seed, 'swd.directions', repeat).normals(DIRECTIONS * PATCH_SIZE),
    );
    const a = await project(one, directions);
    const b = await project(other, directions);
    for (let at = 0; at < a.length; at += count) {
      const [x, y] = [a, b].map((all) => all.subarray(at, at + count).sort()) as [Float32Array, Float32Array];
      for (let i = 0; i < count; i++) sum += Math.abs(x[i]! - y[i]!);
    }
  }
  return sum / (REPEATS * DIRECTIONS * count);
}

function unitVectors(vectors: Float32Array): Float32Array {
  for (let at = 0; at < vectors.length; at += PATCH_SIZE) {
    const vector = vectors.subarray(at, at + PATCH_SIZE);
    const length = Math.hypot(...vector);
    for (const [i, value] of vector.entries()) vector[i] = value / length;
  }
  return vectors;
}
