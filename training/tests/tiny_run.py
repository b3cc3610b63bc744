"""The smallest run, for tests."""

from __future__ import annotations

import reference  # noqa: F401  (puts training/ on the path)
import torch

from ddgan.config import TrainConfig
from ddgan.discriminator import DiscriminatorConfig
from ddgan.generator import GeneratorConfig

TINY = TrainConfig(
    generator=GeneratorConfig(
        image_size=32, num_channels_dae=8, ch_mult=(1, 2), num_res_blocks=1, nz=8, z_emb_dim=16, n_mlp=1
    ),
    discriminator=DiscriminatorConfig("small", ngf=4, t_emb_dim=16),
    num_timesteps=2,
    batch_size=4,
    lr_g=1e-3,
    lr_d=1e-3,
    lr_min=1e-5,
    decay_images=100,
    r1_gamma=0.1,
    lazy_reg=2,
    ema_decay=0.999,
    augment=("color", "translation", "cutout"),
)


def pictures(count: int) -> torch.Tensor:
    return torch.randint(0, 256, (count, 3, 32, 32), dtype=torch.uint8, generator=torch.Generator().manual_seed(3))
