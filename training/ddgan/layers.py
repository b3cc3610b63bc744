"""Layers that the generator and the discriminators share (docs/ddgan.md, sections 2 to 4)."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

# The published code asks for scale 0 and gets this one: outputs start near, but not at, zero.
NEAR_ZERO_SCALE = 1e-10
SQRT_HALF = math.sqrt(0.5)
_SMALL_PLANE = 256


def variance_scaling_(weight: Tensor, fan_in: int, fan_out: int, scale: float = 1.0) -> None:
    """Uniform variance scaling by the average of both fans (docs/ddgan.md, section 4)."""
    bound = math.sqrt(3.0 * scale / ((fan_in + fan_out) / 2.0))
    with torch.no_grad():
        weight.uniform_(-bound, bound)


def conv(
    in_channels: int, out_channels: int, size: int, scale: float = 1.0, bias: bool = True, **options: int
) -> nn.Conv2d:
    """Convolution with the contract's initialisation; same-size padding unless `options` say otherwise."""
    options.setdefault("padding", size // 2)
    module = nn.Conv2d(in_channels, out_channels, size, bias=bias, **options)
    variance_scaling_(module.weight, in_channels * size * size, out_channels * size * size, scale)
    if bias:
        nn.init.zeros_(module.bias)
    return module


def linear(in_features: int, out_features: int, scale: float = 1.0) -> nn.Linear:
    """Linear layer with the contract's initialisation."""
    module = nn.Linear(in_features, out_features)
    variance_scaling_(module.weight, in_features, out_features, scale)
    nn.init.zeros_(module.bias)
    return module


def sinusoidal_embedding(t: Tensor, size: int) -> Tensor:
    """Integer times [N] -> [N, size]: sines, then cosines, of geometrically falling frequencies."""
    half = size // 2
    steps = torch.arange(half, dtype=torch.float32, device=t.device)
    frequencies = torch.exp(steps * (-math.log(10000.0) / (half - 1)))
    angles = t.to(torch.float32)[:, None] * frequencies[None, :]
    return torch.cat([angles.sin(), angles.cos()], dim=1)


def _outer_kernel(taps: list[float]) -> Tensor:
    """Normalised separable kernel [1, 1, K, K]."""
    kernel = torch.outer(torch.tensor(taps), torch.tensor(taps))
    return (kernel / kernel.sum())[None, None]


def _depthwise(x: Tensor, kernel: Tensor, **options: int) -> Tensor:
    channels = x.shape[1]
    weight = kernel.to(x.dtype).expand(channels, *kernel.shape[1:])
    return F.conv2d(x, weight, groups=channels, **options)


class FIR(nn.Module):
    """Resampling and blurring by the binomial kernel [1, 3, 3, 1].

    The kernel is symmetric, so flipping it (as the contract states the operation) changes nothing.
    """

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("kernel", _outer_kernel([1.0, 3.0, 3.0, 1.0]), persistent=False)
        self.register_buffer("tent", _outer_kernel([1.0, 2.0, 1.0]), persistent=False)

    def down(self, x: Tensor) -> Tensor:
        """[N, C, H, W] -> [N, C, H/2, W/2]."""
        return _depthwise(x, self.kernel, stride=2, padding=1)

    def up(self, x: Tensor) -> Tensor:
        """[N, C, H, W] -> [N, C, 2H, 2W].

        [1, 3, 3, 1] is [1, 1] * [1, 2, 1]: doubling every pixel, then a tent, which is far faster than
        filtering inserted zeros or a transposed depthwise convolution.
        """
        return _depthwise(F.interpolate(x, scale_factor=2.0, mode="nearest"), self.tent, padding=1)

    def blur(self, x: Tensor) -> Tensor:
        """[N, C, H, W] -> [N, C, H+1, W+1], ready for an unpadded 3x3 convolution of stride 2."""
        return _depthwise(x, self.kernel, padding=2)


def group_norm(
    x: Tensor, groups: int, eps: float, weight: Tensor | None = None, bias: Tensor | None = None
) -> Tensor:
    """Group norm [N, C, H, W] that keeps the dtype and layout of its input."""
    if x.is_contiguous() or x.is_cuda or x.shape[2] * x.shape[3] > _SMALL_PLANE:
        if weight is not None and bias is not None:
            weight, bias = weight.to(x.dtype), bias.to(x.dtype)
        return F.group_norm(x, groups, weight, bias, eps)
    # PyTorch's CPU kernel for channels-last is several times slower than this detour on small planes.
    normed = F.group_norm(x.float().contiguous(), groups, weight, bias, eps)
    return normed.to(x.dtype).contiguous(memory_format=torch.channels_last)
