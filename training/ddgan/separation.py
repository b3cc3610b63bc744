"""How well D tells denoised pictures from real ones: whether G still has somebody to learn from."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor

from .schedule import Schedule
from .step import DiscriminatorFn, GeneratorFn, denoise, draw


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
        batch = denoise(generator, schedule, x_0, replace(draws, t=t))
        real, fake = (discriminator(x, t, batch.x_tp1).flatten() for x in (batch.x_t, batch.fake_x_t))
        difference = real[:, None] - fake[None, :]
        areas.append(((difference > 0).float() + 0.5 * (difference == 0).float()).mean().item())
    return areas
