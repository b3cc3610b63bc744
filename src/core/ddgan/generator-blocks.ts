/**
 * The building blocks of the generator, each of which takes the next module of `all_modules` (docs/ddgan.md, section
 * 2).
 */
import type { Value } from '../onnx/graph.ts';
import type { ConvOptions, NetworkBuilder, Weights } from '../onnx/network-builder.ts';
import { channelsOf, type Feature, feature } from './feature.ts';
import { GroupNormaliser } from './normalisation.ts';
import { firDown, firPyramid, firUp } from './resample.ts';

/** Modules 0 and 1 are the time embedding's linear layers. */
const FIRST_BLOCK = 2;

export class GeneratorBlocks {
  readonly #g: NetworkBuilder;
  readonly #weights: Weights;
  readonly #w: Value;
  readonly #temb: Value;
  readonly #norm: GroupNormaliser;
  #module = `all_modules.${FIRST_BLOCK}`;
  #count = FIRST_BLOCK;

  /** @param w [batch, zEmbDim]. @param temb the activated time embedding, [batch, 4 nf]. */
  constructor(g: NetworkBuilder, weights: Weights, w: Value, temb: Value) {
    this.#g = g;
    this.#weights = weights;
    this.#w = w;
    this.#temb = temb;
    this.#norm = new GroupNormaliser(g);
  }

  /** The first convolution, 3x3. */
  input(x: Feature): Feature {
    return this.#next(() => feature(this.#conv([x], 'weight', this.#param('bias'), { padding: 1 })));
  }

