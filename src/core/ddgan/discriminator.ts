/**
 * The time-dependent DDGAN discriminators D(x_t, t, x_{t+1}) -> logit (Xiao et al. 2022, section 4 and appendix C;
 * docs/ddgan.md, section 3). Every operator has a gradient whose operators have gradients again, which R1 needs.
 */
import type { DiscriminatorConfig } from '../../shared/models/architecture.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { Graph, Value } from '../onnx/graph.ts';
import { NetworkBuilder, type Weights } from '../onnx/network-builder.ts';
import { fixed } from '../onnx/tensor-type.ts';
import { sinusoidalEmbedding } from './embedding.ts';
import { channelsOf, sideOf } from './feature.ts';
import { firDown } from './resample.ts';

const SLOPE = 0.2;
const STDDEV_GROUP = 4;
const STDDEV_EPSILON = 1e-8;

/** For conv1, conv2, ...: whether the block halves the picture. Their widths are the weights'. */
const HALVES = {
  small: [false, true, true, true],
  medium: [true, true, true, true],
  large: [true, true, true, true, true, true],
} as const;

/** What a discriminator judges. */
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
  const group = stddevGroup(fixed(x.shape[0], 'the batch of a discriminator'));
  const act = (value: Value) => g.leakyRelu(value, SLOPE);
  const linear = (value: Value, name: string) =>
    g.linear(value, weights(`${name}.weight`), weights(`${name}.bias`));
  const conv = (value: Value, name: string, padding: number) =>
    g.conv(value, weights(`${name}.weight`), weights(`${name}.bias`), { padding });
  /** Divided by sqrt 2 where it costs least. */
  const overSqrt2 = (name: string) => g.scale(weights(name), Math.SQRT1_2);

  const temb = g.scope('t_embed', () => {
    const hidden = act(linear(sinusoidalEmbedding(g, t, config.tEmbDim), 't_embed.main.0'));
    return act(linear(hidden, 't_embed.main.2'));
  });

  /** Residual block, (h + skip(x)) / sqrt 2. */
  const block = (input: Value, name: string, halves: boolean) =>
    g.scope(name, () => {
      const resampled = (value: Value) => (halves ? firDown(g, value) : value);
      const shift = g.reshape(linear(temb, `${name}.dense_t1`), [0, -1, 1, 1]);
      const h = act(g.add(conv(act(input), `${name}.conv1.0`, 1), shift));
      const main = g.conv(
        resampled(h),
        overSqrt2(`${name}.conv2.0.weight`),
        overSqrt2(`${name}.conv2.0.bias`),
        {
          padding: 1,
        },
      );
      return g.add(main, g.conv(resampled(input), overSqrt2(`${name}.skip.0.weight`)));
    });

  let h = g.scope('start_conv', () => conv(g.concat([x, x_t], 1), 'start_conv', 0));
  for (const [index, halves] of HALVES[config.variant].entries()) {
    h = block(h, `conv${index + 1}`, halves);
  }
  h = g.scope('final_conv', () => {
    const channels = channelsOf(h);
    const weight = weights('final_conv.weight');
    const ofFeatures = g.conv(h, g.slice(weight, 1, 0, channels), weights('final_conv.bias'), { padding: 1 });
    // The spread is a channel of its own, convolved apart: WebGPU's kernels are wrong for an odd number of channels.
    const ofSpread = g.conv(
      minibatchStddev(g, h, group),
      g.slice(weight, 1, channels, channels + 1),
      undefined,
      {
        padding: 1,
      },
    );
    return act(g.add(ofFeatures, ofSpread));
  });
  return g.scope('end_linear', () => linear(g.sum(h, [2, 3], { keep: false }), 'end_linear'));
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

function checkSide({ variant, imageSize }: DiscriminatorConfig): void {
  const smallest = 2 ** HALVES[variant].filter(Boolean).length;
  if (imageSize % smallest === 0) return;
  throw new TrilemmaError(
    'architecture',
    `The ${variant} discriminator takes pictures whose side is a multiple of ${smallest} pixels, not ${imageSize}.`,
  );
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
  const pictures = [batch, config.numChannels, config.imageSize, config.imageSize];
  const x = g.input('x', 'float32', pictures);
  const x_t = g.input('x_t', 'float32', pictures);
  const t = g.input('t', 'int64', [batch]);
  g.output('logits', discriminator(g, config, weights(g), { x, x_t, t }));
  return g.build();
}
