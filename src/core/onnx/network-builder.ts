import { GraphBuilder } from './graph-builder.ts';
import type { Value } from './graph.ts';
import { FLIP_END } from './infer-layout.ts';
import { fixed, formatShape, type Shape } from './tensor-type.ts';

export interface ConvOptions {
  /** Zeros added on every side, or above and below, and left and right; default 0. */
  readonly padding?: number | readonly [number, number];
  readonly stride?: number;
  readonly groups?: number;
}

/** The builder with the operators that our networks are written in. Tensors are NCHW. */
export class NetworkBuilder extends GraphBuilder {
  add(a: Value, b: Value): Value {
    return this.node('Add', [a, b]);
  }

  sub(a: Value, b: Value): Value {
    return this.node('Sub', [a, b]);
  }

  mul(a: Value, b: Value): Value {
    return this.node('Mul', [a, b]);
  }

  /** Multiplied by a number known now; by 1 is no node. ONNX Runtime folds it where `a` is constant. */
  scale(a: Value, factor: number): Value {
    return factor === 1 ? a : this.mul(a, this.scalar(factor));
  }

  div(a: Value, b: Value): Value {
    return this.node('Div', [a, b]);
  }

  sqrt(a: Value): Value {
    return this.node('Sqrt', [a]);
  }

  /** x * sigmoid(x), as the one fused node that ONNX Runtime has for it. */
  silu(x: Value): Value {
    return this.node('QuickGelu', [x], { alpha: { float: 1 } });
  }

  leakyRelu(x: Value, slope: number): Value {
    return this.node('LeakyRelu', [x], { alpha: { float: slope } });
  }

  sigmoid(x: Value): Value {
    return this.node('Sigmoid', [x]);
  }

  /** log(1 + exp(x)). */
  softplus(x: Value): Value {
    return this.node('Softplus', [x]);
  }

  clip(x: Value, smallest: number, largest: number): Value {
    return this.node('Clip', [x, this.scalar(smallest), this.scalar(largest)]);
  }

  tanh(x: Value): Value {
    return this.node('Tanh', [x]);
  }

  softmax(x: Value): Value {
    return this.node('Softmax', [x], { axis: { int: -1 } });
  }

  /** x [n, in] times the transpose of weight [out, in], plus bias [out]: PyTorch's linear layer. */
  linear(x: Value, weight: Value, bias: Value): Value {
    return this.node('Gemm', [x, weight, bias], { transB: { int: 1 } });
  }

  matMul(a: Value, b: Value): Value {
    return this.node('MatMul', [a, b]);
  }

  conv(x: Value, weight: Value, bias?: Value, options: ConvOptions = {}): Value {
    const { padding = 0, stride = 1, groups = 1 } = options;
    const [rows, columns] = typeof padding === 'number' ? [padding, padding] : padding;
    return this.node('Conv', bias === undefined ? [x, weight] : [x, weight, bias], {
      pads: { ints: [rows, columns, rows, columns] },
      strides: { ints: [stride, stride] },
      group: { int: groups },
    });
  }

  /** Transposed convolution of stride 1 without padding: the full convolution of x with the kernel. */
  convTranspose(x: Value, weight: Value): Value {
    return this.node('ConvTranspose', [x, weight]);
  }

  /** Every pixel four times: [n, c, h, w] -> [n, c, 2h, 2w]. */
  upsampleNearest(x: Value): Value {
    const scales = this.initializer('float/1,1,2,2', 'float32', [4], Float32Array.of(1, 1, 2, 2));
    return this.node('Resize', [x, undefined, scales], {
      mode: { string: 'nearest' },
      coordinate_transformation_mode: { string: 'asymmetric' },
      nearest_mode: { string: 'floor' },
    });
  }

  /** Means of two by two pixels: [n, c, 2h, 2w] -> [n, c, h, w]. */
  averagePool(x: Value): Value {
    return this.node('AveragePool', [x], { kernel_shape: { ints: [2, 2] }, strides: { ints: [2, 2] } });
  }

  /** The largest of every window of three by three pixels; those outside of the picture do not count. */
  maxPool(x: Value, { padding = 0, stride = 1 } = {}): Value {
    return this.node('MaxPool', [x], {
      kernel_shape: { ints: [3, 3] },
      pads: { ints: [padding, padding, padding, padding] },
      strides: { ints: [stride, stride] },
    });
  }

  /** Mean over the axes, which stay as 1 unless `keep` is false. */
  mean(x: Value, axes: readonly number[], { keep = true } = {}): Value {
    return this.node('ReduceMean', [x, this.int64s(axes)], { keepdims: { int: keep ? 1 : 0 } });
  }

  /** As `mean`. */
  sum(x: Value, axes: readonly number[], { keep = true } = {}): Value {
    return this.node('ReduceSum', [x, this.int64s(axes)], { keepdims: { int: keep ? 1 : 0 } });
  }

  /** Zero keeps the dimension, -1 is what is left. */
  reshape(x: Value, shape: readonly number[]): Value {
    return this.node('Reshape', [x, this.int64s(shape)]);
  }

  /** In the shape of another value with as many elements and the same batch. */
  reshapeLike(x: Value, like: Value): Value {
    const [, ...rest] = like.shape;
    return this.reshape(x, [0, ...rest.map((dim) => fixed(dim, 'all but the batch'))]);
  }

  /** Repeated along dimensions of 1 and new leading ones; a shape that it has already is no node. */
  expand(x: Value, shape: Shape): Value {
    if (formatShape(x.shape) === formatShape(shape)) return x;
    return this.node('Expand', [x, this.int64s(shape.map((dim) => fixed(dim, 'a target dimension')))]);
  }

  transpose(x: Value, perm: readonly number[]): Value {
    return this.node('Transpose', [x], { perm: { ints: perm } });
  }

  concat(parts: readonly Value[], axis: number): Value {
    return this.node('Concat', parts, { axis: { int: axis } });
  }

  /** Elements start to end (exclusive) along one axis; all of them is no node. */
  slice(x: Value, axis: number, start: number, end: number): Value {
    if (start === 0 && x.shape[axis] === end) return x;
    return this.node('Slice', [x, this.int64s([start]), this.int64s([end]), this.int64s([axis])]);
  }

  /** Turned around along the axes. */
  flip(x: Value, axes: readonly number[]): Value {
    const list = (value: number) => this.int64s(axes.map(() => value));
    return this.node('Slice', [x, list(-1), list(FLIP_END), this.int64s(axes), list(-1)]);
  }

  /** Zeros added before and after every dimension. */
  pad(x: Value, before: readonly number[], after: readonly number[]): Value {
    return this.node('Pad', [x, this.int64s([...before, ...after])]);
  }

  /** Rows of a table [k, ...], one for each index: [...indices, ...]. */
  gather(table: Value, indices: Value): Value {
    return this.node('Gather', [table, indices], { axis: { int: 0 } });
  }

  toFloat(x: Value): Value {
    return this.node('Cast', [x], { to: { int: 1 } });
  }
}
