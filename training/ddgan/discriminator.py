"""Time-dependent discriminators D(x_t, t, x_{t+1}) (docs/ddgan.md, section 3; paper, appendix C).

`small` serves 32-pixel images, `large` those of 64 pixels and up. `medium` is ours: `small` for 64 pixels, halving the
resolution once more at the top, at a quarter of the cost of `large`; all its weights have the shapes of `small`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .layers import FIR, NEAR_ZERO_SCALE, SQRT_HALF, conv, linear, sinusoidal_embedding

_STDDEV_GROUP = 4

# (output channels as a multiple of ngf, halves the resolution) of conv1, conv2, ...
_BLOCKS = {
    "small": ((2, False), (4, True), (8, True), (8, True)),
    "medium": ((2, True), (4, True), (8, True), (8, True)),
    "large": ((4, True), (8, True), (8, True), (8, True), (8, True), (8, True)),
}


@dataclass(frozen=True)
class DiscriminatorConfig:
    variant: str
    ngf: int
    t_emb_dim: int = 256
    num_channels: int = 3
    # Blocks that are kept, from the top; without it all.
    num_disc_layers: int | None = None

    def to_json(self) -> dict:
        """As the metadata of weights has it: what is not set is not there."""
        return {name: value for name, value in asdict(self).items() if value is not None}


def _act(x: Tensor) -> Tensor:
    return F.leaky_relu(x, 0.2)


class TimeEmbedding(nn.Module):
    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size
        self.main = nn.Sequential(linear(size, size), nn.LeakyReLU(0.2), linear(size, size))

    def forward(self, t: Tensor) -> Tensor:
        """[N] -> [N, t_emb_dim]."""
        return self.main(sinusoidal_embedding(t, self.size))


class DownBlock(nn.Module):
    """Residual block; its inner convolutions and skip sit in sequences, as the names demand."""

    def __init__(self, in_channels: int, out_channels: int, t_emb_dim: int, fir: FIR, down: bool) -> None:
        super().__init__()
        self.conv1 = nn.Sequential(conv(in_channels, out_channels, 3))
        self.conv2 = nn.Sequential(conv(out_channels, out_channels, 3, scale=NEAR_ZERO_SCALE))
        self.dense_t1 = linear(t_emb_dim, out_channels)
        self.skip = nn.Sequential(conv(in_channels, out_channels, 1, bias=False))
        self.down = fir.down if down else None

    def forward(self, x: Tensor, temb: Tensor) -> Tensor:
        """[N, in, H, W], [N, t_emb_dim] -> [N, out, H', W']."""
        h = self.conv1(_act(x))
        h = _act(h + self.dense_t1(temb)[:, :, None, None].to(h.dtype))
        if self.down is not None:
            h, x = self.down(h), self.down(x)
        return (self.conv2(h) + self.skip(x)) * SQRT_HALF


def minibatch_stddev(x: Tensor) -> Tensor:
    """Appends one channel with the spread inside each group: [N, C, H, W] -> [N, C + 1, H, W]."""
    n, c, height, width = x.shape
    group = min(n, _STDDEV_GROUP)
    if n % group:
        raise ValueError(f"a batch of {n} does not split into groups of {group}")
    grouped = x.float().reshape(group, n // group, c, height, width)
    spread = torch.sqrt(grouped.var(dim=0, unbiased=False) + 1e-8).mean(dim=(1, 2, 3))
    channel = spread.repeat(group).view(n, 1, 1, 1).expand(n, 1, height, width)
    return torch.cat([x, channel.to(x.dtype)], dim=1)


class Discriminator(nn.Module):
    def __init__(self, config: DiscriminatorConfig) -> None:
        super().__init__()
        self.config = config
        ngf, fir = config.ngf, FIR()
        self.t_embed = TimeEmbedding(config.t_emb_dim)
        self.start_conv = conv(2 * config.num_channels, 2 * ngf, 1)
        channels, self._block_names = 2 * ngf, []
        for number, (multiplier, down) in enumerate(_BLOCKS[config.variant][: config.num_disc_layers], start=1):
            block = DownBlock(channels, multiplier * ngf, config.t_emb_dim, fir, down)
            channels = multiplier * ngf
            self._block_names.append(f"conv{number}")
            self.add_module(self._block_names[-1], block)
        self.fir = fir
        final_scale = 1.0 if config.variant == "large" else NEAR_ZERO_SCALE
        self.final_conv = conv(channels + 1, channels, 3, scale=final_scale)
        self.end_linear = linear(channels, 1)

    def forward(self, x_t: Tensor, t: Tensor, x_tp1: Tensor) -> Tensor:
        """x_t, x_{t+1} [N, num_channels, H, W], t [N] -> logits [N, 1]."""
        temb = _act(self.t_embed(t))
        h = self.start_conv(torch.cat([x_t, x_tp1], dim=1))
        for name in self._block_names:
            h = getattr(self, name)(h, temb)
        h = _act(self.final_conv(minibatch_stddev(h)))
        return self.end_linear(h.float().sum(dim=(2, 3)))
