/**
 * The time-dependent discriminators D(x_t, t, x_{t+1}) (Xiao et al. 2022, section 4 and appendix C; contract part 3).
 * Written in operators that can be differentiated twice, as R1 needs.
 */
import type { DiscriminatorConfig } from '../../shared/architecture.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { Graph, Value } from '../onnx/graph.ts';
import { NetworkBuilder, type Weights } from '../onnx/network-builder.ts';
import { sinusoidalEmbedding } from './embedding.ts';
import { channelsOf, sideOf } from './feature.ts';
import { firDown } from './resample.ts';

const SLOPE = 0.2;
const LARGEST_GROUP = 4;
const DEVIATION_EPSILON = 1e-8;

/** Whether each block of a variant halves its input. */
const BLOCKS = {
  small: [false, true, true, true],
  large: [true, true, true, true, true, true],
} as const;

/**
 * Adds the discriminator's nodes.
 * @param inputs x is x_t, x_t is x_{t+1} in the paper's notation, as the reference files name them: each
 *   [batch, numChannels, imageSize, imageSize]; t int64 [batch].
 * @param batch pictures at a time, a number: the minibatch deviation groups them while the graph is built.
 * @returns logits [batch, 1].
 * @throws {TrilemmaError} `usage` when the batch does not split into groups of min(batch, 4).
 */
export function discriminator(
  g: NetworkBuilder,
  config: DiscriminatorConfig,
  weights: Weights,
  inputs: { readonly x: Value; readonly x_t: Value; readonly t: Value },
  batch: number,
): Value {
  const param = (name: string) => weights(name);
  const act = (x: Value) => g.leakyRelu(x, SLOPE);
  const linear = (x: Value, module: string) =>
    g.linear(x, param(`${module}.weight`), param(`${module}.bias`));

  const temb = g.scope('t_embed', () => {
    const embedded = sinusoidalEmbedding(g, inputs.t, config.tEmbDim);
    return act(linear(act(linear(embedded, 't_embed.main.0')), 't_embed.main.2'));
  });

  const block = (x: Value, name: string, down: boolean) =>
    g.scope(name, () => {
      const resampled = (value: Value) => (down ? firDown(g, value) : value);
      const conv1 = g.conv(act(x), param(`${name}.conv1.0.weight`), param(`${name}.conv1.0.bias`), {
        padding: 1,
      });
      const shift = g.reshape(linear(temb, `${name}.dense_t1`), [0, -1, 1, 1]);
      const h = resampled(act(g.add(conv1, shift)));
      // The division by sqrt 2 goes into the weights, which are constant where it matters.
      const conv2 = g.conv(
        h,
        g.scale(param(`${name}.conv2.0.weight`), Math.SQRT1_2),
        g.scale(param(`${name}.conv2.0.bias`), Math.SQRT1_2),
        { padding: 1 },
      );
      const skip = g.conv(resampled(x), g.scale(param(`${name}.skip.0.weight`), Math.SQRT1_2));
      return g.add(conv2, skip);
    });

  const pair = g.concat([inputs.x, inputs.x_t], 1);
  let h = g.conv(pair, param('start_conv.weight'), param('start_conv.bias'));
  BLOCKS[config.variant].forEach((down, i) => {
    h = block(h, `conv${i + 1}`, down);
  });
  const spread = g.scope('minibatch_deviation', () => withDeviation(g, h, batch));
  const final = act(g.conv(spread, param('final_conv.weight'), param('final_conv.bias'), { padding: 1 }));
  const summed = g.reshape(g.sum(final, [2, 3]), [0, channelsOf(final)]);
  return linear(summed, 'end_linear');
}

/**
 * One channel more: the standard deviation over each group of min(batch, 4) pictures, averaged over channels and
 * positions (Karras et al. 2018). The batch index runs as (group, batch / group).
 */
function withDeviation(g: NetworkBuilder, x: Value, batch: number): Value {
  const group = Math.min(batch, LARGEST_GROUP);
  if (batch % group !== 0) {
    throw new TrilemmaError(
      'usage',
      `The discriminator compares pictures in groups of ${group}: a batch of ${batch} does not split into them.`,
    );
  }
  const [channels, side] = [channelsOf(x), sideOf(x)];
  const grouped = g.reshape(x, [group, batch / group, channels, side * side]);
  const centred = g.sub(grouped, g.mean(grouped, [0]));
  const variance = g.mean(g.mul(centred, centred), [0]);
  const deviation = g.sqrt(g.add(variance, g.scalar(DEVIATION_EPSILON)));
  const perGroup = g.mean(deviation, [2, 3]);
  const perPicture = g.reshape(g.concat(Array<Value>(group).fill(perGroup), 0), [batch, 1, 1, 1]);
  const ones = g.initializer(
    `ones/${side}`,
    'float32',
    [1, 1, side, side],
    new Float32Array(side * side).fill(1),
  );
  return g.concat([x, g.mul(perPicture, ones)], 1);
}

/** The discriminator as a graph of its own: inputs `x`, `x_t` and `t`, output `logits`. */
export function discriminatorGraph(
  config: DiscriminatorConfig,
  weights: (g: NetworkBuilder) => Weights,
  batch: number,
): Graph {
  const g = new NetworkBuilder(`ddgan-discriminator-${config.variant}`);
  const { imageSize, numChannels } = config;
  const picture = [batch, numChannels, imageSize, imageSize];
  const x = g.input('x', 'float32', picture);
  const x_t = g.input('x_t', 'float32', picture);
  const t = g.input('t', 'int64', [batch]);
  g.output('logits', discriminator(g, config, weights(g), { x, x_t, t }, batch));
  return g.build();
}
