/**
 * The building blocks of the generator, each of which takes the next module of `all_modules` (docs/ddgan.md, section
 * 2).
 */
import type { Value } from '../onnx/graph.ts';
import type { ConvOptions, NetworkBuilder } from '../onnx/network-builder.ts';
import { channelsOf, type Feature, feature, sideOf } from './feature.ts';
import { nearZero, styleBias, varianceScaling, zeros } from './initialisers.ts';
import { affine, convolution, linear } from './layers.ts';
import { GroupNormaliser } from './normalisation.ts';
import { within, type Weights } from './parameters.ts';

/** Modules 0 and 1 are the time embedding's linear layers. */
const FIRST_BLOCK = 2;

/** What a residual block does to the side of its maps: to its branch, and to the shortcut beside it. */
export interface Resampling {
  readonly beforeConv0: (x: Value) => Value;
  readonly afterConv0: (h: Value) => Value;
  /**
   * @param conv Conv_2, without its bias and with `factor`; a 1x1 convolution, which commutes with resampling.
   * @returns the shortcut with `factor`.
   */
  readonly shortcut: (
    parts: readonly Feature[],
    conv: (parts: readonly Feature[]) => Value,
    factor: number,
  ) => Value;
}

const UNCHANGED: Resampling = {
  beforeConv0: (x) => x,
  afterConv0: (h) => h,
  shortcut: (parts, conv) => conv(parts),
};

export class GeneratorBlocks {
  readonly #g: NetworkBuilder;
  readonly #weights: Weights;
  readonly #w: Value;
  readonly #temb: Value;
  readonly #norm: GroupNormaliser;
  #count = FIRST_BLOCK;

  /** @param w [batch, zEmbDim]. @param temb the activated time embedding, [batch, 4 nf]. */
  constructor(g: NetworkBuilder, weights: Weights, w: Value, temb: Value) {
    this.#g = g;
    this.#weights = weights;
    this.#w = w;
    this.#temb = temb;
    this.#norm = new GroupNormaliser(g);
  }

