/**
 * The DDGAN generator G(x_t, t, z) -> x_0: NCSN++ with adaptive group normalisation (Xiao et al. 2022, section 4 and
 * appendix C; docs/ddgan.md, section 2). `all_modules` is one flat list, and the walk below visits it in its order.
 */
import { type BandOrder, type GeneratorConfig, sampleShape } from '../../shared/models/architecture.ts';
import type { Graph, Value } from '../onnx/graph.ts';
import { NetworkBuilder } from '../onnx/network-builder.ts';
import { channelsOf, type Feature, feature, sideOf } from './feature.ts';
import { GeneratorBlocks } from './generator-blocks.ts';
import { mapping, timeEmbedding } from './embedding.ts';
import { inverseHaar } from './haar.ts';
import { FirLevels, fromPatches, HaarLevels, toPatches } from './levels.ts';
import { declaredParameters, type Parameters, type Weights } from './parameters.ts';

/** The latent that is the graph's input: z, or w, the mapping's output. */
export type LatentInput = 'z' | 'w';

/**
 * Adds the network after the mapping.
 * @param inputs x_t [batch, channels, side, side] of `sampleShape`, t int64 [batch], w [batch, zEmbDim].
 * @returns the prediction of x_0, in [-1, 1].
 */
function network(
  g: NetworkBuilder,
  config: GeneratorConfig,
  weights: Weights,
  inputs: { readonly x_t: Value; readonly t: Value; readonly w: Value },
): Value {
  const temb = timeEmbedding(g, inputs.t, config.nf, weights);
  const blocks = new GeneratorBlocks(g, weights, inputs.w, temb);
  const { chMult, numResBlocks, attnResolutions, wavelet } = config;
  const levels = wavelet?.levels === 'haar' ? new HaarLevels(g, blocks) : new FirLevels(g, blocks);
  const patchSize = wavelet?.patchSize ?? 1;
  const withAttention = (h: Feature) => (attnResolutions.includes(sideOf(h.value)) ? blocks.attention(h) : h);

  let pyramid = feature(toPatches(g, inputs.x_t, patchSize));
  const channels = channelsOf(pyramid.value);
  let h = blocks.input(pyramid, config.nf);
  const skips = [h];
  const push = (next: Feature) => {
    skips.push(next);
    return next;
  };
  for (const [level, multiplier] of chMult.entries()) {
    for (let i = 0; i < numResBlocks; i++) {
      h = push(withAttention(blocks.residual([h], config.nf * multiplier)));
    }
    if (level < chMult.length - 1) pyramid = h = push(levels.pyramid(pyramid, levels.down(h)));
  }
  h = levels.middle(h);
  for (const [level, multiplier] of [...chMult.entries()].reverse()) {
    for (let i = 0; i <= numResBlocks; i++) {
      h = blocks.residual([h, skips.pop()!], config.nf * multiplier);
    }
    h = withAttention(h);
    if (level > 0) h = levels.up(h);
  }
  return g.tanh(fromPatches(g, blocks.output(h, channels), patchSize));
}

/** Every parameter of the generator. The published state dict has those of the mapping last. */
export function generatorParameters(config: GeneratorConfig): Parameters {
  return declaredParameters((g, weights) => {
    const w = g.input('w', 'float32', ['batch', config.zEmbDim]);
    network(g, config, weights, { ...pictureInputs(g, config), w });
    mapping(g, g.input('z', 'float32', ['batch', config.nz]), config, weights);
  });
}

/**
 * Adds the whole generator.
 * @param inputs x_t [batch, channels, side, side] of `sampleShape` (x_{t+1} of the paper), t int64 [batch], z [batch, nz].
 * @returns the prediction of x_0, in [-1, 1].
 */
export function generator(
  g: NetworkBuilder,
  config: GeneratorConfig,
  weights: Weights,
  { x_t, t, z }: { readonly x_t: Value; readonly t: Value; readonly z: Value },
): Value {
  return network(g, config, weights, { x_t, t, w: mapping(g, z, config, weights) });
}

/**
 * The generator as a graph of its own. Inputs `x_t`, `t` and `z` (or `w`), outputs `x_0` and `w_out`, and `picture` where
 * x_0 is coefficients; the batch is free.
 */
export function generatorGraph(
  config: GeneratorConfig,
  weights: (g: NetworkBuilder) => Weights,
  latentInput: LatentInput = 'z',
): Graph {
  const g = new NetworkBuilder(`ddgan-generator-${latentInput}`);
  const parameters = weights(g);
  const picture = pictureInputs(g, config);
  const latent = g.input(latentInput, 'float32', ['batch', latentInput === 'z' ? config.nz : config.zEmbDim]);
  const w = latentInput === 'w' ? latent : mapping(g, latent, config, parameters);
  const x_0 = network(g, config, parameters, { ...picture, w });
  g.output('x_0', x_0);
  if (config.wavelet !== undefined) g.output('picture', pictureOf(g, x_0, config.wavelet.bandOrder));
  if (latentInput === 'z') g.output('w_out', w);
  return g.build();
}

/**
 * The generator with a change of w between mapping and network: it gets w_scale * w + w_offset. Inputs `x_t`, `t`,
 * `z`, `w_scale` [batch, 1] and `w_offset` [batch, zEmbDim], output `x_0`. With 1 and 0 it computes, to the bit, what
 * {@link generatorGraph} does.
 */
export function samplingGraph(config: GeneratorConfig, weights: (g: NetworkBuilder) => Weights): Graph {
  const g = new NetworkBuilder('ddgan-sampling');
  const parameters = weights(g);
  const picture = pictureInputs(g, config);
  const z = g.input('z', 'float32', ['batch', config.nz]);
  const scale = g.input('w_scale', 'float32', ['batch', 1]);
  const offset = g.input('w_offset', 'float32', ['batch', config.zEmbDim]);
  const w = g.add(g.mul(mapping(g, z, config, parameters), scale), offset);
  g.output('x_0', network(g, config, parameters, { ...picture, w }));
  return g.build();
}

function pictureInputs(g: NetworkBuilder, config: GeneratorConfig) {
  return {
    x_t: g.input('x_t', 'float32', ['batch', ...sampleShape(config)]),
    t: g.input('t', 'int64', ['batch']),
  };
}

/** The picture of coefficients, clamped: as `picturesOf`, in a graph. */
function pictureOf(g: NetworkBuilder, coefficients: Value, order: BandOrder): Value {
  const colours = channelsOf(coefficients) / 4;
  const band = (index: number) => g.slice(coefficients, 1, index * colours, (index + 1) * colours);
  const details = order === 'width_first' ? [1, 2, 3] : [2, 1, 3];
  const whole = g.scale(g.concat(details.map(band), 1), 2);
  return g.clip(inverseHaar(g, band(0), whole), -1, 1);
}

/** The mapping alone, z [batch, nz] -> w [batch, zEmbDim]: draws of w without a picture. */
export function mappingGraph(config: GeneratorConfig, weights: (g: NetworkBuilder) => Weights): Graph {
  const g = new NetworkBuilder('ddgan-mapping');
  const z = g.input('z', 'float32', ['batch', config.nz]);
  g.output('w', mapping(g, z, config, weights(g)));
  return g.build();
}
