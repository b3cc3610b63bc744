/** The networks of a configuration of `training/configs`, as our training steps take them. */
import { readFileSync } from 'node:fs';
import type { TrainingConfig } from '../src/core/ddgan/training-step/training-step.ts';
import {
  type BandOrder,
  type DiscriminatorConfig,
  type GeneratorConfig,
  sampleShape,
} from '../src/shared/models/architecture.ts';

/** As `training/ddgan/config.py` reads it: `image_size` is the side of what the network works on. */
interface Description {
  readonly generator: {
    readonly image_size: number;
    readonly band_order?: BandOrder;
    readonly net_type?: 'normal' | 'wavelet';
    readonly num_channels_dae: number;
    readonly ch_mult: readonly number[];
    readonly num_res_blocks: number;
    readonly attn_resolutions: readonly number[];
    readonly nz: number;
    readonly z_emb_dim: number;
    readonly n_mlp: number;
  };
  readonly discriminator: {
    readonly variant: DiscriminatorConfig['variant'];
    readonly ngf: number;
    readonly t_emb_dim: number;
  };
  readonly num_timesteps: number;
  readonly r1_gamma: number;
  readonly l1_weight?: number;
}

interface ReadOptions {
  readonly batch: number;
  /** Networks of the same widths and sides of maps in the wavelet family, so for pictures of twice the side. */
  readonly inWavelets: boolean;
  readonly augmented: boolean;
}

/** @returns the step, and the weight of R1. */
export function readTrainingConfig(
  path: string,
  { batch, inWavelets, augmented }: ReadOptions,
): { readonly training: TrainingConfig; readonly r1Gamma: number } {
  const description = JSON.parse(readFileSync(path, 'utf8')) as Description;
  const { generator, ...rest } = description;
  const { discriminator, num_timesteps, r1_gamma, l1_weight } = inWavelets ? { ...rest, l1_weight: 1 } : rest;
  const G = generatorOf(
    inWavelets ? { ...generator, band_order: 'width_first', net_type: 'wavelet' } : generator,
  );
  const training = {
    generator: G,
    discriminator: {
      variant: discriminator.variant,
      imageSize: generator.image_size,
      numChannels: sampleShape(G)[0],
      ngf: discriminator.ngf,
      tEmbDim: discriminator.t_emb_dim,
    },
    steps: num_timesteps,
    batch,
    ...(l1_weight !== undefined && { reconstructionWeight: l1_weight }),
    augmented,
  };
  return { training, r1Gamma: r1_gamma };
}

function generatorOf({ image_size, band_order, net_type, ...G }: Description['generator']): GeneratorConfig {
  return {
    imageSize: band_order === undefined ? image_size : 2 * image_size,
    numChannels: 3,
    nf: G.num_channels_dae,
    chMult: G.ch_mult,
    numResBlocks: G.num_res_blocks,
    attnResolutions: G.attn_resolutions,
    nz: G.nz,
    zEmbDim: G.z_emb_dim,
    nMlp: G.n_mlp,
    ...(band_order !== undefined && {
      wavelet: { levels: net_type === 'wavelet' ? 'haar' : 'fir', bandOrder: band_order, patchSize: 1 },
    }),
  };
}
