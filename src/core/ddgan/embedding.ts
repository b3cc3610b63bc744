/** The small networks on vectors: the mapping z -> w and the embedding of the time step (contract parts 2 and 3). */
import { TrilemmaError } from '../../shared/errors.ts';
import type { Value } from '../onnx/graph.ts';
import type { NetworkBuilder, Weights } from '../onnx/network-builder.ts';

const PIXEL_NORM_EPSILON = 1e-8;

/** z / sqrt(mean z^2 + 1e-8) over the channels. */
function pixelNorm(g: NetworkBuilder, z: Value): Value {
  const meanSquare = g.mean(g.mul(z, z), [1]);
  return g.div(z, g.sqrt(g.add(meanSquare, g.scalar(PIXEL_NORM_EPSILON))));
}

/**
 * `z_transform`: z [batch, nz] -> w [batch, zEmbDim]. In the published numbering of modules 0 is the pixel norm, and
 * every linear layer is followed by its activation.
 */
export function mapping(g: NetworkBuilder, z: Value, nMlp: number, weights: Weights): Value {
  return g.scope('z_transform', () => {
    let w = pixelNorm(g, z);
    for (let layer = 0; layer <= nMlp; layer++) {
      const module = `z_transform.${1 + 2 * layer}`;
      w = g.silu(g.linear(w, weights(`${module}.weight`), weights(`${module}.bias`)));
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
  const frequencies = Array.from({ length: half }, (_, k) =>
    Math.exp(Math.fround(k * -Math.fround(Math.log(10000) / (half - 1)))),
  );
  const time = g.reshape(g.toFloat(t), [0, 1]);
  const angles = (name: string, values: readonly number[]) =>
    g.mul(time, g.initializer(name, 'float32', [1, values.length], Float32Array.from(values)));
  const angle = angles(`frequencies/${half}`, frequencies);
  const waves = [g.node('Sin', [angle]), g.node('Cos', [angle])];
  // The sine of frequency 0.
  if (size % 2 === 1) waves.push(angles('frequencies/zero', [0]));
  return g.concat(waves, 1);
}

/** The generator's time embedding, after the activation that every user of it applies: [batch, 4 nf]. */
export function timeEmbedding(g: NetworkBuilder, t: Value, nf: number, weights: Weights): Value {
  return g.scope('temb', () => {
    const linear = (x: Value, module: string) =>
      g.linear(x, weights(`${module}.weight`), weights(`${module}.bias`));
    const hidden = g.silu(linear(sinusoidalEmbedding(g, t, nf), 'all_modules.0'));
    return g.silu(linear(hidden, 'all_modules.1'));
  });
}
