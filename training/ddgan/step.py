"""One training step as functions of explicit noise (docs/ddgan.md, section 4; paper, section 3.2)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Callable, Iterable, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .schedule import Schedule

# D(x_t, t, x_{t+1}) -> logits [N, 1] and G(x_{t+1}, t, z) -> x_0 [N, C, H, W].
DiscriminatorFn = Callable[[Tensor, Tensor, Tensor], Tensor]
GeneratorFn = Callable[[Tensor, Tensor, Tensor], Tensor]
# Of x_0 and t -> logits, of as many of the pictures as it judges.
PredictionFn = Callable[[Tensor, Tensor], Tensor]

_NEAR = 0.1


@dataclass(frozen=True)
class LossWeights:
    """Of what G's loss has beside the paper's; 0 leaves it out."""

    near_miss: float = 0.0
    l1: float = 0.0
    prediction: float = 0.0


@dataclass(frozen=True)
class Draws:
    """Every random number of one half step: t [N], z [N, nz], the noises [N, C, H, W]."""

    t: Tensor
    noise_t: Tensor
    noise_tp1: Tensor
    z: Tensor
    noise_post: Tensor


def draw(
    shape: torch.Size, nz: int, num_timesteps: int, generator: torch.Generator, t_weights: Sequence[float] = ()
) -> Draws:
    """Draws for images of `shape`, on the random generator's device.

    `t_weights` says how often each t comes in proportion to the others; without it, all come as often. It shifts the
    networks' time, not what they learn: every t has its own pair of distributions (paper, section 3.2).
    """
    options = {"generator": generator, "device": generator.device}
    if t_weights:
        weights = torch.tensor(t_weights, dtype=torch.float32, device=generator.device)
        t = torch.multinomial(weights, shape[0], replacement=True, generator=generator)
    else:
        t = torch.randint(0, num_timesteps, (shape[0],), **options)
    return Draws(
        t=t,
        noise_t=torch.randn(shape, **options),
        noise_tp1=torch.randn(shape, **options),
        z=torch.randn(shape[0], nz, **options),
        noise_post=torch.randn(shape, **options),
    )


def r1_penalty(logits: Tensor, x_t: Tensor) -> Tensor:
    """Mean over images of ||d sum(D) / d x_t||^2, differentiable for D's weights."""
    (gradient,) = torch.autograd.grad(logits.sum(), x_t, create_graph=True)
    return gradient.flatten(1).square().sum(dim=1).mean()


@dataclass(frozen=True)
class Denoised:
    """A batch of data noised to x_t and x_{t+1}, and denoised: G's prediction of x_0, and x_t drawn by that."""

    t: Tensor
    x_0: Tensor
    x_t: Tensor
    x_tp1: Tensor
    fake_x_0: Tensor
    fake_x_t: Tensor


def denoise(generator: GeneratorFn, schedule: Schedule, x_0: Tensor, draws: Draws) -> Denoised:
    """Noises x_0 [N, C, H, W] to x_{t+1} and lets G go one step back."""
    x_t, x_tp1 = schedule.diffuse_pair(x_0, draws.t, draws.noise_t, draws.noise_tp1)
    fake_x_0 = generator(x_tp1, draws.t, draws.z)
    fake_x_t = schedule.sample_posterior(fake_x_0, x_tp1, draws.t, draws.noise_post)
    return Denoised(draws.t, x_0, x_t, x_tp1, fake_x_0, fake_x_t)


