/** Files of other families, by names of tensors that each has, as its own code saves them. */
import { describe, expect, it } from 'vitest';
import { noGenerator } from './other-families.ts';

const FILES: readonly (readonly [what: string, ...names: string[]])[] = [
  ['divided by spectral norm', 'module.all_modules.0.weight_orig', 'module.all_modules.0.weight_u'],
  ['parametrised weights', 'all_modules.2.parametrizations.weight.original'],
  ['score-based model', 'module.all_modules.0.weight', 'module.sigmas'],
  ['discriminator of a denoising diffusion GAN', 'module.start_conv.weight', 'module.t_embed.main.0.weight'],
  ['LoRA', 'lora_unet_down_blocks_0_attentions_0.lora_up.weight'],
  ['LoRA', 'base_model.model.down_blocks.0.attn2.to_q.lora_A.weight'],
  [
    'Stable Diffusion',
    'model.diffusion_model.input_blocks.0.0.weight',
    'first_stage_model.encoder.conv_in.weight',
  ],
  ['Stable Diffusion', 'down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q.weight', 'conv_in.weight'],
  ['diffusion transformer', 'blocks.0.adaLN_modulation.1.weight', 'blocks.0.attn.qkv.weight'],
  ['diffusion transformer', 'model.diffusion_model_alike.joint_blocks.0.x_block.attn.qkv.weight'],
  ['diffusion transformer', 'double_blocks.0.img_attn.qkv.weight'],
  ['autoencoder', 'encoder.conv_in.weight', 'quant_conv.weight', 'post_quant_conv.weight'],
  ['autoencoder', 'quantize.embedding.weight', 'decoder.conv_in.weight'],
  ['DDPM', 'time_embed.0.weight', 'input_blocks.0.0.weight', 'out.2.weight'],
  ['DDPM', 'temb.dense.0.weight', 'down.0.block.0.conv1.weight'],
  ['DDPM', 'conv_in.weight', 'down_blocks.0.resnets.0.conv1.weight'],
  ['DDPM', 'model.init_conv.weight', 'model.downs.0.0.block1.proj.weight'],
  ['EDM', 'model.map_layer0.weight', 'model.enc.32x32_conv.weight'],
  ['generator of StyleGAN', 'mapping.fc0.weight', 'synthesis.b4.const'],
  ['generator of StyleGAN', 'synthesis.input.freqs'],
  ['generator of StyleGAN', 'g_ema.style.1.weight', 'g_ema.convs.0.conv.modulation.weight'],
  ['discriminator of StyleGAN', 'b64.fromrgb.weight', 'b4.out.weight'],
  ['discriminator of StyleGAN', 'd.convs.0.0.weight', 'd.final_linear.0.weight'],
  ['ESRGAN', 'conv_first.weight', 'body.0.rdb1.conv1.weight'],
  ['ESRGAN', 'RRDB_trunk.0.RDB1.conv1.weight'],
  ['ESRGAN', 'params_ema.layers.0.residual_group.blocks.0.attn.qkv.weight'],
  ['CycleGAN', 'model.1.weight', 'model.10.conv_block.1.weight'],
  ['pix2pix', 'model.model.0.weight', 'model.model.1.model.1.weight'],
  ['BigGAN', 'shared.weight', 'linear.u0', 'linear.sv0'],
  ['SNGAN', 'block2.c1.weight_orig', 'block2.c1.weight_u'],
  ['DCGAN', 'main.0.weight', 'main.1.running_mean'],
  ['CLIP', 'visual.transformer.resblocks.0.attn.in_proj_weight'],
  ['language', 'model.layers.0.self_attn.q_proj.weight', 'lm_head.weight'],
  ['classifier', 'layer1.0.conv1.weight', 'fc.weight'],
  ['classifier', 'features.0.weight', 'classifier.6.weight'],
  ['classifier', 'cls_token', 'blocks.0.attn.qkv.weight', 'head.weight'],
  ['classifier', 'Mixed_5b.branch1x1.conv.weight'],
  ['optimiser', 'state.0.exp_avg', 'state.0.exp_avg_sq'],
  ['no tensors'],
  ['no family that is known here', 'weights', 'biases'],
];

describe('a file without a generator of ours', () => {
  it.each(FILES)('is refused as what it is: %s (%s)', (what, ...names) => {
    const { code, message } = noGenerator(names);
    expect(code).toBe('architecture');
    expect(message).toContain(what);
    expect(message).toMatch(/^The checkpoint [^\n]+\. Trilemma Studio opens generators of [^\n]+: [^\n]+\.$/);
  });
});
