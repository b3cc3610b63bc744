/**
 * The Haar transform by two (Phung, Dao and Tran 2023, section 3; docs/ddgan.md, section 7). Of each square of pixels
 * a b / c d it keeps the mean and three details, in orthonormal scale:
 *
 *     W = (a - b + c - d) / 2    H = (a + b - c - d) / 2    D = (a - b - c + d) / 2
 *
 * The published transform has LL = (a + b + c + d) / 2, twice the mean, which every network then halves.
 */
import { withGradient, linearMap } from '../autodiff/declared.ts';
import { whole } from '../autodiff/rule.ts';
import type { Value } from '../onnx/graph.ts';
import type { NetworkBuilder } from '../onnx/network-builder.ts';
import { channelsOf, sideOf } from './feature.ts';

/** Signs of a, b, c and d in the bands W, H and D. */
const DETAILS = [
  [0.5, -0.5, 0.5, -0.5],
  [0.5, 0.5, -0.5, -0.5],
  [0.5, -0.5, -0.5, 0.5],
] as const;

/**
 * The details of every channel: [n, c, 2h, 2w] -> [n, 3c, h, w], all channels of W before those of H before those of
 * D. Three depthwise convolutions, which are ten times as fast here as moving pixels to channels is.
 */
export function haarDetails(g: NetworkBuilder, x: Value): Value {
  const channels = channelsOf(x);
  const bands = DETAILS.map((taps, band) => {
    const data = Float32Array.from({ length: channels * 4 }, (_, i) => taps[i % 4]!);
    const kernel = g.initializer(`haar/${band}x${channels}`, 'float32', [channels, 1, 2, 2], data);
    return g.conv(x, kernel, undefined, { stride: 2, groups: channels });
  });
  return linearMap(g, x, g.concat(bands, 1), (dy) => interleave(g, undefined, dy));
}

/**
 * The picture of which these are the means and the details: [n, c, h, w] and [n, 3c, h, w] -> [n, c, 2h, 2w]. Both
 * ways round of {@link haarDetails} are each other's adjoint, for the transform is orthonormal.
 */
export function inverseHaar(g: NetworkBuilder, means: Value, details: Value): Value {
  const x = interleave(g, means, details);
  const dy = (cotangent: Value) => whole(g, cotangent, x);
  return withGradient(x, [means, details], (cotangent) => [
    () => g.scale(g.averagePool(dy(cotangent)), 4),
    () => haarDetails(g, dy(cotangent)),
  ]);
}

/** Sums and differences while they are small, then columns and rows put between each other. Without means, as if 0. */
function interleave(g: NetworkBuilder, means: Value | undefined, details: Value): Value {
  const channels = channelsOf(details) / 3;
  const side = sideOf(details);
  const [w, h, d] = [0, 1, 2].map((band) =>
    g.scale(g.slice(details, 1, band * channels, (band + 1) * channels), 0.5),
  ) as [Value, Value, Value];
  const upper = means === undefined ? h : g.add(means, h);
  const lower = means === undefined ? g.scale(h, -1) : g.sub(means, h);
  const between = (first: Value, second: Value, axis: 3 | 4) => {
    const shape = axis === 4 ? [0, channels, side, side, 1] : [0, channels, side, 1, 2 * side];
    return g.concat([g.reshape(first, shape), g.reshape(second, shape)], axis);
  };
  const row = (middle: Value, difference: Value) =>
    between(g.add(middle, difference), g.sub(middle, difference), 4);
  const rows = between(row(upper, g.add(w, d)), row(lower, g.sub(w, d)), 3);
  return g.reshape(rows, [0, channels, 2 * side, 2 * side]);
}
