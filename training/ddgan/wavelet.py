"""Blocks of the wavelet generator, which halves and doubles by Haar bands instead of FIR filters.

LL/2 is the mean of a square, and IHaar(2u, bands) is u doubled plus IHaar(0, bands): where that saves work, it is
written so.
"""

from __future__ import annotations

from typing import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .blocks import ResBlock
from .haar import haar, inverse_haar
from .layers import conv, variance_scaling_


def _mean(x: Tensor) -> Tensor:
    return F.avg_pool2d(x, 2)


def _doubled(x: Tensor) -> Tensor:
    return F.interpolate(x, scale_factor=2.0, mode="nearest")


class WaveletDown(ResBlock):
    """Residual block that goes on with the LL band of its first convolution and keeps the others for the way up."""

    def __init__(self, channels: int, temb_dim: int, style_dim: int) -> None:
        super().__init__(channels, channels, temb_dim, style_dim, project_skip=True)

    def forward(self, x: Tensor, temb: Tensor, w: Tensor) -> tuple[Tensor, Tensor]:
        """[N, C, H, W] -> [N, C, H/2, W/2] and W, H, HH [N, 3 C, H/2, W/2]."""
        channels = x.shape[1]
        low, bands = haar(self.Conv_0(F.silu(self.GroupNorm_0(x, w)))).split([channels, 3 * channels], dim=1)
        # A convolution of 1x1 and the mean may change places.
        return self._second_half(low * 0.5, self._skip(_mean(x)), temb, w), bands


class WaveletUp(ResBlock):
    """Residual block that doubles with the bands that its mirror, a level above, kept."""

    def __init__(self, channels: int, kept_channels: int, temb_dim: int, style_dim: int) -> None:
        super().__init__(channels, channels, temb_dim, style_dim, project_skip=True)
        self.convH_0 = conv(3 * kept_channels, 3 * channels, 3, groups=3)

    def forward(self, x: Tensor, temb: Tensor, w: Tensor, bands: Tensor) -> Tensor:
        """x [N, C, H, W], bands [N, 3 kept, H, W] -> [N, C, 2 H, 2 W]."""
        h, skip = self.Conv_0(F.silu(self.GroupNorm_0(x, w))), self._skip(x)
        # The contract halves the convolution's input and doubles its output, which is to count the bias twice.
        bands = self.convH_0(bands) + self.convH_0.bias[:, None, None].to(bands.dtype)
        full = inverse_haar(torch.cat([h * 2.0, bands], dim=1))
        # The skip gets the same bands: what differs is the low band alone.
        return self._second_half(full, full + _doubled(skip - h), temb, w)


class WaveletPyramid(nn.Conv2d):
    """Input pyramid step: a 3x3 convolution of all four bands."""

    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__(4 * in_channels, out_channels, 3, padding=1)
        variance_scaling_(self.weight, 4 * in_channels * 9, out_channels * 9)
        nn.init.zeros_(self.bias)

    def forward(self, x: Tensor) -> Tensor:
        """[N, C, H, W] -> [N, out, H/2, W/2]."""
        return super().forward(haar(x) * 0.5)


def on_low_band(block: Callable[[Tensor], Tensor], h: Tensor) -> Tensor:
    """Sends half the LL band of h [N, C, H, W] through `block` and leaves the other bands: [N, C, H, W]."""
    mean = _mean(h)
    return h + _doubled(block(mean) - mean)
