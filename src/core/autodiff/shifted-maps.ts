/**
 * Copies of maps, each as one row or column of a kernel saw them. Made by padding with zeros on one side and taking away
 * on the other, which every provider computes right: convolutions with kernels that pick single elements give them too,
 * and are wrong on WebGPU.
 */
import type { Value } from '../onnx/graph.ts';
import type { NetworkBuilder } from '../onnx/network-builder.ts';
import { dims } from './rule.ts';

/** How copies are made along one axis of maps [n, c, h, w] or [c, n, h, w]. */
export interface Shifts {
  readonly axis: 2 | 3;
  /** For each copy, how many zeros come before the map; less than none takes as many elements away. */
  readonly zeros: readonly number[];
  /** Every how many elements one is taken. */
  readonly stride: number;
  /** Elements of a copy. */
  readonly size: number;
}

export function shiftedCopies(g: NetworkBuilder, maps: Value, shifts: Shifts): Value[] {
  return shifts.zeros.map((zeros) => shifted(g, maps, zeros, shifts));
}

function shifted(g: NetworkBuilder, maps: Value, before: number, { axis, stride, size }: Shifts): Value {
  const shape = dims(maps.shape);
  const after = size * stride - before - shape[axis]!;
  const along = (amount: number) => shape.map((_, i) => (i === axis ? amount : 0));
  const moved = before === 0 && after === 0 ? maps : g.pad(maps, along(before), along(after));
  if (stride === 1) return moved;
  const steps = g.reshape(moved, shape.toSpliced(axis, 1, size, stride));
  return g.reshape(g.slice(steps, axis + 1, 0, 1), shape.with(axis, size));
}
