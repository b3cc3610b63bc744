"""NCSN++ generator with adaptive group normalisation (docs/ddgan.md, section 2; paper, appendix C).

Parameter names are those of the published checkpoints without their `module.` prefix.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .blocks import Attention, FirDown, FirUp, GroupNorm, PixelNorm, PyramidDown, ResBlock
from .haar import BAND_ORDERS
from .layers import FIR, NEAR_ZERO_SCALE, SQRT_HALF, conv, linear, sinusoidal_embedding
from .wavelet import WaveletDown, WaveletPyramid, WaveletUp, on_low_band

# The published checkpoints say these beside the shape; they follow from it.
_IMPLIED = ("ori_image_size", "current_resolution")


@dataclass(frozen=True)
class GeneratorConfig:
    """Shape of a generator; field names as in the checkpoints' metadata."""

    # Of what the network takes: with a `band_order` that is half the side of the picture.
    image_size: int
    num_channels_dae: int
    ch_mult: tuple[int, ...]
    num_res_blocks: int
    num_channels: int = 3
    net_type: str = "normal"
    patch_size: int = 1
    # Empty: the network works on pixels.
    band_order: str = ""
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
        values = {name: value for name, value in values.items() if name not in _IMPLIED}
        values["ch_mult"] = tuple(values["ch_mult"])
        values["attn_resolutions"] = tuple(values.get("attn_resolutions", (16,)))
        config = GeneratorConfig(**values)
        fixed = (config.embedding_type, config.progressive, config.progressive_input, config.resblock_type)
        if fixed != ("positional", "none", "residual", "biggan"):
            raise ValueError(f"generator variant {fixed} is not one of the denoising diffusion GAN checkpoints")
        if config.net_type not in ("normal", "wavelet"):
            raise ValueError(f"net_type is normal or wavelet, not {config.net_type}")
        if config.band_order and (config.band_order not in BAND_ORDERS or config.num_channels != 12):
            raise ValueError(f"a band_order is {' or '.join(BAND_ORDERS)}, and goes with 12 channels")
        return config

    @property
    def picture_size(self) -> int:
        """Side of the picture."""
        return 2 * self.image_size if self.band_order else self.image_size

    @property
    def sides(self) -> list[int]:
        """Side of every level inside the network, the top first."""
        return [self.image_size // self.patch_size >> level for level in range(len(self.ch_mult))]


def to_patches(x: Tensor, size: int) -> Tensor:
    """[N, C, H, W] -> [N, size^2 C, H/size, W/size], place in the patch first: another order than on the way out."""
    n, channels, height, width = x.shape
    x = x.reshape(n, channels, height // size, size, width // size, size).permute(0, 3, 5, 1, 2, 4)
    return x.reshape(n, size * size * channels, height // size, width // size)


class Generator(nn.Module):
    """G(x_{t+1}, t, z) -> x_0 prediction in [-1, 1]; `net_type` says how it changes between levels."""

    def __init__(self, config: GeneratorConfig) -> None:
        super().__init__()
        self.config = config
        self.wavelet = config.net_type == "wavelet"
        self.fir = None if self.wavelet else FIR()
        nf = config.num_channels_dae

        mapping: list[nn.Module] = [PixelNorm(), linear(config.nz, config.z_emb_dim), nn.SiLU()]
        for _ in range(config.n_mlp):
            mapping += [linear(config.z_emb_dim, config.z_emb_dim), nn.SiLU()]
        self.z_transform = nn.Sequential(*mapping)

        self.all_modules = nn.ModuleList([linear(nf, 4 * nf), linear(4 * nf, 4 * nf)])
        self._build_encoder()
        self._build_decoder()

    @property
    def _embeddings(self) -> tuple[int, int]:
        return 4 * self.config.num_channels_dae, self.config.z_emb_dim

    def _resblock(self, in_channels: int, out_channels: int) -> ResBlock:
        return ResBlock(in_channels, out_channels, *self._embeddings)

    def _down(self, channels: int) -> nn.Module:
        if self.wavelet:
            return WaveletDown(channels, *self._embeddings)
        return FirDown(channels, *self._embeddings, self.fir)

    def _pyramid(self, in_channels: int, out_channels: int) -> nn.Module:
        if self.wavelet:
            return WaveletPyramid(in_channels, out_channels)
        return PyramidDown(in_channels, out_channels, self.fir)

    def _up(self, channels: int, kept_channels: int) -> nn.Module:
        if self.wavelet:
            return WaveletUp(channels, kept_channels, *self._embeddings)
        return FirUp(channels, *self._embeddings, self.fir)

    def _attends(self, level: int) -> bool:
        return self.config.sides[level] in self.config.attn_resolutions

    def _width(self, level: int) -> int:
        return self.config.num_channels_dae * self.config.ch_mult[level]

    @property
    def _patch_channels(self) -> int:
        return self.config.num_channels * self.config.patch_size**2

    def _build_encoder(self) -> None:
        config, add = self.config, self.all_modules.append
        channels, pyramid_channels = config.num_channels_dae, self._patch_channels
        add(conv(pyramid_channels, channels, 3))
        self._skip_channels = [channels]
        for level in range(len(config.ch_mult)):
            for _ in range(config.num_res_blocks):
                add(self._resblock(channels, self._width(level)))
                channels = self._width(level)
                if self._attends(level):
                    add(Attention(channels))
                self._skip_channels.append(channels)
            if level < len(config.ch_mult) - 1:
                add(self._down(channels))
                add(self._pyramid(pyramid_channels, channels))
                pyramid_channels = channels
                self._skip_channels.append(channels)
        add(self._resblock(channels, channels))
        add(Attention(channels))
        add(self._resblock(channels, channels))

    def _build_decoder(self) -> None:
        config, add = self.config, self.all_modules.append
        channels, skips = self._width(len(config.ch_mult) - 1), list(self._skip_channels)
        for level in reversed(range(len(config.ch_mult))):
            for _ in range(config.num_res_blocks + 1):
                add(self._resblock(channels + skips.pop(), self._width(level)))
                channels = self._width(level)
            if self._attends(level):
                add(Attention(channels))
            if level > 0:
                add(self._up(channels, self._width(level - 1)))
        add(GroupNorm(channels))
        add(conv(channels, self._patch_channels, 3, scale=NEAR_ZERO_SCALE))

    def _middle(self, first: nn.Module, attention: nn.Module, second: nn.Module, h: Tensor, *embeddings: Tensor):
        if not self.wavelet:
            return second(attention(first(h, *embeddings)), *embeddings)
        h = second(attention(on_low_band(lambda low: first(low, *embeddings), h)), *embeddings)
        # The published networks send it through the second block again.
        return on_low_band(lambda low: second(low, *embeddings), h)

    def forward(self, x: Tensor, t: Tensor, z: Tensor) -> Tensor:
        """x [N, C, H, W] (that is x_{t+1}), t [N] integer, z [N, nz] -> [N, C, H, W]."""
        config, modules = self.config, iter(self.all_modules)
        w = self.z_transform(z)
        temb = next(modules)(sinusoidal_embedding(t, config.num_channels_dae))
        # Every residual block uses the embedding through a SiLU, so it is applied once here.
        temb = F.silu(next(modules)(F.silu(temb)))

        x = to_patches(x, config.patch_size) if config.patch_size > 1 else x
        h, pyramid = next(modules)(x), x
        skips, kept_bands = [h], []
        for level in range(len(config.ch_mult)):
            for _ in range(config.num_res_blocks):
                h = next(modules)(h, temb, w)
                if self._attends(level):
                    h = next(modules)(h)
                skips.append(h)
            if level < len(config.ch_mult) - 1:
                h, bands = next(modules)(h, temb, w)
                kept_bands.append(bands)
                h = pyramid = (next(modules)(pyramid) + h) * SQRT_HALF
                skips.append(h)

        h = self._middle(next(modules), next(modules), next(modules), h, temb, w)

        for level in reversed(range(len(config.ch_mult))):
            for _ in range(config.num_res_blocks + 1):
                h = next(modules)(torch.cat([h, skips.pop()], dim=1), temb, w)
            if self._attends(level):
                h = next(modules)(h)
            if level > 0:
                h = next(modules)(h, temb, w, kept_bands.pop())

        h = F.silu(next(modules)(h))
        h = F.pixel_shuffle(next(modules)(h), config.patch_size)
        return h if config.not_use_tanh else torch.tanh(h)
