/** Rules of operators that move, repeat or leave out elements. */
import { isFlip } from '../onnx/infer-layout.ts';
import { axisOf, constantInts, int, ints } from '../onnx/inference.ts';
import { dims, operand, reshapeTo, type Rule, sumTo, whole } from './rule.ts';

export const reshape: Rule = (g, node, dy) => [
  () => reshapeTo(g, whole(g, dy, node.output), operand(node, 0).shape),
];

export const transpose: Rule = (g, node, dy) => [
  () => {
    const axes = [...node.output.shape.keys()];
    const perm = ints(node.attributes, 'perm', axes.toReversed());
    return g.transpose(
      whole(g, dy, node.output),
      axes.map((axis) => perm.indexOf(axis)),
    );
  },
];

export const expand: Rule = (g, node, dy) => [() => sumTo(g, dy, node.output.shape, operand(node, 0).shape)];

export const concat: Rule = (g, node, dy) => {
  const axis = axisOf(int(node.attributes, 'axis', 0), node.output.shape);
  let end = 0;
  return node.inputs.map((_, index) => {
    const start = end;
    end += dims(operand(node, index).shape)[axis]!;
    const stop = end;
    return () => g.slice(whole(g, dy, node.output), axis, start, stop);
  });
};

export const slice: Rule = (g, node, dy) => [
  () => {
    const x = operand(node, 0);
    const [starts, axes] = [constantInts(node.inputs, 1), constantInts(node.inputs, 3)];
    if (isFlip(node.inputs)) return g.flip(whole(g, dy, node.output), axes);
    const full = dims(x.shape);
    const before = full.map(() => 0);
    for (const [i, axis] of axes.entries()) {
      const size = full[axisOf(axis, full)]!;
      const start = starts[i]!;
      before[axisOf(axis, full)] = Math.min(size, Math.max(0, start < 0 ? start + size : start));
    }
    const after = full.map((size, axis) => size - before[axis]! - dims(node.output.shape)[axis]!);
    return g.pad(whole(g, dy, node.output), before, after);
  },
];

/** Zeros that were added are taken away, and what was taken away comes back as zeros. */
export const pad: Rule = (g, node, dy) => [
  () => {
    const amounts = constantInts(node.inputs, 1).map((amount) => -amount);
    const rank = node.output.shape.length;
    return g.pad(whole(g, dy, node.output), amounts.slice(0, rank), amounts.slice(rank));
  },
];
