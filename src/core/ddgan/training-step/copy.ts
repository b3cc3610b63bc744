/** A step in which nothing is learnt: it brings a state from one memory to another. */
import type { Graph } from '../../onnx/graph.ts';
import { NetworkBuilder } from '../../onnx/network-builder.ts';
import { stepNames } from './names.ts';

/** Every tensor `name` of the shapes to `next.name`, as it is. */
export function copyGraph(shapes: ReadonlyMap<string, readonly number[]>): Graph {
  const g = new NetworkBuilder('ddgan-copy');
  for (const [name, shape] of shapes) {
    g.output(stepNames.next(name), g.reshape(g.input(name, 'float32', shape), shape));
  }
  return g.build();
}
