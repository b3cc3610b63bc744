"""NCSN++ generator with adaptive group normalisation (contract part 2; paper, appendix C).

Parameter names are those of the published checkpoints without their `module.` prefix.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .layers import (
    FIR,
    NEAR_ZERO_SCALE,
    SQRT_HALF,
    conv,
    group_norm,
    linear,
    sinusoidal_embedding,
    variance_scaling_,
)

_NORM_EPS = 1e-6


def _num_groups(channels: int) -> int:
    return min(channels // 4, 32)


@dataclass(frozen=True)
class GeneratorConfig:
    """Shape of a generator; field names as in the checkpoints' metadata."""

    image_size: int
    num_channels_dae: int
    ch_mult: tuple[int, ...]
    num_res_blocks: int
    num_channels: int = 3
    attn_resolutions: tuple[int, ...] = (16,)
    nz: int = 100
    z_emb_dim: int = 256
    n_mlp: int = 3
    embedding_type: str = "positional"
    progressive: str = "none"
    progressive_input: str = "residual"
    resblock_type: str = "biggan"
    not_use_tanh: bool = False

    @staticmethod
    def from_json(values: dict) -> "GeneratorConfig":
        values = dict(values)
        values["ch_mult"] = tuple(values["ch_mult"])
        values["attn_resolutions"] = tuple(values.get("attn_resolutions", (16,)))
        config = GeneratorConfig(**values)
        fixed = (config.embedding_type, config.progressive, config.progressive_input, config.resblock_type)
        if fixed != ("positional", "none", "residual", "biggan"):
            raise ValueError(f"generator variant {fixed} is not one of the denoising diffusion GAN checkpoints")
        return config


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
    """BigGAN-style residual block, optionally resampling by two."""

    def __init__(
        self, in_channels: int, out_channels: int, temb_dim: int, style_dim: int, fir: FIR, resample: str = ""
    ) -> None:
        super().__init__()
        self.GroupNorm_0 = AdaptiveGroupNorm(in_channels, style_dim)
        self.Conv_0 = conv(in_channels, out_channels, 3)
        self.Dense_0 = linear(temb_dim, out_channels)
        self.GroupNorm_1 = AdaptiveGroupNorm(out_channels, style_dim)
        self.Conv_1 = conv(out_channels, out_channels, 3, scale=NEAR_ZERO_SCALE)
        if in_channels != out_channels or resample:
            self.Conv_2 = conv(in_channels, out_channels, 1)
        self.resample = {"": None, "up": fir.up, "down": fir.down}[resample]

    def forward(self, x: Tensor, temb: Tensor, w: Tensor) -> Tensor:
        """temb is already through its SiLU; [N, in, H, W] -> [N, out, H', W']."""
        h = F.silu(self.GroupNorm_0(x, w))
        if self.resample is not None:
            h, x = self.resample(h), self.resample(x)
        h = self.Conv_0(h)
        h = h + self.Dense_0(temb)[:, :, None, None].to(h.dtype)
        h = self.Conv_1(F.silu(self.GroupNorm_1(h, w)))
        if hasattr(self, "Conv_2"):
            x = self.Conv_2(x)
        return (x + h) * SQRT_HALF


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


class Generator(nn.Module):
    """G(x_{t+1}, t, z) -> x_0 prediction in [-1, 1]."""

    def __init__(self, config: GeneratorConfig) -> None:
        super().__init__()
        self.config = config
        self.fir = FIR()
        nf = config.num_channels_dae

        mapping: list[nn.Module] = [PixelNorm(), linear(config.nz, config.z_emb_dim), nn.SiLU()]
        for _ in range(config.n_mlp):
            mapping += [linear(config.z_emb_dim, config.z_emb_dim), nn.SiLU()]
        self.z_transform = nn.Sequential(*mapping)

        self.all_modules = nn.ModuleList([linear(nf, 4 * nf), linear(4 * nf, 4 * nf)])
        self._build_encoder()
        self._build_decoder()

    def _resblock(self, in_channels: int, out_channels: int, resample: str = "") -> ResBlock:
        temb_dim = 4 * self.config.num_channels_dae
        return ResBlock(in_channels, out_channels, temb_dim, self.config.z_emb_dim, self.fir, resample)

    def _attends(self, level: int) -> bool:
        return self.config.image_size >> level in self.config.attn_resolutions

    def _build_encoder(self) -> None:
        config, add = self.config, self.all_modules.append
        channels, pyramid_channels = config.num_channels_dae, config.num_channels
        add(conv(config.num_channels, channels, 3))
        self._skip_channels = [channels]
        for level, multiplier in enumerate(config.ch_mult):
            for _ in range(config.num_res_blocks):
                add(self._resblock(channels, config.num_channels_dae * multiplier))
                channels = config.num_channels_dae * multiplier
                if self._attends(level):
                    add(Attention(channels))
                self._skip_channels.append(channels)
            if level < len(config.ch_mult) - 1:
                add(self._resblock(channels, channels, "down"))
                add(PyramidDown(pyramid_channels, channels, self.fir))
                pyramid_channels = channels
                self._skip_channels.append(channels)
        add(self._resblock(channels, channels))
        add(Attention(channels))
        add(self._resblock(channels, channels))
        self._middle_channels = channels

    def _build_decoder(self) -> None:
        config, add = self.config, self.all_modules.append
        channels, skips = self._middle_channels, list(self._skip_channels)
        for level in reversed(range(len(config.ch_mult))):
            out_channels = config.num_channels_dae * config.ch_mult[level]
            for _ in range(config.num_res_blocks + 1):
                add(self._resblock(channels + skips.pop(), out_channels))
                channels = out_channels
            if self._attends(level):
                add(Attention(channels))
            if level > 0:
                add(self._resblock(channels, channels, "up"))
        add(GroupNorm(channels))
        add(conv(channels, config.num_channels, 3, scale=NEAR_ZERO_SCALE))

    def forward(self, x: Tensor, t: Tensor, z: Tensor) -> Tensor:
        """x [N, 3, H, W] (that is x_{t+1}), t [N] integer, z [N, nz] -> [N, 3, H, W]."""
        config, modules = self.config, iter(self.all_modules)
        w = self.z_transform(z)
        temb = next(modules)(sinusoidal_embedding(t, config.num_channels_dae))
        # Every residual block uses the embedding through a SiLU, so it is applied once here.
        temb = F.silu(next(modules)(F.silu(temb)))

        h, pyramid = next(modules)(x), x
        skips = [h]
        for level in range(len(config.ch_mult)):
            for _ in range(config.num_res_blocks):
                h = next(modules)(h, temb, w)
                if self._attends(level):
                    h = next(modules)(h)
                skips.append(h)
            if level < len(config.ch_mult) - 1:
                h = next(modules)(h, temb, w)
                h = pyramid = (next(modules)(pyramid) + h) * SQRT_HALF
                skips.append(h)

        h = next(modules)(h, temb, w)
        h = next(modules)(h)
        h = next(modules)(h, temb, w)

        for level in reversed(range(len(config.ch_mult))):
            for _ in range(config.num_res_blocks + 1):
                h = next(modules)(torch.cat([h, skips.pop()], dim=1), temb, w)
            if self._attends(level):
                h = next(modules)(h)
            if level > 0:
                h = next(modules)(h, temb, w)

        h = F.silu(next(modules)(h))
        h = next(modules)(h)
        return h if config.not_use_tanh else torch.tanh(h)
