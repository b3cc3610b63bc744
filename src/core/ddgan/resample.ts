/** Resampling by two with the FIR filter [1, 3, 3, 1] (Karras et al. 2020; docs/ddgan.md, section 2). */
import { linearMap } from '../autodiff/declared.ts';
import type { Value } from '../onnx/graph.ts';
import type { NetworkBuilder } from '../onnx/network-builder.ts';
import { channelsOf } from './feature.ts';

/**
 * The outer product of a filter with itself, for each of `channels` channels.
 * @param gain sum of the kernel.
 */
function depthwiseKernel(g: NetworkBuilder, taps: readonly number[], channels: number, gain = 1): Value {
  const total = taps.reduce((a, b) => a + b, 0) ** 2;
  const kernel = taps.flatMap((row) => taps.map((column) => (gain * row * column) / total));
  const data = Float32Array.from({ length: channels * kernel.length }, (_, i) => kernel[i % kernel.length]!);
  const name = `fir/${taps.join('')}x${channels}${gain === 1 ? '' : `/${gain}`}`;
  return g.initializer(name, 'float32', [channels, 1, taps.length, taps.length], data);
}

/** Pixels that become one. */
const WINDOW = 4;

/**
 * Blurs and takes every second pixel: [n, c, h, w] -> [n, c, h/2, w/2]. The transpose of {@link firUp}, but for the
 * gain, and declared so: transposed depthwise convolutions have no fast kernels.
 */
export function firDown(g: NetworkBuilder, x: Value, gain = 1): Value {
  const channels = channelsOf(x);
  const kernel = depthwiseKernel(g, [1, 3, 3, 1], channels, gain);
  const y = g.conv(x, kernel, undefined, { padding: 1, stride: 2, groups: channels });
  return linearMap(g, x, y, (dy) => firUp(g, dy, gain / WINDOW));
}

/**
 * Inserts zeros and blurs: [n, c, h, w] -> [n, c, 2h, 2w]. Written as every pixel doubled and then blurred with
 * [1, 2, 1]: per axis both give (x[i-1] + 3 x[i]) / 4 and (3 x[i] + x[i+1]) / 4, zeros beyond the edge, and this one
 * has fast kernels.
 */
export function firUp(g: NetworkBuilder, x: Value, gain = 1): Value {
  const channels = channelsOf(x);
  const kernel = depthwiseKernel(g, [1, 2, 1], channels, gain);
  const y = g.conv(g.upsampleNearest(x), kernel, undefined, { padding: 1, groups: channels });
  return linearMap(g, x, y, (dy) => firDown(g, dy, gain * WINDOW));
}

/** Below this many channels the blur is folded into the convolution: depthwise kernels work on blocks of channels. */
const FOLD_BELOW = 16;

/**
 * The input pyramid's step: pad (2, 2), blur, then a 3x3 convolution of stride 2 without padding
 * (`Conv2d_0`): [n, c, h, w] -> [n, out, h/2, w/2].
 * @param weight [out, c, 3, 3]. @param bias [out].
 */
export function firPyramid(g: NetworkBuilder, x: Value, weight: Value, bias: Value): Value {
  const channels = channelsOf(x);
  if (channels >= FOLD_BELOW) {
    const blurred = g.conv(x, depthwiseKernel(g, [1, 3, 3, 1], channels), undefined, {
      padding: 2,
      groups: channels,
    });
    return g.conv(blurred, weight, bias, { stride: 2 });
  }
  const kernels = g.reshape(weight, [-1, 1, 3, 3]);
  const folded = g.convTranspose(kernels, depthwiseKernel(g, [1, 3, 3, 1], 1));
  return g.conv(x, g.reshape(folded, [-1, channels, 6, 6]), bias, { padding: 2, stride: 2 });
}
