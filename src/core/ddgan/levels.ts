/**
 * How a generator goes from one level to the next, which is all in which DDGAN's network and the wavelet family's differ
 * (docs/ddgan.md, sections 2 and 7).
 */
import type { Value } from '../onnx/graph.ts';
import type { NetworkBuilder } from '../onnx/network-builder.ts';
import { channelsOf, type Feature, sideOf } from './feature.ts';
import type { GeneratorBlocks, Resampling } from './generator-blocks.ts';
import { haarDetails, inverseHaar } from './haar.ts';
import { convolution } from './layers.ts';
import { type Weights, within } from './parameters.ts';
import { firDown, firPyramid, firUp } from './resample.ts';

interface Levels {
  /** Half the side. */
  down(h: Feature): Feature;
  /** The input pyramid at half its side, joined with h. */
  pyramid(pyramid: Feature, h: Feature): Feature;
  /** Below the last level. */
  middle(h: Feature): Feature;
  /** Twice the side. */
  up(h: Feature): Feature;
}

/** DDGAN's: filters before the first convolution of a block. */
export class FirLevels implements Levels {
  readonly #g: NetworkBuilder;
  readonly #blocks: GeneratorBlocks;

  constructor(g: NetworkBuilder, blocks: GeneratorBlocks) {
    this.#g = g;
    this.#blocks = blocks;
  }

  down(h: Feature): Feature {
    const g = this.#g;
    const half = (x: Value) => firDown(g, x);
    const resampling: Resampling = {
      beforeConv0: half,
      afterConv0: (x) => x,
      shortcut: (parts, conv) => conv(parts.map(({ value, scale }) => ({ value: half(value), scale }))),
    };
    return this.#blocks.residual(
      [h],
      channelsOf(h.value),
      halved(h, () => resampling),
    );
  }

  pyramid(pyramid: Feature, h: Feature): Feature {
    const g = this.#g;
    return this.#blocks.pyramid(h, (weights) => {
      const size = [channelsOf(pyramid.value), channelsOf(h.value), 3] as const;
      const { weight, bias } = convolution(within(weights, 'Conv2d_0'), size);
      const scaled = g.scale(weight, pyramid.scale / h.scale);
      return firPyramid(g, pyramid.value, scaled, g.scale(bias, 1 / h.scale));
    });
  }

  middle(h: Feature): Feature {
    const channels = channelsOf(h.value);
    const first = this.#blocks.residual([h], channels);
    return this.#blocks.residual([this.#blocks.attention(first)], channels);
  }

  up(h: Feature): Feature {
    const g = this.#g;
    const resampling: Resampling = {
      beforeConv0: (x) => firUp(g, x),
      afterConv0: (x) => x,
      shortcut: (parts, conv) => firUp(g, conv(parts)),
    };
    return this.#blocks.residual(
      [h],
      channelsOf(h.value),
      doubled(h, () => resampling),
    );
  }
}

/**
 * The wavelet family's: a block that halves goes on with the means and keeps the details, and the block that doubles
 * at the same level takes them in again.
 */
export class HaarLevels implements Levels {
  readonly #g: NetworkBuilder;
  readonly #blocks: GeneratorBlocks;
  /** The details that were kept, finest first. */
  readonly #kept: Value[] = [];

  constructor(g: NetworkBuilder, blocks: GeneratorBlocks) {
    this.#g = g;
    this.#blocks = blocks;
  }

