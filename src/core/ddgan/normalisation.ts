/**
 * Group normalisation from per-channel moments. Mean and mean square of every channel are all that is read from the
 * feature map; groups, style, a pending shift of the channels, and the joining of two feature maps are then arithmetic
 * on [batch, channels] numbers, and what is left for the map itself is one multiply-add and the activation. So the
 * time embedding is never added to the map, and skip connections are never concatenated (docs/performance.md).
 */
import { TrilemmaError } from '../../shared/errors.ts';
import { withGradient } from '../autodiff/declared.ts';
import type { Value } from '../onnx/graph.ts';
import type { NetworkBuilder } from '../onnx/network-builder.ts';
import { channelsOf, type Feature, sideOf } from './feature.ts';

const EPSILON = 1e-6;

/** Up to this side a squared copy of the map stays in the cache, and costs less than many small products. */
const SMALL_SIDE = 32;

/** Mean and mean square of every channel, each [batch, channels]. */
interface Moments {
  readonly mean: Value;
  readonly meanSquare: Value;
}

/**
 * Groups of the paper's normalisation: min(channels / 4, 32) (docs/ddgan.md, section 2).
 * @throws {TrilemmaError} `architecture` when they do not divide the channels.
 */
function groupCount(channels: number): number {
  const groups = Math.min(Math.floor(channels / 4), 32);
  if (groups > 0 && channels % groups === 0) return groups;
  throw new TrilemmaError(
    'architecture',
    `Normalisation over ${channels} channels has ${groups} groups, which do not divide them.`,
  );
}

/** Computes the normalisations of one graph; moments of a map that several places normalise are computed once. */
export class GroupNormaliser {
  readonly #g: NetworkBuilder;
  readonly #moments = new Map<Value, Moments>();

  constructor(g: NetworkBuilder) {
    this.#g = g;
  }

  /**
   * gamma * norm(joined + shift) + beta for every part of `parts`, which are normalised as if they were joined along
   * the channels.
   * @param style gamma and then beta, [batch or 1, 2 channels].
   * @param shift per-channel addition that the maps do not hold yet, [batch, channels].
   */
  normalise(parts: readonly [Feature, ...Feature[]], style: Value, shift?: Value): Value[] {
    const g = this.#g;
    // All is measured in the first part's scale: the norm does not see a common factor, but for its epsilon.
    const unit = parts[0].scale;
    const { mean, meanSquare } = this.#joined(parts, unit, shift && g.scale(shift, 1 / unit));

    const channels = channelsOf(style) / 2;
    const groups = groupCount(channels);
    const grouped = (x: Value, count = groups) => g.reshape(x, [0, count, channels / groups]);
    const styles = grouped(style, 2 * groups);
    const gamma = g.slice(styles, 1, 0, groups);
    const beta = g.slice(styles, 1, groups, 2 * groups);

    const groupMean = g.mean(grouped(mean), [2]);
    // Rounding can leave a group of equal values a variance just below zero, which the slope of 0 lifts to it.
    const variance = g.leakyRelu(g.sub(g.mean(grouped(meanSquare), [2]), g.mul(groupMean, groupMean)), 0);
    const scale = g.div(gamma, g.sqrt(g.add(variance, g.scalar(EPSILON / unit ** 2))));
    const centre = shift === undefined ? groupMean : g.sub(groupMean, grouped(g.scale(shift, 1 / unit)));
    const offset = g.sub(beta, g.mul(centre, scale));

    const perChannel = (x: Value) => this.#split(g.reshape(x, [0, channels, 1, 1]), parts);
    const [scales, offsets] = [perChannel(scale), perChannel(offset)];
    return parts.map((part, i) => {
      const factor = g.scale(scales[i]!, part.scale / unit);
      return g.add(g.mul(part.value, factor), offsets[i]!);
    });
  }

  /** x [batch, channels, 1, 1] cut into the channels of each part. */
  #split(x: Value, parts: readonly Feature[]): Value[] {
    if (parts.length === 1) return [x];
    let start = 0;
    return parts.map(({ value }) => {
      const end = start + channelsOf(value);
      const ofPart = this.#g.slice(x, 1, start, end);
      start = end;
      return ofPart;
    });
  }

  /** Moments of the joined and shifted map over `unit`. */
  #joined(parts: readonly Feature[], unit: number, shift: Value | undefined): Moments {
    const g = this.#g;
    const moments = parts.map(({ value, scale }) => {
      const { mean, meanSquare } = this.#of(value);
      return { mean: g.scale(mean, scale / unit), meanSquare: g.scale(meanSquare, (scale / unit) ** 2) };
    });
    const join = (values: Value[]) => (values.length === 1 ? values[0]! : g.concat(values, 1));
    const mean = join(moments.map((m) => m.mean));
    const meanSquare = join(moments.map((m) => m.meanSquare));
    if (shift === undefined) return { mean, meanSquare };
    // E[(x + d)^2] = E[x^2] + d (2 E[x] + d)
    const shifted = g.add(mean, shift);
    return { mean: shifted, meanSquare: g.add(meanSquare, g.mul(shift, g.add(mean, shifted))) };
  }

  #of(value: Value): Moments {
    const known = this.#moments.get(value);
    if (known !== undefined) return known;
    const g = this.#g;
    const meanSquare = withGradient(this.#meanSquare(value), [value], (dy) => [
      () => g.mul(value, g.reshape(g.scale(dy, 2 / sideOf(value) ** 2), [0, channelsOf(value), 1, 1])),
    ]);
    const moments = { mean: g.mean(value, [2, 3], { keep: false }), meanSquare };
    this.#moments.set(value, moments);
    return moments;
  }

  #meanSquare(value: Value): Value {
    const g = this.#g;
    const side = sideOf(value);
    if (side <= SMALL_SIDE) return g.mean(g.mul(value, value), [2, 3], { keep: false });
    // Each channel's row times itself, which writes no map and is much faster than ONNX Runtime's sum of squares. The
    // reshape keeps the runtime from fusing the factor into the product, which would leave its fast path.
    const channels = channelsOf(value);
    const row = g.reshape(value, [0, channels, 1, -1]);
    const square = g.reshape(g.matMul(row, g.transpose(row, [0, 1, 3, 2])), [0, channels]);
    return g.scale(square, 1 / side ** 2);
  }
}
