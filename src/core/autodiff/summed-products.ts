/** Products of two batches of maps, summed over places and pictures; in three forms, by the number of places. */
import type { Value } from '../onnx/graph.ts';
import type { NetworkBuilder } from '../onnx/network-builder.ts';
import { dims, transposed } from './rule.ts';

/** Maps [n, c, h, w] of which a product takes more than it is given: copies, joined along the axis of channels. */
export interface Factor {
  readonly maps: Value;
  /** @param channels the axis that maps have their channels along; the other one of 0 and 1 is the batch. */
  readonly prepare: (maps: Value, channels: 0 | 1) => Value;
}

/** Up to this many places the pictures are too small for products of their own. */
const FEW_PLACES = 256;
/** Beyond this many, copies of a whole batch would be the most that a step holds. */
const MANY_PLACES = 4096;

/** For every channel of a and every one of b the sum of their products: [channels of a, channels of b]. */
export function summedProducts(g: NetworkBuilder, a: Factor, b: Factor): Value {
  const [, , height, width] = dims(a.maps.shape);
  const places = height! * width!;
  if (places <= FEW_PLACES) return joined(g, a, b);
  return places <= MANY_PLACES ? byPicture(g, a, b) : chained(g, a, b);
}

/** One product over the places of all pictures. */
function joined(g: NetworkBuilder, a: Factor, b: Factor): Value {
  const rows = ({ maps, prepare }: Factor) => {
    const prepared = prepare(g.transpose(maps, [1, 0, 2, 3]), 0);
    return g.reshape(prepared, [0, -1]);
  };
  return g.node('Gemm', [rows(a), rows(b)], { transB: { int: 1 } });
}

/** One product for each picture, then their sum. */
function byPicture(g: NetworkBuilder, a: Factor, b: Factor): Value {
  const rows = ({ maps, prepare }: Factor) => g.reshape(prepare(maps, 1), [0, 0, -1]);
  return g.sum(g.matMul(rows(a), transposed(g, rows(b))), [0], { keep: false });
}

/** One product for each picture, added to the one before, so that copies of only one picture are there at once. */
function chained(g: NetworkBuilder, a: Factor, b: Factor): Value {
  const rows = ({ maps, prepare }: Factor, picture: number) => {
    const prepared = prepare(g.slice(maps, 0, picture, picture + 1), 1);
    return g.reshape(prepared, [dims(prepared.shape)[1]!, -1]);
  };
  const pictures = [...Array(dims(a.maps.shape)[0]).keys()];
  return pictures.reduce<Value | undefined>((sum, picture) => {
    const factors = [rows(a, picture), rows(b, picture)];
    return g.node('Gemm', sum === undefined ? factors : [...factors, sum], { transB: { int: 1 } });
  }, undefined)!;
}
