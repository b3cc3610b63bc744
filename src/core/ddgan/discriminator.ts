/**
 * The time-dependent DDGAN discriminators D(x_t, t, x_{t+1}) -> logit (Xiao et al. 2022, section 4 and appendix C;
 * docs/ddgan.md, section 3). Every operator has a gradient whose operators have gradients again, which R1 needs.
 */
import type { DiscriminatorConfig } from '../../shared/models/architecture.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { Graph, Value } from '../onnx/graph.ts';
import { NetworkBuilder } from '../onnx/network-builder.ts';
import { fixed } from '../onnx/tensor-type.ts';
import { sinusoidalEmbedding } from './embedding.ts';
import { channelsOf, sideOf } from './feature.ts';
import { nearZero, varianceScaling } from './initialisers.ts';
import { convolution, linear } from './layers.ts';
import { declaredParameters, type Parameters, type Weights, within } from './parameters.ts';
import { firDown } from './resample.ts';

const SLOPE = 0.2;
const STDDEV_GROUP = 4;
const STDDEV_EPSILON = 1e-8;

type Variant = DiscriminatorConfig['variant'];

/** Output channels of the blocks conv1, conv2, ..., as multiples of ngf. */
const WIDTHS: Readonly<Record<Variant, readonly number[]>> = {
  small: [2, 4, 8, 8],
  medium: [2, 4, 8, 8],
  large: [4, 8, 8, 8, 8, 8],
};

/** Every block halves the picture, but for the first of the small variant. */
function halvesPicture(variant: Variant, block: number): boolean {
  return variant !== 'small' || block > 1;
}

/** Inputs of a discriminator. */
export interface DiscriminatorInputs {
  /** x_t, from the data or from the posterior: [batch, numChannels, imageSize, imageSize]. */
  readonly x: Value;
  /** x_{t+1}, of the same shape. The published code and the reference files call it `x_t`. */
  readonly x_t: Value;
  /** t, int64 [batch]. */
  readonly t: Value;
}

/**
 * Adds the discriminator's nodes.
 * @param inputs the batch must be a number: the groups of the minibatch standard deviation depend on it.
 * @returns logits [batch, 1].
 * @throws {TrilemmaError} `usage` when the batch does not split into groups, `architecture` when the pictures are too
 *   small for the variant.
 */
export function discriminator(
  g: NetworkBuilder,
  config: DiscriminatorConfig,
  weights: Weights,
  { x, x_t, t }: DiscriminatorInputs,
): Value {
  checkSide(config);
  const { variant, ngf, tEmbDim } = config;
  const group = stddevGroup(fixed(x.shape[0], 'the batch of a discriminator'));
  const act = (value: Value) => g.leakyRelu(value, SLOPE);
  /** Divided by sqrt 2 where it costs least. */
  const overSqrt2 = (value: Value) => g.scale(value, Math.SQRT1_2);
  const beforeBlocks = (name: string) => within(weights, name, { block: 0 });
  const afterBlocks = (name: string) => within(weights, name, { block: Infinity });

  const temb = g.scope('t_embed', () => {
    const embedding = sinusoidalEmbedding(g, t, tEmbDim);
    const hidden = act(linear(g, beforeBlocks('t_embed.main.0'), embedding, tEmbDim));
    return act(linear(g, beforeBlocks('t_embed.main.2'), hidden, tEmbDim));
  });

  /** Residual block, (h + skip(x)) / sqrt 2. */
  const residual = (input: Value, ofBlock: Weights, channels: number, halves: boolean) => {
    const from = channelsOf(input);
    const conv1 = convolution(within(ofBlock, 'conv1.0'), [from, channels, 3]);
    const conv2 = convolution(within(ofBlock, 'conv2.0'), [channels, channels, 3], nearZero);
    const resampled = (value: Value) => (halves ? firDown(g, value) : value);
    const shift = g.reshape(linear(g, within(ofBlock, 'dense_t1'), temb, channels), [0, -1, 1, 1]);
    const h = act(g.add(g.conv(act(input), conv1.weight, conv1.bias, { padding: 1 }), shift));
    const main = g.conv(resampled(h), overSqrt2(conv2.weight), overSqrt2(conv2.bias), { padding: 1 });
    const skip = ofBlock({
      name: 'skip.0.weight',
      shape: [channels, from, 1, 1],
      initialiser: varianceScaling,
    });
    return g.add(main, g.conv(resampled(input), overSqrt2(skip)));
  };

  let h = g.scope('start_conv', () => {
    const pair = g.concat([x, x_t], 1);
    const { weight, bias } = convolution(beforeBlocks('start_conv'), [channelsOf(pair), 2 * ngf, 1]);
    return g.conv(pair, weight, bias);
  });
  for (const [index, width] of widthsOf(config).entries()) {
    const block = index + 1;
    const name = `conv${block}`;
    const ofBlock = within(weights, name, { block });
    h = g.scope(name, () => residual(h, ofBlock, width * ngf, halvesPicture(variant, block)));
  }
  h = g.scope('final_conv', () => {
    const channels = channelsOf(h);
    const initialiser = variant === 'large' ? varianceScaling : nearZero;
    const size = [channels + 1, channels, 3] as const;
    const { weight, bias } = convolution(afterBlocks('final_conv'), size, initialiser);
    const ofFeatures = g.conv(h, g.slice(weight, 1, 0, channels), bias, { padding: 1 });
    // The spread is a channel of its own, convolved apart: WebGPU's kernels are wrong for an odd number of channels.
    const spread = minibatchStddev(g, h, group);
    const ofSpread = g.conv(spread, g.slice(weight, 1, channels, channels + 1), undefined, { padding: 1 });
    return act(g.add(ofFeatures, ofSpread));
  });
  return g.scope('end_linear', () => {
    const pooled = g.sum(h, [2, 3], { keep: false });
    return linear(g, afterBlocks('end_linear'), pooled, 1);
  });
}