def discriminator_losses(
    discriminator: DiscriminatorFn,
    batch: Denoised,
    r1_gamma: float | None = None,
    on_prediction: PredictionFn | None = None,
) -> dict[str, Tensor]:
    """`real` and `fake`, and with `r1_gamma` the weighted penalty `r1`; their sum is the loss. No gradient reaches G.

    With `on_prediction`, a second discriminator, `prediction_real` and `prediction_fake`, its hinge losses.
    """
    x_t = batch.x_t.detach().requires_grad_(r1_gamma is not None)
    real = discriminator(x_t, batch.t, batch.x_tp1)
    losses = {"real": F.softplus(-real).mean()}
    if r1_gamma is not None:
        losses["r1"] = 0.5 * r1_gamma * r1_penalty(real, x_t)
    if on_prediction:
        losses["prediction_real"] = F.relu(1.0 - on_prediction(batch.x_0, batch.t)).mean()
        losses["prediction_fake"] = F.relu(1.0 + on_prediction(batch.fake_x_0.detach(), batch.t)).mean()
    losses["fake"] = F.softplus(discriminator(batch.fake_x_t.detach(), batch.t, batch.x_tp1)).mean()
    return losses


def near_miss(predicted: Tensor, x_0: Tensor) -> Tensor:
    """Mean over images and pixels of e^2 / (e^2 + c^2), e the colour's distance (Geman and McClure 1985), c = 0.1.

    It has a slope where a prediction is nearly right, as in a sky that keeps some of x_1's noise, which D hardly sees.
    Far from the photograph it is flat: texture that must be made up stays D's business, and is not blurred.
    """
    square = (predicted - x_0).square().sum(dim=1)
    return (square / (square + _NEAR**2)).mean()


def denoising_loss(batch: Denoised, weight: float) -> Tensor:
    """The weighted mean distance of the prediction from x_0, as in wavelet diffusion GANs (Phung et al. 2023)."""
    return weight * F.l1_loss(batch.fake_x_0, batch.x_0)


def generator_losses(
    discriminator: DiscriminatorFn,
    batch: Denoised,
    weights: LossWeights = LossWeights(),
    on_prediction: PredictionFn | None = None,
) -> dict[str, Tensor]:
    """`g`, the non-saturating loss on the denoised posterior sample; others where they have a weight; their sum counts.

    `g_prediction` is how little the second discriminator likes the prediction. `g_l1` is that of wavelet diffusion
    GANs: the mean distance of the prediction from x_0. `g_near_miss` is not the paper's: see there. It counts at t = 0
    alone, where the prediction is the picture itself.
    """
    losses = {"g": F.softplus(-discriminator(batch.fake_x_t, batch.t, batch.x_tp1)).mean()}
    if on_prediction and weights.prediction:
        losses["g_prediction"] = -weights.prediction * on_prediction(batch.fake_x_0, batch.t).mean()
    if weights.l1:
        losses["g_l1"] = denoising_loss(batch, weights.l1)
    last = batch.t == 0
    if weights.near_miss and last.any():
        losses["g_near_miss"] = weights.near_miss * near_miss(batch.fake_x_0[last], batch.x_0[last])
    return losses


def optimise(optimizer: torch.optim.Optimizer, loss: Tensor, most: float | None = None) -> None:
    """One step of descent; with `most`, along a gradient of that norm at most."""
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    if most is not None:
        nn.utils.clip_grad_norm_([p for group in optimizer.param_groups for p in group["params"]], most)
    optimizer.step()


def freeze(module: nn.Module, frozen: bool) -> None:
    """Spares the backward pass the weight gradients of a network that does not learn in this half step."""
    for parameter in module.parameters():
        parameter.requires_grad_(not frozen)


@torch.no_grad()
def update_ema(average: Iterable[Tensor], current: Iterable[Tensor], decay: float) -> None:
    """average <- decay * average + (1 - decay) * current, in place."""
    average, current = list(average), list(current)
    torch._foreach_mul_(average, decay)
    torch._foreach_add_(average, current, alpha=1.0 - decay)


def ema_decay_at(step: int, decay: float) -> float:
    """Warm-up: early in training the average forgets quickly, else it keeps the random start."""
    return min(decay, (1.0 + step) / (10.0 + step))


def cosine_rate(initial: float, final: float, progress: float) -> float:
    """Learning rate after `progress` (0..1) of the decay; constant at `final` afterwards."""
    return final + 0.5 * (initial - final) * (1.0 + math.cos(math.pi * min(progress, 1.0)))