  down(h: Feature): Feature {
    const g = this.#g;
    const resampling: Resampling = {
      beforeConv0: (x) => x,
      afterConv0: (x) => {
        this.#kept.push(haarDetails(g, x));
        return g.averagePool(x);
      },
      shortcut: (parts, conv) =>
        conv(parts.map(({ value, scale }) => ({ value: g.averagePool(value), scale }))),
    };
    return this.#blocks.residual(
      [h],
      channelsOf(h.value),
      halved(h, () => resampling),
    );
  }

  /** A convolution of the means and of half the details. */
  pyramid(pyramid: Feature, h: Feature): Feature {
    const g = this.#g;
    const from = channelsOf(pyramid.value);
    return this.#blocks.pyramid(h, (weights) => {
      const { weight, bias } = convolution(weights, [4 * from, channelsOf(h.value), 3]);
      const ratio = pyramid.scale / h.scale;
      const ofMeans = g.scale(g.slice(weight, 1, 0, from), ratio);
      const ofDetails = g.scale(g.slice(weight, 1, from, 4 * from), ratio / 2);
      const means = g.conv(g.averagePool(pyramid.value), ofMeans, g.scale(bias, 1 / h.scale), { padding: 1 });
      return g.add(g.conv(haarDetails(g, pyramid.value), ofDetails, undefined, { padding: 1 }), means);
    });
  }

  /** Both blocks on the means, the second one before them too, at full side. */
  middle(h: Feature): Feature {
    const channels = channelsOf(h.value);
    const block = (x: Feature) => this.#blocks.residual([x], channels);
    const second = block(this.#blocks.attention(this.#onMeans(h, block)));
    return this.#blocks.again(() => this.#onMeans(second, block), 1);
  }

  up(h: Feature): Feature {
    const g = this.#g;
    const kept = this.#kept.pop()!;
    const channels = channelsOf(h.value);
    const resampling = (weights: Weights): Resampling => {
      const details = this.#convolvedDetails(kept, channels, weights);
      return {
        beforeConv0: (x) => x,
        afterConv0: (x) => inverseHaar(g, x, details),
        shortcut: (parts, conv, factor) => inverseHaar(g, conv(parts), g.scale(details, factor)),
      };
    };
    return this.#blocks.residual([h], channels, doubled(h, resampling));
  }

  /**
   * `convH_0`, which sees each band by itself. The published network halves what goes in and doubles what comes out, so
   * that the bias counts twice.
   */
  #convolvedDetails(details: Value, channels: number, weights: Weights): Value {
    const g = this.#g;
    const size = [channelsOf(details) / 3, 3 * channels, 3] as const;
    const { weight, bias } = convolution(within(weights, 'convH_0'), size);
    return g.conv(details, weight, g.scale(bias, 2), { padding: 1, groups: 3 });
  }

  /** A block on the means of every square, whose details stay as they are: h + up(block(means) - means). */
  #onMeans(h: Feature, block: (means: Feature) => Feature): Feature {
    const g = this.#g;
    const means = g.averagePool(h.value);
    const { value, scale } = block({ value: means, scale: h.scale });
    const change = g.sub(g.scale(value, scale / h.scale), means);
    return { value: g.add(h.value, g.upsampleNearest(change)), scale: h.scale };
  }
}

type BuildResampling = (weights: Weights) => Resampling;

function halved({ value }: Feature, resampling: BuildResampling) {
  return { side: sideOf(value) / 2, resampling };
}

function doubled({ value }: Feature, resampling: BuildResampling) {
  return { side: 2 * sideOf(value), resampling };
}

/** Sides divided by `size`: places within a patch become channels, (row, column, channel) in that order. */
export function toPatches(g: NetworkBuilder, x: Value, size: number): Value {
  if (size === 1) return x;
  const [channels, side] = [channelsOf(x), sideOf(x) / size];
  const places = g.transpose(g.reshape(x, [0, channels, side, size, side, size]), [0, 3, 5, 1, 2, 4]);
  return g.reshape(places, [0, size * size * channels, side, side]);
}

/** The other way, from (channel, row, column): another order than that of {@link toPatches}, as published. */
export function fromPatches(g: NetworkBuilder, x: Value, size: number): Value {
  if (size === 1) return x;
  const [channels, side] = [channelsOf(x) / size ** 2, sideOf(x)];
  const places = g.transpose(g.reshape(x, [0, channels, size, size, side, side]), [0, 1, 4, 2, 5, 3]);
  return g.reshape(places, [0, channels, size * side, size * side]);
}
