/**
 * Names and shapes of every parameter that a configuration has (docs/ddgan.md, sections 2 and 3), in the published
 * order.
 */
import type { DiscriminatorConfig, GeneratorConfig } from '../../../shared/models/architecture.ts';

/** Shapes by name, without the `module.` prefix. */
export type TensorShapes = ReadonlyMap<string, readonly number[]>;

type Put = (name: string, ...shape: number[]) => void;

/** Parameters of the generator: `all_modules` as one flat list, then the mapping `z_transform`. */
export function expectedGeneratorTensors(config: GeneratorConfig): TensorShapes {
  const shapes = new Map<string, readonly number[]>();
  const put: Put = (name, ...shape) => void shapes.set(name, shape);
  let index = 0;
  const add = (module: (prefix: string, put: Put) => void): void => module(`all_modules.${index++}`, put);

  const { nf, numChannels, numResBlocks, zEmbDim, nz } = config;
  const temb = 4 * nf;
  const resblock = (from: number, to: number, resamples = false): void =>
    add((prefix) => residualBlock(put, prefix, { from, to, resamples, temb, zEmbDim }));
  const attends = (level: number): boolean => config.attnResolutions.includes(config.imageSize / 2 ** level);
  const attention = (channels: number): void => add((prefix) => attentionBlock(put, prefix, channels));

  add((prefix) => linear(put, prefix, nf, temb));
  add((prefix) => linear(put, prefix, temb, temb));
  add((prefix) => conv(put, prefix, numChannels, nf, 3));

  const widths = config.chMult.map((multiplier) => nf * multiplier);
  const last = widths.length - 1;
  const skips = [nf];
  let channels = nf;
  let pyramid = numChannels;
  for (const [level, width] of widths.entries()) {
    for (let block = 0; block < numResBlocks; block++) {
      resblock(channels, width);
      channels = width;
      if (attends(level)) attention(channels);
      skips.push(channels);
    }
    if (level < last) {
      resblock(channels, channels, true);
      add((prefix) => conv(put, `${prefix}.Conv2d_0`, pyramid, channels, 3));
      pyramid = channels;
      skips.push(channels);
    }
  }
  resblock(channels, channels);
  attention(channels);
  resblock(channels, channels);
  for (let level = last; level >= 0; level--) {
    for (let block = 0; block <= numResBlocks; block++) {
      resblock(channels + skips.pop()!, widths[level]!);
      channels = widths[level]!;
    }
    if (attends(level)) attention(channels);
    if (level > 0) resblock(channels, channels, true);
  }
  add((prefix) => affine(put, prefix, channels));
  add((prefix) => conv(put, prefix, channels, numChannels, 3));

  linear(put, 'z_transform.1', nz, zEmbDim);
  for (let layer = 1; layer <= config.nMlp; layer++)
    linear(put, `z_transform.${2 * layer + 1}`, zEmbDim, zEmbDim);
  return shapes;
}

/** Output channels of the discriminators' blocks, as multiples of ngf. */
const discriminatorWidths = {
  small: [2, 4, 8, 8],
  medium: [2, 4, 8, 8],
  large: [4, 8, 8, 8, 8, 8],
} as const;

/** Parameters of a discriminator. */
export function expectedDiscriminatorTensors(config: DiscriminatorConfig): TensorShapes {
  const shapes = new Map<string, readonly number[]>();
  const put: Put = (name, ...shape) => void shapes.set(name, shape);
  const { ngf, tEmbDim } = config;
  linear(put, 't_embed.main.0', tEmbDim, tEmbDim);
  linear(put, 't_embed.main.2', tEmbDim, tEmbDim);
  let channels = 2 * ngf;
  conv(put, 'start_conv', 2 * config.numChannels, channels, 1);
  for (const [block, multiplier] of discriminatorWidths[config.variant].entries()) {
    const name = `conv${block + 1}`;
    const width = multiplier * ngf;
    conv(put, `${name}.conv1.0`, channels, width, 3);
    conv(put, `${name}.conv2.0`, width, width, 3);
    linear(put, `${name}.dense_t1`, tEmbDim, width);
    put(`${name}.skip.0.weight`, width, channels, 1, 1);
    channels = width;
  }
  conv(put, 'final_conv', channels + 1, channels, 3);
  linear(put, 'end_linear', channels, 1);
  return shapes;
}

interface ResidualBlock {
  readonly from: number;
  readonly to: number;
  /** Goes up or down by two. */
  readonly resamples: boolean;
  readonly temb: number;
  readonly zEmbDim: number;
}

function residualBlock(put: Put, prefix: string, block: ResidualBlock): void {
  const { from, to, zEmbDim } = block;
  linear(put, `${prefix}.GroupNorm_0.style`, zEmbDim, 2 * from);
  conv(put, `${prefix}.Conv_0`, from, to, 3);
  linear(put, `${prefix}.Dense_0`, block.temb, to);
  linear(put, `${prefix}.GroupNorm_1.style`, zEmbDim, 2 * to);
  conv(put, `${prefix}.Conv_1`, to, to, 3);
  if (from !== to || block.resamples) conv(put, `${prefix}.Conv_2`, from, to, 1);
}

function attentionBlock(put: Put, prefix: string, channels: number): void {
  affine(put, `${prefix}.GroupNorm_0`, channels);
  for (let matrix = 0; matrix < 4; matrix++) {
    put(`${prefix}.NIN_${matrix}.W`, channels, channels);
    put(`${prefix}.NIN_${matrix}.b`, channels);
  }
}

function linear(put: Put, prefix: string, from: number, to: number): void {
  put(`${prefix}.weight`, to, from);
  put(`${prefix}.bias`, to);
}

function conv(put: Put, prefix: string, from: number, to: number, side: number): void {
  put(`${prefix}.weight`, to, from, side, side);
  put(`${prefix}.bias`, to);
}

function affine(put: Put, prefix: string, channels: number): void {
  put(`${prefix}.weight`, channels);
  put(`${prefix}.bias`, channels);
}
