"""Blocks of the generator (docs/ddgan.md, section 2; paper, appendix C), with the published parameter names."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .layers import FIR, NEAR_ZERO_SCALE, SQRT_HALF, conv, group_norm, linear, variance_scaling_

_NORM_EPS = 1e-6


def _num_groups(channels: int) -> int:
    return min(channels // 4, 32)


class AdaptiveGroupNorm(nn.Module):
    """Group norm whose scale and shift come from the mapped latent w."""

    def __init__(self, channels: int, style_dim: int) -> None:
        super().__init__()
        self.groups = _num_groups(channels)
        self.style = linear(style_dim, 2 * channels)
        with torch.no_grad():
            self.style.bias[:channels] = 1.0

    def forward(self, x: Tensor, w: Tensor) -> Tensor:
        """x [N, C, H, W], w [N, z_emb_dim] -> [N, C, H, W]."""
        normed = group_norm(x, self.groups, _NORM_EPS)
        gamma, beta = self.style(w)[:, :, None, None].to(normed.dtype).chunk(2, dim=1)
        return torch.addcmul(beta, gamma, normed)


class GroupNorm(nn.GroupNorm):
    """Affine group norm."""

    def __init__(self, channels: int) -> None:
        super().__init__(_num_groups(channels), channels, eps=_NORM_EPS)

    def forward(self, x: Tensor) -> Tensor:
        return group_norm(x, self.num_groups, self.eps, self.weight, self.bias)


class ResBlock(nn.Module):
    """BigGAN-style residual block."""

    def __init__(
        self, in_channels: int, out_channels: int, temb_dim: int, style_dim: int, project_skip: bool = False
    ) -> None:
        super().__init__()
        self.GroupNorm_0 = AdaptiveGroupNorm(in_channels, style_dim)
        self.Conv_0 = conv(in_channels, out_channels, 3)
        self.Dense_0 = linear(temb_dim, out_channels)
        self.GroupNorm_1 = AdaptiveGroupNorm(out_channels, style_dim)
        self.Conv_1 = conv(out_channels, out_channels, 3, scale=NEAR_ZERO_SCALE)
        if in_channels != out_channels or project_skip:
            self.Conv_2 = conv(in_channels, out_channels, 1)

    def forward(self, x: Tensor, temb: Tensor, w: Tensor) -> Tensor:
        """temb is already through its SiLU; [N, in, H, W] -> [N, out, H, W]."""
        h = self.Conv_0(F.silu(self.GroupNorm_0(x, w)))
        return self._second_half(h, self._skip(x), temb, w)

    def _skip(self, x: Tensor) -> Tensor:
        return self.Conv_2(x) if hasattr(self, "Conv_2") else x

    def _second_half(self, h: Tensor, skip: Tensor, temb: Tensor, w: Tensor) -> Tensor:
        h = h + self.Dense_0(temb)[:, :, None, None].to(h.dtype)
        h = self.Conv_1(F.silu(self.GroupNorm_1(h, w)))
        return (skip + h) * SQRT_HALF


class FirDown(ResBlock):
    """Residual block that halves the sides before its first convolution."""

    def __init__(self, channels: int, temb_dim: int, style_dim: int, fir: FIR) -> None:
        super().__init__(channels, channels, temb_dim, style_dim, project_skip=True)
        self.resample = fir.down

    def forward(self, x: Tensor, temb: Tensor, w: Tensor) -> tuple[Tensor, None]:
        """[N, C, H, W] -> [N, C, H/2, W/2]; there are no bands to keep for the way up, see `wavelet.WaveletDown`."""
        h = self.Conv_0(self.resample(F.silu(self.GroupNorm_0(x, w))))
        return self._second_half(h, self._skip(self.resample(x)), temb, w), None


class FirUp(ResBlock):
    """Residual block that doubles the sides before its first convolution."""

    def __init__(self, channels: int, temb_dim: int, style_dim: int, fir: FIR) -> None:
        super().__init__(channels, channels, temb_dim, style_dim, project_skip=True)
        self.resample = fir.up

    def forward(self, x: Tensor, temb: Tensor, w: Tensor, bands: None) -> Tensor:
        """[N, C, H, W] -> [N, C, 2 H, 2 W]."""
        h = self.Conv_0(self.resample(F.silu(self.GroupNorm_0(x, w))))
        return self._second_half(h, self._skip(self.resample(x)), temb, w)


class NIN(nn.Module):
    """1x1 convolution stored as a matrix W [in, out]."""

    def __init__(self, channels: int, scale: float = 1.0) -> None:
        super().__init__()
        self.W = nn.Parameter(torch.empty(channels, channels))
        self.b = nn.Parameter(torch.zeros(channels))
        variance_scaling_(self.W, channels, channels, scale)

    def forward(self, x: Tensor) -> Tensor:
        """[N, in, H, W] -> [N, out, H, W]."""
        return F.conv2d(x, self.W.t()[:, :, None, None], self.b)


class Attention(nn.Module):
    """Single-head self-attention over all positions."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.GroupNorm_0 = GroupNorm(channels)
        self.NIN_0 = NIN(channels)
        self.NIN_1 = NIN(channels)
        self.NIN_2 = NIN(channels)
        self.NIN_3 = NIN(channels, scale=NEAR_ZERO_SCALE)

    def forward(self, x: Tensor) -> Tensor:
        """[N, C, H, W] -> [N, C, H, W]; the weights are [N, queries, keys]."""
        normed = self.GroupNorm_0(x)
        q, k, v = (project(normed).flatten(2) for project in (self.NIN_0, self.NIN_1, self.NIN_2))
        weights = torch.softmax(torch.bmm(q.transpose(1, 2), k) * x.shape[1] ** -0.5, dim=-1)
        h = torch.bmm(v, weights.transpose(1, 2).to(v.dtype))
        return (x + self.NIN_3(h.view_as(x))) * SQRT_HALF


class PyramidDown(nn.Module):
    """Input pyramid step: FIR blur, then 3x3 convolution of stride 2."""

    def __init__(self, in_channels: int, out_channels: int, fir: FIR) -> None:
        super().__init__()
        self.Conv2d_0 = conv(in_channels, out_channels, 3, stride=2, padding=0)
        self.blur = fir.blur

    def forward(self, x: Tensor) -> Tensor:
        return self.Conv2d_0(self.blur(x))


class PixelNorm(nn.Module):
    def forward(self, z: Tensor) -> Tensor:
        return z * torch.rsqrt(z.square().mean(dim=1, keepdim=True) + 1e-8)
