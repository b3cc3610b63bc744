"""The Haar transform, orthonormal, of squares of 2x2 pixels (Phung, Dao, Tran, CVPR 2023), and pictures in its space.

    LL = (a + b + c + d)/2    W = (a - b + c - d)/2    H = (a + b - c - d)/2    HH = (a - b - c + d)/2

of a, b (right of a), c (below a), d: W is high along the row, H down the column. A network of wavelet space works on
the bands of a picture, divided by 2, instead of its pixels: twelve channels at half the side.
"""

from __future__ import annotations

import torch
from torch import Tensor

# Where the bands LL, W, H, HH stand in a picture's coefficients. Which of the two holds is in no checkpoint's weights.
BAND_ORDERS = {"width_first": (0, 1, 2, 3), "height_first": (0, 2, 1, 3)}


def _empty(x: Tensor, channels: int, height: int, width: int) -> Tensor:
    channels_last = x.stride(1) == 1 and x.shape[1] > 1
    layout = torch.channels_last if channels_last else torch.contiguous_format
    return torch.empty(x.shape[0], channels, height, width, dtype=x.dtype, device=x.device, memory_format=layout)


def _analyse(x: Tensor) -> Tensor:
    x = x * 0.5
    a, b, c, d = x[:, :, ::2, ::2], x[:, :, ::2, 1::2], x[:, :, 1::2, ::2], x[:, :, 1::2, 1::2]
    top, bottom, top_difference, bottom_difference = a + b, c + d, a - b, c - d
    out = _empty(x, 4 * x.shape[1], x.shape[2] // 2, x.shape[3] // 2)
    low, width, height, both = out.chunk(4, dim=1)
    torch.add(top, bottom, out=low)
    torch.add(top_difference, bottom_difference, out=width)
    torch.sub(top, bottom, out=height)
    torch.sub(top_difference, bottom_difference, out=both)
    return out


def _synthesise(bands: Tensor) -> Tensor:
    low, width, height, both = (bands * 0.5).chunk(4, dim=1)
    top, bottom, top_difference, bottom_difference = low + height, low - height, width + both, width - both
    out = _empty(bands, low.shape[1], 2 * low.shape[2], 2 * low.shape[3])
    torch.add(top, top_difference, out=out[:, :, ::2, ::2])
    torch.sub(top, top_difference, out=out[:, :, ::2, 1::2])
    torch.add(bottom, bottom_difference, out=out[:, :, 1::2, ::2])
    torch.sub(bottom, bottom_difference, out=out[:, :, 1::2, 1::2])
    return out


class _Haar(torch.autograd.Function):
    """The transform is orthonormal: the gradient passes back through its inverse, and the other way round."""

    @staticmethod
    def forward(ctx, x: Tensor) -> Tensor:
        return _analyse(x)

    @staticmethod
    def backward(ctx, gradient: Tensor) -> Tensor:
        return _InverseHaar.apply(gradient)


class _InverseHaar(torch.autograd.Function):
    @staticmethod
    def forward(ctx, bands: Tensor) -> Tensor:
        return _synthesise(bands)

    @staticmethod
    def backward(ctx, gradient: Tensor) -> Tensor:
        return _Haar.apply(gradient)


def haar(x: Tensor) -> Tensor:
    """[N, C, H, W], even sides -> [N, 4 C, H/2, W/2]: LL, W, H, HH with all their channels one after the other."""
    return _Haar.apply(x)


def inverse_haar(bands: Tensor) -> Tensor:
    """[N, 4 C, H, W] -> [N, C, 2 H, 2 W]."""
    return _InverseHaar.apply(bands)


def _ordered(bands: Tensor, band_order: str) -> Tensor:
    """Both orders are their own inverse, so this leads there and back."""
    parts = bands.chunk(4, dim=1)
    return torch.cat([parts[index] for index in BAND_ORDERS[band_order]], dim=1)


def encode(pictures: Tensor, band_order: str) -> Tensor:
    """Pictures in [-1, 1] [N, 3, S, S] -> coefficients in [-1, 1] [N, 12, S/2, S/2]; an empty order: the pictures."""
    return _ordered(haar(pictures), band_order) * 0.5 if band_order else pictures


def decode(x: Tensor, band_order: str) -> Tensor:
    """What `encode` gave -> pictures [N, 3, S, S], not clamped."""
    return inverse_haar(_ordered(x, band_order) * 2.0) if band_order else x
