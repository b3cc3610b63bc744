"""Sliced Wasserstein distance on Laplacian pyramids (Karras et al. 2018, arXiv 1710.10196, section 5).

Each level of the pyramid holds the detail of one scale. Of both sets, patches of 7x7 are compared as distributions:
along random directions, the sorted projections' mean absolute difference.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

_PATCH = 7
_PATCHES_PER_IMAGE = 128
_REPEATS, _DIRECTIONS = 4, 128
_SMALLEST_SIDE = 16
_SCALE = 1000.0
_CHUNK = 64


def _binomial(channels: int) -> Tensor:
    taps = torch.tensor([1.0, 4.0, 6.0, 4.0, 1.0]) / 16.0
    return torch.outer(taps, taps).expand(channels, 1, 5, 5)


def _blur(x: Tensor, gain: float = 1.0) -> Tensor:
    return F.conv2d(F.pad(x, (2, 2, 2, 2), mode="reflect"), _binomial(x.shape[1]) * gain, groups=x.shape[1])


def _enlarge(x: Tensor) -> Tensor:
    """[N, C, H, W] -> [N, C, 2H, 2W]: zeros between the pixels, then the same filter."""
    n, c, height, width = x.shape
    spread = x.new_zeros(n, c, 2 * height, 2 * width)
    spread[:, :, ::2, ::2] = x
    return _blur(spread, gain=4.0)


def laplacian_pyramid(x: Tensor) -> list[Tensor]:
    """Levels from full resolution down to 16 pixels; the last one is the low-pass rest."""
    levels = []
    while x.shape[-1] >= 2 * _SMALLEST_SIDE:
        small = _blur(x)[:, :, ::2, ::2]
        levels.append(x - _enlarge(small))
        x = small
    return [*levels, x]


def _patches(level: Tensor, rng: torch.Generator) -> Tensor:
    """[N, C, S, S] -> random patches [N * 128, C, 49]."""
    n, c, side, _ = level.shape
    corners = torch.randint(0, side - _PATCH + 1, (2, n, _PATCHES_PER_IMAGE, 1, 1), generator=rng)
    offsets = torch.arange(_PATCH)
    rows = corners[0] + offsets.view(1, 1, _PATCH, 1)
    columns = corners[1] + offsets.view(1, 1, 1, _PATCH)
    images = torch.arange(n).view(n, 1, 1, 1)
    picked = level.permute(0, 2, 3, 1)[images, rows, columns]
    return picked.reshape(-1, _PATCH * _PATCH, c).transpose(1, 2)


def descriptors(images: Tensor, seed: int) -> list[Tensor]:
    """Per level, the patches as rows [N * 128, 147], each colour channel at mean 0 and deviation 1."""
    rng = torch.Generator().manual_seed(seed)
    parts: list[list[Tensor]] = []
    for chunk in images.split(_CHUNK):
        parts.append([_patches(level, rng) for level in laplacian_pyramid(chunk.float())])
    levels = []
    for pieces in zip(*parts):
        patches = torch.cat(pieces)
        mean = patches.mean(dim=(0, 2), keepdim=True)
        deviation = patches.std(dim=(0, 2), keepdim=True)
        levels.append(((patches - mean) / (deviation + 1e-8)).flatten(1))
    return levels


def sliced_wasserstein(one: Tensor, other: Tensor, seed: int) -> float:
    """Mean over 512 directions of the Wasserstein-1 distance of two equally large sets of rows."""
    rng = torch.Generator().manual_seed(seed)
    distances = []
    for _ in range(_REPEATS):
        directions = torch.randn(one.shape[1], _DIRECTIONS, generator=rng)
        directions /= directions.norm(dim=0, keepdim=True)
        # Rows of projections, so that each sort runs along contiguous memory.
        projected = (torch.sort(directions.t() @ rows.t(), dim=1).values for rows in (one, other))
        distances.append((next(projected) - next(projected)).abs().mean().item())
    return sum(distances) / len(distances)


def swd(one: Tensor, other: Tensor, seed: int = 0) -> dict[str, float]:
    """Distance x 10^3 at each scale, keyed by its side in pixels, and their `mean`.

    Both sets [N, 3, S, S] must have as many pictures: the distance falls with their number.
    """
    if one.shape != other.shape:
        raise ValueError(f"sets of {tuple(one.shape)} and {tuple(other.shape)} cannot be compared")
    side = one.shape[-1]
    pairs = list(zip(descriptors(one, seed), descriptors(other, seed + 1)))
    result = {str(side >> level): _SCALE * sliced_wasserstein(a, b, seed) for level, (a, b) in enumerate(pairs)}
    return {**result, "mean": sum(result.values()) / len(pairs)}
