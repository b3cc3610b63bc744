/**
 * Gradients of kernels as products of the patches that each place saw with the cotangent of that place, for kernels of
 * any kind.
 */
import type { Attributes, Value } from '../onnx/graph.ts';
import type { NetworkBuilder } from '../onnx/network-builder.ts';
import { dims, transposed } from './rule.ts';

/** How a kernel moves over a picture. Lists are (height, width), pads (top, left, bottom, right). */
export interface Geometry {
  readonly pads: readonly number[];
  readonly strides: readonly number[];
  readonly group: number;
}

export function attributesOf({ pads, strides, group }: Geometry): Attributes {
  return { pads: { ints: pads }, strides: { ints: strides }, group: { int: group } };
}

/** What the forms of the product are written with. Lists are (height, width). */
export interface Sizes {
  readonly batch: number;
  readonly group: number;
  /** Channels that a kernel sees, of one group. */
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: readonly number[];
  readonly taps: number;
  /** Sides of x. */
  readonly from: readonly number[];
  /** Sides of dy. */
  readonly to: readonly number[];
  /** Positions in dy. */
  readonly places: number;
}

export type Form = (g: NetworkBuilder, x: Value, dy: Value, geometry: Geometry, sizes: Sizes) => Value;

/** Up to this many places the pictures are too small for products of their own. */
export const FEW_PLACES = 256;

/** One product for each picture and group, then their sum. */
export const pictureProducts: Form = (
  g,
  x,
  dy,
  geometry,
  { batch, group, inputs, outputs, kernel, taps, places },
) => {
  const seen = g.reshape(patches(g, x, kernel, geometry), [batch, group, inputs * taps, places]);
  const cotangent = g.reshape(dy, [batch, group, outputs / group, places]);
  const products = g.matMul(seen, transposed(g, cotangent));
  return transposed(g, g.sum(products, [0], { keep: false }));
};

/** One product over the places of all pictures. */
export const joinedProduct: Form = (g, x, dy, geometry, { batch, inputs, outputs, kernel, taps, places }) => {
  // With pictures as channels, each channel's patches of all pictures come out next to each other.
  const byChannel = patches(g, g.transpose(x, [1, 0, 2, 3]), kernel, geometry);
  const seen = g.transpose(g.reshape(byChannel, [inputs, batch, taps, places]), [0, 2, 1, 3]);
  const cotangent = g.transpose(g.reshape(dy, [batch, outputs, places]), [1, 0, 2]);
  const rows = (value: Value, count: number) => g.reshape(value, [count, batch * places]);
  return g.node('Gemm', [rows(cotangent, outputs), rows(seen, inputs * taps)], { transB: { int: 1 } });
};

/**
 * Every place's patch along the channels: [n, c, h, w] -> [n, c kh kw, places]. As a convolution of each channel with
 * kernels that pick one element each, which ONNX Runtime divides among its threads, as it does not with slices.
 */
function patches(g: NetworkBuilder, x: Value, kernel: readonly number[], { pads, strides }: Geometry): Value {
  const taps = kernel.reduce((a, b) => a * b);
  const isWhole = taps === 1 && strides.every((stride) => stride === 1) && pads.every((pad) => pad === 0);
  if (isWhole) return x;
  const [, channels] = dims(x.shape);
  const picks = new Float32Array(channels! * taps * taps);
  for (let row = 0; row < channels! * taps; row++) picks[row * taps + (row % taps)] = 1;
  const shape = [channels! * taps, 1, ...kernel];
  const picker = g.initializer(`picks/${kernel.join('x')}x${channels!}`, 'float32', shape, picks);
  return g.node('Conv', [x, picker], attributesOf({ pads, strides, group: channels! }));
}