  /**
   * Residual block on the parts joined along the channels, (x + h) / sqrt 2, resampled by two if asked. The 1x1
   * convolution on the way of x is there where the channels change or the block resamples.
   */
  residual(parts: readonly [Feature, ...Feature[]], channels: number, resample?: 'up' | 'down'): Feature {
    const g = this.#g;
    return this.#next(() => {
      const activated = this.#norm.normalise(parts, this.#style('GroupNorm_0')).map((part) => g.silu(part));
      const resampled = activated.map((part) => feature(resampleBy(g, part, resample)));
      const h = this.#conv(resampled, 'Conv_0.weight', this.#param('Conv_0.bias'), { padding: 1 });
      const shift = g.linear(this.#temb, this.#param('Dense_0.weight'), this.#param('Dense_0.bias'));
      const [normalised] = this.#norm.normalise([feature(h)], this.#style('GroupNorm_1'), shift);
      const branch = [feature(g.silu(normalised!))];

      const [x] = parts;
      if (parts.length === 1 && channelsOf(x.value) === channels && resample === undefined) {
        return this.#residualSum(x, branch, 'Conv_1.weight', this.#param('Conv_1.bias'), { padding: 1 });
      }
      const bias = g.scale(g.add(this.#param('Conv_1.bias'), this.#param('Conv_2.bias')), Math.SQRT1_2);
      const main = this.#conv(branch, 'Conv_1.weight', bias, { padding: 1 }, Math.SQRT1_2);
      return feature(g.add(main, this.#shortcut(parts, resample)));
    });
  }

  /**
   * Self-attention over all positions, added to x. Positions are rows, channels columns: the long dimension then is
   * the one that ONNX Runtime divides among threads, and how it does so does not change the result. (Divided along
   * the columns, sums of products are cut at other places when the batch changes.)
   */
  attention(x: Feature): Feature {
    const g = this.#g;
    return this.#next(() => {
      const channels = channelsOf(x.value);
      const [h] = this.#norm.normalise([x], this.#affine('GroupNorm_0.'));
      const rows = g.transpose(g.reshape(h!, [0, channels, -1]), [0, 2, 1]);
      const project = (input: Value, name: string, scale = 1) =>
        g.add(
          g.matMul(input, g.scale(this.#param(`${name}.W`), scale)),
          g.scale(this.#param(`${name}.b`), scale),
        );
      const q = project(rows, 'NIN_0', channels ** -0.5);
      const k = project(rows, 'NIN_1');
      const v = project(rows, 'NIN_2');
      const weights = g.softmax(g.matMul(q, g.transpose(k, [0, 2, 1])));
      const attended = project(g.matMul(weights, v), 'NIN_3', 1 / x.scale);
      const sum = g.add(g.reshapeLike(g.transpose(attended, [0, 2, 1]), x.value), x.value);
      return { value: sum, scale: x.scale * Math.SQRT1_2 };
    });
  }

  /** The input pyramid, halved and convolved, added to h: (pyramid + h) / sqrt 2. */
  pyramid(pyramid: Feature, h: Feature): Feature {
    const g = this.#g;
    return this.#next(() => {
      const weight = g.scale(this.#param('Conv2d_0.weight'), pyramid.scale / h.scale);
      const bias = g.scale(this.#param('Conv2d_0.bias'), 1 / h.scale);
      const sum = g.add(firPyramid(g, pyramid.value, weight, bias), h.value);
      return { value: sum, scale: h.scale * Math.SQRT1_2 };
    });
  }

  /** Normalisation, activation and the last convolution, two modules. */
  output(h: Feature): Value {
    const normalised = this.#next(() => this.#norm.normalise([h], this.#affine('')));
    const activated = normalised.map((part) => feature(this.#g.silu(part)));
    return this.#next(() => this.#conv(activated, 'weight', this.#param('bias'), { padding: 1 }));
  }

  #next<T>(build: () => T): T {
    this.#module = `all_modules.${this.#count}`;
    this.#count += 1;
    return this.#g.scope(this.#module, build);
  }

  #param(name: string): Value {
    return this.#weights(`${this.#module}.${name}`);
  }

  /** gamma and beta of adaptive group normalisation, from w: [batch, 2 channels]. */
  #style(norm: string): Value {
    return this.#g.linear(this.#w, this.#param(`${norm}.style.weight`), this.#param(`${norm}.style.bias`));
  }

  /** gamma and beta of plain group normalisation: [1, 2 channels]. */
  #affine(prefix: string): Value {
    const g = this.#g;
    return g.reshape(g.concat([this.#param(`${prefix}weight`), this.#param(`${prefix}bias`)], 0), [1, -1]);
  }

  /** (x + conv(branch)) / sqrt 2, with x left as it is: its scale goes into the convolution. */
  #residualSum(
    x: Feature,
    branch: readonly Feature[],
    weight: string,
    bias: Value,
    options: ConvOptions = {},
  ): Feature {
    const g = this.#g;
    const h = this.#conv(branch, weight, g.scale(bias, 1 / x.scale), options, 1 / x.scale);
    return { value: g.add(h, x.value), scale: x.scale * Math.SQRT1_2 };
  }

  /** Conv_2 of the block's input, over sqrt 2 and without its bias. A 1x1 convolution commutes with the upsampling. */
  #shortcut(parts: readonly Feature[], resample: 'up' | 'down' | undefined): Value {
    const g = this.#g;
    const conv = (inputs: readonly Feature[]) =>
      this.#conv(inputs, 'Conv_2.weight', undefined, {}, Math.SQRT1_2);
    if (resample === 'up') return firUp(g, conv(parts));
    return conv(parts.map(({ value, scale }) => ({ value: resampleBy(g, value, resample), scale })));
  }

  /**
   * Convolution of the parts as if they were joined along the channels: a sum of one convolution each, which ONNX
   * Runtime accumulates in place.
   */
  #conv(
    parts: readonly Feature[],
    name: string,
    bias: Value | undefined,
    options: ConvOptions,
    factor = 1,
  ): Value {
    const g = this.#g;
    const weight = this.#kernel(name);
    let start = 0;
    let sum: Value | undefined;
    for (const part of parts) {
      const end = start + channelsOf(part.value);
      const slice = parts.length === 1 ? weight : g.slice(weight, 1, start, end);
      const y = g.conv(
        part.value,
        g.scale(slice, factor * part.scale),
        sum === undefined ? bias : undefined,
        options,
      );
      sum = sum === undefined ? y : g.add(y, sum);
      start = end;
    }
    return sum!;
  }

  /** Network-in-network layers keep their weight as [in, out]. */
  #kernel(name: string): Value {
    const weight = this.#param(name);
    if (weight.shape.length === 4) return weight;
    const g = this.#g;
    return g.reshape(g.transpose(weight, [1, 0]), [0, 0, 1, 1]);
  }
}

function resampleBy(g: NetworkBuilder, x: Value, resample: 'up' | 'down' | undefined): Value {
  if (resample === undefined) return x;
  return resample === 'up' ? firUp(g, x) : firDown(g, x);
}
