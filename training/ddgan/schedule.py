"""Diffusion schedule and denoising posterior (docs/ddgan.md, section 1; paper, section 3 and appendix B)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

_TIME_EPS = 1e-3
_FIRST_BETA = 1e-8
_MIN_POSTERIOR_VARIANCE = 1e-20


def _betas(num_timesteps: int, beta_min: float, beta_max: float) -> Tensor:
    """beta_0..beta_T as float32 [T + 1], derived in float64 from the variance-preserving SDE."""
    abar = []
    for i in range(num_timesteps + 1):
        time = _TIME_EPS + (1.0 - _TIME_EPS) * i / num_timesteps
        log_mean = -0.25 * time**2 * (beta_max - beta_min) - 0.5 * time * beta_min
        abar.append(math.exp(2.0 * log_mean))
    betas = [_FIRST_BETA] + [1.0 - abar[i] / abar[i - 1] for i in range(1, num_timesteps + 1)]
    return torch.tensor(betas, dtype=torch.float64).to(torch.float32)


def _at(coefficients: Tensor, t: Tensor) -> Tensor:
    """Picks one coefficient per image: [K], [N] -> [N, 1, 1, 1]."""
    return coefficients[t].view(-1, 1, 1, 1)


@dataclass(frozen=True)
class Schedule:
    """Coefficients of the forward process (index 0..T) and of the posterior (index 0..T-1)."""

    num_timesteps: int
    a: Tensor
    sigma: Tensor
    a_cum: Tensor
    sigma_cum: Tensor
    betas: Tensor
    alphas_cumprod: Tensor
    posterior_mean_coef1: Tensor
    posterior_mean_coef2: Tensor
    posterior_variance: Tensor
    posterior_log_variance: Tensor

    @staticmethod
    def create(
        num_timesteps: int,
        beta_min: float = 0.1,
        beta_max: float = 20.0,
        device: torch.device | str = "cpu",
    ) -> "Schedule":
        betas = _betas(num_timesteps, beta_min, beta_max)
        a = torch.sqrt(1.0 - betas)
        a_cum = torch.cumprod(a, 0)
        step_betas = betas[1:]
        alphas = 1.0 - step_betas
        alphas_cum = torch.cumprod(alphas, 0)
        alphas_prev = torch.cat([torch.ones(1), alphas_cum[:-1]])
        variance = step_betas * (1.0 - alphas_prev) / (1.0 - alphas_cum)
        return Schedule(
            num_timesteps=num_timesteps,
            a=a.to(device),
            sigma=torch.sqrt(betas).to(device),
            a_cum=a_cum.to(device),
            sigma_cum=torch.sqrt(1.0 - a_cum**2).to(device),
            betas=step_betas.to(device),
            alphas_cumprod=alphas_cum.to(device),
            posterior_mean_coef1=(step_betas * alphas_prev.sqrt() / (1.0 - alphas_cum)).to(device),
            posterior_mean_coef2=((1.0 - alphas_prev) * alphas.sqrt() / (1.0 - alphas_cum)).to(device),
            posterior_variance=variance.to(device),
            posterior_log_variance=variance.clamp(min=_MIN_POSTERIOR_VARIANCE).log().to(device),
        )

    def diffuse_pair(
        self, x_0: Tensor, t: Tensor, noise_t: Tensor, noise_tp1: Tensor
    ) -> tuple[Tensor, Tensor]:
        """(x_t, x_{t+1}) from q, both [N, C, H, W]; t is [N] in 0..T-1."""
        x_t = _at(self.a_cum, t) * x_0 + _at(self.sigma_cum, t) * noise_t
        x_tp1 = _at(self.a, t + 1) * x_t + _at(self.sigma, t + 1) * noise_tp1
        return x_t, x_tp1

    def sample_posterior(self, x_0: Tensor, x_tp1: Tensor, t: Tensor, noise: Tensor) -> Tensor:
        """x_t ~ q(x_t | x_{t+1}, x_0), [N, C, H, W]; no noise is added at t = 0."""
        mean = _at(self.posterior_mean_coef1, t) * x_0 + _at(self.posterior_mean_coef2, t) * x_tp1
        std = torch.exp(0.5 * _at(self.posterior_log_variance, t))
        return mean + (t > 0).to(x_0.dtype).view(-1, 1, 1, 1) * std * noise
