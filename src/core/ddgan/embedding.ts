/**
 * The small networks on vectors: the mapping z -> w and the embedding of the time step (docs/ddgan.md, sections 2
 * and 3).
 */
import { TrilemmaError } from '../../shared/errors.ts';
import type { GeneratorConfig } from '../../shared/models/architecture.ts';
import type { Value } from '../onnx/graph.ts';
import type { NetworkBuilder } from '../onnx/network-builder.ts';
import { channelsOf } from './feature.ts';
import { linear } from './layers.ts';
import { within, type Weights } from './parameters.ts';

const PIXEL_NORM_EPSILON = 1e-8;

/**
 * Sines are computed this many at a time, and what is left over by other means, which may round otherwise. Rows of
 * whole groups, filled up with frequency 0, come out the same wherever they are in a batch.
 */
const LANES = 16;

/**
 * z / sqrt(mean z^2 + 1e-8) over the channels. The mean is a product of the row with itself: ONNX Runtime's means add
 * up in an order that depends on where a row lies in memory, and so on the batch that it is in.
 */
function pixelNorm(g: NetworkBuilder, z: Value): Value {
  const size = channelsOf(z);
  const row = g.reshape(z, [0, 1, size]);
  const square = g.reshape(g.matMul(row, g.transpose(row, [0, 2, 1])), [0, 1]);
  return g.div(z, g.sqrt(g.add(g.scale(square, 1 / size), g.scalar(PIXEL_NORM_EPSILON))));
}

/**
 * `z_transform`: z [batch, nz] -> w [batch, zEmbDim]. In the published numbering of modules 0 is the pixel norm, and
 * every linear layer is followed by its activation.
 */
export function mapping(
  g: NetworkBuilder,
  z: Value,
  { nMlp, zEmbDim }: Pick<GeneratorConfig, 'nMlp' | 'zEmbDim'>,
  weights: Weights,
): Value {
  const ofMapping = within(weights, 'z_transform', { role: 'mapping' });
  return g.scope('z_transform', () => {
    let w = pixelNorm(g, z);
    for (let layer = 0; layer <= nMlp; layer++) {
      w = g.silu(linear(g, within(ofMapping, String(1 + 2 * layer)), w, zEmbDim));
    }
    return w;
  });
}

/**
 * Sinusoidal embedding of integer steps: concat(sin(t f), cos(t f)), f_k = 10000^(-k / (size/2 - 1)).
 * @param t int64 [batch]. @returns [batch, size]; an odd last channel is zero.
 * @throws {TrilemmaError} `architecture` when the size is below 4, where the frequencies are not defined.
 */
export function sinusoidalEmbedding(g: NetworkBuilder, t: Value, size: number): Value {
  const half = Math.floor(size / 2);
  if (half < 2) {
    throw new TrilemmaError('architecture', `A time embedding has 4 channels or more, not ${size}.`);
  }
  const isOdd = size % 2 === 1;
  const columns = Math.ceil((half + (isOdd ? 1 : 0)) / LANES) * LANES;
  const frequencies = Float32Array.from({ length: columns }, (_, k) =>
    k < half ? Math.exp(Math.fround(k * -Math.fround(Math.log(10000) / (half - 1)))) : 0,
  );
  const f = g.initializer(`frequencies/${size}`, 'float32', [1, columns], frequencies);
  const angle = g.mul(g.reshape(g.toFloat(t), [-1, 1]), f);
  const sin = g.node('Sin', [angle]);
  const waves = [g.slice(sin, 1, 0, half), g.slice(g.node('Cos', [angle]), 1, 0, half)];
  if (isOdd) waves.push(g.slice(sin, 1, half, half + 1));
  return g.concat(waves, 1);
}

/** The generator's time embedding, after the activation that every user of it applies: [batch, 4 nf]. */
export function timeEmbedding(g: NetworkBuilder, t: Value, nf: number, weights: Weights): Value {
  return g.scope('temb', () => {
    const hidden = g.silu(linear(g, within(weights, 'all_modules.0'), sinusoidalEmbedding(g, t, nf), 4 * nf));
    return g.silu(linear(g, within(weights, 'all_modules.1'), hidden, 4 * nf));
  });
}