/** Every parameter of the discriminator. None depends on the pictures' side. */
export function discriminatorParameters(config: DiscriminatorConfig): Parameters {
  const imageSize = smallestSide(config);
  return declaredParameters((g, weights) => {
    discriminator(g, { ...config, imageSize }, weights, inputsOf(g, { ...config, imageSize }, 1));
  });
}

function stddevGroup(batch: number): number {
  const group = Math.min(batch, STDDEV_GROUP);
  if (batch > 0 && batch % group === 0) return group;
  throw new TrilemmaError(
    'usage',
    `A discriminator takes up to ${STDDEV_GROUP} pictures at a time or a multiple of ${STDDEV_GROUP}, not ${batch}.`,
  );
}

/**
 * The spread inside groups of min(batch, 4) pictures as one more channel [batch, 1, side, side]: the standard deviation
 * of every value over the group, averaged over channels and positions (Karras et al. 2018). The batch index runs as
 * (group, batch / group), so that the pictures of one group are batch / group apart.
 */
function minibatchStddev(g: NetworkBuilder, x: Value, group: number): Value {
  return g.scope('minibatch_stddev', () => {
    const [channels, side] = [channelsOf(x), sideOf(x)];
    const grouped = g.reshape(x, [group, -1, channels, side, side]);
    const deviation = g.sub(grouped, g.mean(grouped, [0]));
    const variance = g.mean(g.mul(deviation, deviation), [0]);
    const stddev = g.sqrt(g.add(variance, g.scalar(STDDEV_EPSILON)));
    const spread = g.reshape(g.mean(stddev, [2, 3, 4]), [-1, 1, 1, 1]);
    const perPicture = g.concat(Array<Value>(group).fill(spread), 0);
    const plane = g.initializer(
      `ones/${side}`,
      'float32',
      [1, 1, side, side],
      new Float32Array(side ** 2).fill(1),
    );
    return g.mul(perPicture, plane);
  });
}

function checkSide(config: DiscriminatorConfig): void {
  const { variant, imageSize } = config;
  const smallest = smallestSide(config);
  if (imageSize % smallest === 0) return;
  throw new TrilemmaError(
    'architecture',
    `The ${variant} discriminator takes pictures whose side is a multiple of ${smallest} pixels, not ${imageSize}.`,
  );
}

/** How many blocks a variant has, where none was left out. */
export function layersOf(variant: DiscriminatorConfig['variant']): number {
  return WIDTHS[variant].length;
}

/** Output channels of the blocks that it has, as multiples of ngf. */
function widthsOf({ variant, numLayers }: DiscriminatorConfig): readonly number[] {
  return WIDTHS[variant].slice(0, numLayers);
}

function smallestSide(config: DiscriminatorConfig): number {
  return 2 ** widthsOf(config).filter((_, index) => halvesPicture(config.variant, index + 1)).length;
}

/**
 * A discriminator as a graph of its own. Inputs `x` (x_t), `x_t` (x_{t+1}) and `t`, as the reference files name them;
 * output `logits` [batch, 1].
 * @param batch pictures in a run: the minibatch standard deviation reshapes by min(batch, 4), and target shapes are
 *   constants of a graph.
 */
export function discriminatorGraph(
  config: DiscriminatorConfig,
  weights: (g: NetworkBuilder) => Weights,
  batch: number,
): Graph {
  const g = new NetworkBuilder(`ddgan-discriminator-${config.variant}`);
  g.output('logits', discriminator(g, config, weights(g), inputsOf(g, config, batch)));
  return g.build();
}

function inputsOf(
  g: NetworkBuilder,
  { numChannels, imageSize }: DiscriminatorConfig,
  batch: number,
): DiscriminatorInputs {
  const pictures = [batch, numChannels, imageSize, imageSize];
  return {
    x: g.input('x', 'float32', pictures),
    x_t: g.input('x_t', 'float32', pictures),
    t: g.input('t', 'int64', [batch]),
  };
}
