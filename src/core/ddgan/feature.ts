import type { Value } from '../onnx/graph.ts';
import { fixed } from '../onnx/tensor-type.ts';

/**
 * A feature map [batch, channels, height, width] that stands for `scale * value`. Residual sums divide by sqrt 2; the
 * factor is carried along as a number until it meets weights, which take it in for free.
 */
export interface Feature {
  readonly value: Value;
  readonly scale: number;
}

export function feature(value: Value): Feature {
  return { value, scale: 1 };
}

export function channelsOf(value: Value): number {
  return fixed(value.shape[1], 'the number of channels');
}

export function sideOf(value: Value): number {
  return fixed(value.shape[2], 'a picture side');
}
