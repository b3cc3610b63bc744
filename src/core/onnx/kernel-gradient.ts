/**
 * Which values are gradients of convolution kernels. Their nodes compute them everywhere; where a machine has a faster
 * way, what they are tells how to replace these nodes.
 */
import type { Value } from './graph.ts';

/** What a kernel [out, in, kh, kw] was applied to, and the cotangent of what came out. */
export interface KernelGradient {
  /** [n, in, h, w]. */
  readonly x: Value;
  /** [n, out, places down, places across]. */
  readonly dy: Value;
  /** (height, width). */
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  /** (top, left, bottom, right). */
  readonly pads: readonly number[];
}

const declared = new WeakMap<Value, KernelGradient>();

/** @returns the value, [out, in, kh, kw], which is now known as the gradient. */
export function declareKernelGradient(value: Value, gradient: KernelGradient): Value {
  declared.set(value, gradient);
  return value;
}

export function kernelGradientOf(value: Value): KernelGradient | undefined {
  return declared.get(value);
}
