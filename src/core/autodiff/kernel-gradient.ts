/**
 * Gradients of convolution kernels: a product of the patches that each place saw with the cotangent of that place,
 * summed over places and pictures.
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

/** What the three forms of the product are written with; patches have inputs * taps elements for each group. */
interface Sizes {
  readonly batch: number;
  readonly group: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: readonly number[];
  readonly taps: number;
  readonly places: number;
}

/** Up to this many places the pictures are too small for products of their own. */
const FEW_PLACES = 256;
/** Beyond this many places the patches of a batch leave the caches. */
const MANY_PLACES = 1024;

/**
 * Gradient of a kernel [out, in / group, kh, kw]. The form follows the number of places in the output; figures for
 * each are in docs/performance.md.
 * @param x what the kernel was applied to. @param dy cotangent of what came out.
 */
export function kernelGradient(
  g: NetworkBuilder,
  x: Value,
  dy: Value,
  weight: Value,
  geometry: Geometry,
): Value {
  const [outputs, inputs, ...kernel] = dims(weight.shape);
  const [batch, , ...places] = dims(dy.shape);
  const product = (sizes: readonly number[]) => sizes.reduce((a, b) => a * b, 1);
  const sizes: Sizes = {
    batch: batch!,
    group: geometry.group,
    inputs: inputs!,
    outputs: outputs!,
    kernel,
    taps: product(kernel),
    places: product(places),
  };
  const form = formFor(sizes);
  return g.reshape(form(g, x, dy, geometry, sizes), dims(weight.shape));
}

type Form = (g: NetworkBuilder, x: Value, dy: Value, geometry: Geometry, sizes: Sizes) => Value;

function formFor({ group, taps, places }: Sizes): Form {
  if (group > 1) return pictureProducts;
  if (places <= FEW_PLACES) return joinedProduct;
  return places > MANY_PLACES && taps > 1 ? chainedProducts : pictureProducts;
}

/** One product for each picture and group, then their sum. */
const pictureProducts: Form = (
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

/** One product for each picture, added to the one before, so that the patches of only one picture are there at once. */
const chainedProducts: Form = (g, x, dy, geometry, { batch, inputs, outputs, kernel, taps, places }) => {
  let sum: Value | undefined;
  for (let picture = 0; picture < batch; picture++) {
    const one = (value: Value) => g.slice(value, 0, picture, picture + 1);
    const seen = g.reshape(patches(g, one(x), kernel, geometry), [inputs * taps, places]);
    const cotangent = g.reshape(one(dy), [outputs, places]);
    const factors = sum === undefined ? [seen, cotangent] : [seen, cotangent, sum];
    sum = g.node('Gemm', factors, { transB: { int: 1 } });
  }
  return transposed(g, sum!);
};

/** One product over the places of all pictures. */
const joinedProduct: Form = (g, x, dy, geometry, { batch, inputs, outputs, kernel, taps, places }) => {
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
