/** What a file holds that has no generator of ours: families of networks by names of their tensors. */
import { TrilemmaError } from '../../../shared/errors.ts';

interface Family {
  /** Completes "It is ...". */
  readonly what: string;
  /** A name that all files of the family have, and none of those further down the list. */
  readonly sign: RegExp;
  /** What to do, where it is not to take another file. */
  readonly way?: string;
}

/** `at('a.b')`: names that begin with `a.b` at their start, or after a wrapper such as `module.` or `state_dict.`. */
function at(pattern: string): RegExp {
  return new RegExp(`(?:^|\\.)(?:${pattern})`);
}

/** The first that fits counts. */
const FAMILIES: readonly Family[] = [
  {
    what: 'a generator whose weights are divided by spectral norm (weight_orig)',
    sign: at(String.raw`all_modules\..*\.?weight_orig$`),
    way: 'call torch.nn.utils.remove_spectral_norm on each layer, save the generator again, and import that',
  },
  {
    what: 'a generator with parametrised weights (parametrizations)',
    sign: at(String.raw`all_modules\..*parametrizations\.`),
    way: 'call torch.nn.utils.parametrize.remove_parametrizations on each layer, save the generator again, and import that',
  },
  {
    what: 'a score-based model (NCSN++), which has DDGAN’s blocks but no latent (z_transform), and needs hundreds of steps',
    sign: at(String.raw`all_modules\.0\.weight$`),
  },
  {
    what: 'the discriminator of a denoising diffusion GAN',
    sign: at(String.raw`start_conv\.weight$`),
    way: 'import the generator of the same training run: netG_*.pth or content.pth',
  },
  { what: 'a LoRA, a change of another model’s weights', sign: /[._]lora_(?:up|down|A|B)\b/ },
  {
    what: 'a latent diffusion model, such as Stable Diffusion',
    sign: at(
      String.raw`model\.diffusion_model\.|first_stage_model\.|cond_stage_model\.|(?:down|up|mid)_blocks?\..*\.transformer_blocks\.`,
    ),
  },
  {
    what: 'a diffusion transformer, such as DiT, Stable Diffusion 3 or FLUX',
    sign: at(String.raw`joint_blocks\.0\.|double_blocks\.0\.|blocks\.0\.adaLN_modulation\.`),
  },
  {
    what: 'an autoencoder (VAE or VQGAN), which only encodes and decodes pictures',
    sign: at(String.raw`(?:post_)?quant_conv\.weight$|quantize\.embedding\.weight$`),
  },
  {
    what: 'a diffusion model of many steps (the UNet of DDPM, ADM or EDM)',
    sign: at(
      String.raw`input_blocks\.0\.0\.weight$|temb\.dense\.0\.weight$|down_blocks\.0\.resnets\.0\.|downs\.0\.0\.|map_layer0\.weight$`,
    ),
  },
  {
    what: 'a generator of StyleGAN',
    sign: at(
      String.raw`synthesis\.(?:b\d+|input|L\d+_\d+_\d+)\.|(?:convs\.\d+|conv1)\.conv\.modulation\.weight$|g_synthesis\.`,
    ),
  },
  {
    what: 'the discriminator of StyleGAN',
    sign: at(String.raw`b\d+\.fromrgb\.weight$|final_linear\.0\.weight$`),
  },
  {
    what: 'a network for super-resolution, such as ESRGAN',
    sign: at(
      String.raw`RRDB_trunk\.0\.|body\.0\.rdb1\.|model\.1\.sub\.0\.RDB1\.|layers\.0\.residual_group\.`,
    ),
  },
  {
    what: 'a translator between kinds of pictures (CycleGAN or pix2pix)',
    sign: at(String.raw`model\.\d+\.conv_block\.\d+\.weight$|model\.model\.0\.weight$`),
  },
  {
    what: 'a GAN with spectral normalisation, such as SNGAN, SAGAN or BigGAN',
    sign: /(?:^|\.)(?:weight_orig|weight_u|u0|sv0)$/,
  },
  { what: 'a plain convolutional GAN (DCGAN)', sign: at(String.raw`main\.0\.weight$`) },
  {
    what: 'a model of language, or one that compares pictures with text (CLIP)',
    sign: at(
      String.raw`text_model\.encoder\.|visual\.transformer\.|layers\.0\.self_attn\.q_proj\.|transformer\.h\.0\.`,
    ),
  },
  {
    what: 'a classifier, which names what is in a picture and makes none',
    sign: at(
      String.raw`layer1\.0\.conv1\.weight$|features\.0\.(?:0\.)?weight$|blocks\.0\.attn\.qkv\.weight$|Mixed_5b\.`,
    ),
  },
  { what: 'the state of an optimiser, without a network', sign: at(String.raw`exp_avg(?:_sq)?$`) },
];

/**
 * Why there is no generator of ours among these tensors: which family they are of, where that is known, and what to do.
 *
 * @param names of all tensors of the file
 */
export function noGenerator(names: Iterable<string>): TrilemmaError {
  const all = [...names];
  if (all.length === 0) {
    return refusal('holds no tensors', 'save the state dict of a trained generator, and import that');
  }
  const family = FAMILIES.find(({ sign }) => all.some((name) => sign.test(name)));
  if (family === undefined) {
    return refusal(
      'has no z_transform and all_modules, and is of no family that is known here',
      ANOTHER_FILE,
    );
  }
  return refusal(`is ${family.what}`, family.way ?? ANOTHER_FILE);
}

const ANOTHER_FILE = 'import netG_*.pth or content.pth of a training run of DDGAN, RDUOT or WaveDiff';

function refusal(what: string, way: string): TrilemmaError {
  return new TrilemmaError(
    'architecture',
    `The checkpoint ${what}. Trilemma Studio opens generators of denoising diffusion GANs: ${way}.`,
  );
}
