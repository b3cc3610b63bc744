/** Gradients of convolution kernels: matrix products, summed over places and pictures. */
import type { Value } from '../onnx/graph.ts';
import type { NetworkBuilder } from '../onnx/network-builder.ts';
import { canCross, crossedProducts } from './crossed-products.ts';
import {
  FEW_PLACES,
  type Form,
  type Geometry,
  joinedProduct,
  pictureProducts,
  type Sizes,
} from './kernel-products.ts';
import { dims } from './rule.ts';

/**
 * Gradient of a kernel [out, in / group, kh, kw]. The form follows the sizes; figures for each are in
 * docs/performance.md.
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
  const [batch, , ...to] = dims(dy.shape);
  const [, , ...from] = dims(x.shape);
  const product = (sizes: readonly number[]) => sizes.reduce((a, b) => a * b, 1);
  const sizes: Sizes = {
    batch: batch!,
    group: geometry.group,
    inputs: inputs!,
    outputs: outputs!,
    kernel,
    taps: product(kernel),
    from,
    to,
    places: product(to),
  };
  const form = formFor(sizes, geometry);
  return g.reshape(form(g, x, dy, geometry, sizes), dims(weight.shape));
}

function formFor(sizes: Sizes, geometry: Geometry): Form {
  if (geometry.group > 1) return pictureProducts;
  if (canCross(sizes, geometry)) return crossedProducts;
  return sizes.places <= FEW_PLACES ? joinedProduct : pictureProducts;
}
