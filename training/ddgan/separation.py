"""How well D tells denoised pictures from real ones: whether G still has somebody to learn from."""

from __future__ import annotations

import torch
from torch import Tensor

from .schedule import Schedule
from .step import DiscriminatorFn, GeneratorFn, draw


@torch.no_grad()
def separation(
    discriminator: DiscriminatorFn,
    generator: GeneratorFn,
    schedule: Schedule,
    x_0: Tensor,
    nz: int,
    rng: torch.Generator,
) -> list[float]:
    """For each t from 0, the probability that D prefers a real x_t to a denoised one (ROC area; 0.5: at chance).

    x_0 [N, 3, H, W], real pictures, best those that D never saw; N a multiple of D's group.
    """
    areas = []
    for step in range(schedule.num_timesteps):
        draws = draw(x_0.shape, nz, schedule.num_timesteps, rng)
        t = torch.full_like(draws.t, step)
        x_t, x_tp1 = schedule.diffuse_pair(x_0, t, draws.noise_t, draws.noise_tp1)
        fake_x_t = schedule.sample_posterior(generator(x_tp1, t, draws.z), x_tp1, t, draws.noise_post)
        real, fake = discriminator(x_t, t, x_tp1).flatten(), discriminator(fake_x_t, t, x_tp1).flatten()
        difference = real[:, None] - fake[None, :]
        areas.append(((difference > 0).float() + 0.5 * (difference == 0).float()).mean().item())
    return areas
