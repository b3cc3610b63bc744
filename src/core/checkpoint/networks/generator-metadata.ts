import { type GeneratorConfig, sampleShape } from '../../../shared/models/architecture.ts';

/**
 * The configuration of a generator as files of ours have it beside the tensors, by the names of training scripts. What
 * does not follow from the shapes is read back by `statedConfig`.
 */
export function generatorMetadata(config: GeneratorConfig): Readonly<Record<string, unknown>> {
  return {
    ...sideAndChannels(config),
    num_channels_dae: config.nf,
    ch_mult: config.chMult,
    num_res_blocks: config.numResBlocks,
    attn_resolutions: config.attnResolutions,
    nz: config.nz,
    z_emb_dim: config.zEmbDim,
    n_mlp: config.nMlp,
  };
}

/** In the wavelet family, files say side and channels of the coefficients. */
function sideAndChannels(config: GeneratorConfig) {
  const { imageSize, wavelet } = config;
  const [channels, side] = sampleShape(config);
  if (wavelet === undefined) return { image_size: side, num_channels: channels };
  return {
    image_size: side,
    ori_image_size: imageSize,
    num_channels: channels,
    net_type: wavelet.levels === 'haar' ? 'wavelet' : 'normal',
    patch_size: wavelet.patchSize,
    band_order: wavelet.bandOrder,
  };
}