  /** The first convolution, 3x3, to `channels`. */
  input(x: Feature, channels: number): Feature {
    return this.#next(sideOf(x.value), (weights) => {
      const { weight, bias } = convolution(weights, [channelsOf(x.value), channels, 3]);
      return feature(this.#conv([x], weight, bias, { padding: 1 }));
    });
  }

  /**
   * Residual block on the parts joined along the channels, (x + h) / sqrt 2. The 1x1 convolution on the way of x is
   * there where the channels change or the block resamples.
   *
   * @param to the side that it is resampled to; `resampling` is given the block's weights, for what it has beside those
   * of every block.
   */
  residual(
    parts: readonly [Feature, ...Feature[]],
    channels: number,
    to?: { readonly side: number; readonly resampling: (weights: Weights) => Resampling },
  ): Feature {
    const g = this.#g;
    const from = parts.reduce((sum, { value }) => sum + channelsOf(value), 0);
    const [x] = parts;
    return this.#next(to?.side ?? sideOf(x.value), (weights) => {
      // First all parameters, in their published order.
      const firstStyle = this.#style(within(weights, 'GroupNorm_0'), from);
      const conv0 = convolution(within(weights, 'Conv_0'), [from, channels, 3]);
      const shift = linear(g, within(weights, 'Dense_0'), this.#temb, channels);
      const secondStyle = this.#style(within(weights, 'GroupNorm_1'), channels);
      const conv1 = convolution(within(weights, 'Conv_1'), [channels, channels, 3], nearZero);
      const isPlain = parts.length === 1 && from === channels && to === undefined;
      const conv2 = isPlain ? undefined : convolution(within(weights, 'Conv_2'), [from, channels, 1]);
      const { beforeConv0, afterConv0, shortcut } = to?.resampling(weights) ?? UNCHANGED;

      const activated = this.#norm
        .normalise(parts, firstStyle)
        .map((part) => feature(beforeConv0(g.silu(part))));
      const h = afterConv0(this.#conv(activated, conv0.weight, conv0.bias, { padding: 1 }));
      const [normalised] = this.#norm.normalise([feature(h)], secondStyle, shift);
      const branch = [feature(g.silu(normalised!))];
      if (conv2 === undefined) {
        // x is left as it is: its scale goes into the convolution.
        const bias = g.scale(conv1.bias, 1 / x.scale);
        const main = this.#conv(branch, conv1.weight, bias, { padding: 1 }, 1 / x.scale);
        return { value: g.add(main, x.value), scale: x.scale * Math.SQRT1_2 };
      }
      const bias = g.scale(g.add(conv1.bias, conv2.bias), Math.SQRT1_2);
      const main = this.#conv(branch, conv1.weight, bias, { padding: 1 }, Math.SQRT1_2);
      const conv = (inputs: readonly Feature[]) =>
        this.#conv(inputs, conv2.weight, undefined, {}, Math.SQRT1_2);
      return feature(g.add(main, shortcut(parts, conv, Math.SQRT1_2)));
    });
  }

  /**
   * Self-attention over all positions, added to x. Positions are rows, channels columns: the long dimension then is
   * the one that ONNX Runtime divides among threads, and how it does so does not change the result. (Divided along
   * the columns, sums of products are cut at other places when the batch changes.)
   */
  attention(x: Feature): Feature {
    const g = this.#g;
    const channels = channelsOf(x.value);
    return this.#next(sideOf(x.value), (weights) => {
      const [h] = this.#norm.normalise([x], this.#plainStyle(within(weights, 'GroupNorm_0'), channels));
      const rows = g.transpose(g.reshape(h!, [0, channels, -1]), [0, 2, 1]);
      /** A linear layer whose weight is [in, out]. */
      const project = (input: Value, name: string, scale = 1, initialiser = varianceScaling) => {
        const layer = within(weights, name);
        const weight = layer({ name: 'W', shape: [channels, channels], initialiser });
        const bias = layer({ name: 'b', shape: [channels], initialiser: zeros });
        return g.add(g.matMul(input, g.scale(weight, scale)), g.scale(bias, scale));
      };
      const q = project(rows, 'NIN_0', channels ** -0.5);
      const k = project(rows, 'NIN_1');
      const v = project(rows, 'NIN_2');
      const shares = g.softmax(g.matMul(q, g.transpose(k, [0, 2, 1])));
      const attended = project(g.matMul(shares, v), 'NIN_3', 1 / x.scale, nearZero);
      const sum = g.add(g.reshapeLike(g.transpose(attended, [0, 2, 1]), x.value), x.value);
      return { value: sum, scale: x.scale * Math.SQRT1_2 };
    });
  }

  /**
   * The input pyramid, halved and convolved, added to h: (pyramid + h) / sqrt 2.
   *
   * @param halved from the module's weights, over the scale of h
   */
  pyramid(h: Feature, halved: (weights: Weights) => Value): Feature {
    const g = this.#g;
    return this.#next(sideOf(h.value), (weights) => ({
      value: g.add(halved(weights), h.value),
      scale: h.scale * Math.SQRT1_2,
    }));
  }

  /** Builds with the modules that `build` was given before, and then goes on where it was. */
  again<T>(build: () => T, modules: number): T {
    this.#count -= modules;
    return build();
  }

  /** Normalisation, activation and the last convolution, to `channels`: two modules. */
  output(h: Feature, channels: number): Value {
    const from = channelsOf(h.value);
    const side = sideOf(h.value);
    const normalised = this.#next(side, (weights) =>
      this.#norm.normalise([h], this.#plainStyle(weights, from)),
    );
    const activated = normalised.map((part) => feature(this.#g.silu(part)));
    return this.#next(side, (weights) => {
      const { weight, bias } = convolution(weights, [from, channels, 3], nearZero);
      return this.#conv(activated, weight, bias, { padding: 1 });
    });
  }

  /** Builds the next module, which puts out maps of a side. */
  #next<T>(side: number, build: (weights: Weights) => T): T {
    const module = `all_modules.${this.#count++}`;
    return this.#g.scope(module, () => build(within(this.#weights, module, { side })));
  }

  /** gamma and beta of adaptive group normalisation, from w: [batch, 2 channels]. */
  #style(weights: Weights, channels: number): Value {
    const ofStyle = within(weights, 'style', { role: 'style' });
    return linear(this.#g, ofStyle, this.#w, 2 * channels, styleBias);
  }

  /** gamma and beta of plain group normalisation: [1, 2 channels]. */
  #plainStyle(weights: Weights, channels: number): Value {
    const g = this.#g;
    const { weight, bias } = affine(weights, channels);
    return g.reshape(g.concat([weight, bias], 0), [1, -1]);
  }

  /**
   * Convolution of the parts as if they were joined along the channels: a sum of one convolution each, which ONNX
   * Runtime accumulates in place.
   */
  #conv(
    parts: readonly Feature[],
    weight: Value,
    bias: Value | undefined,
    options: ConvOptions,
    factor = 1,
  ): Value {
    const g = this.#g;
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
}
