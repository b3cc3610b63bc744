"""Differentiable augmentation of D's inputs (Zhao et al. 2020, arXiv 2006.10738): colour, translation, cutout.

x_t and x_{t+1} of one image get the same transformation, so that the pair stays a consistent one. All are of pictures:
coefficients are decoded before, and encoded again, which is exact for noise as well.
"""

from __future__ import annotations

import torch
from torch import Tensor

_MAX_SHIFT = 1 / 8
_CUTOUT = 1 / 2


def _uniform(x: Tensor, generator: torch.Generator) -> Tensor:
    return torch.rand(x.shape[0], 1, 1, 1, 1, generator=generator, device=x.device)


def _colour(x: Tensor, generator: torch.Generator) -> Tensor:
    x = x + (_uniform(x, generator) - 0.5)
    grey = x.mean(dim=2, keepdim=True)
    x = grey + (x - grey) * (2.0 * _uniform(x, generator))
    level = x.mean(dim=(2, 3, 4), keepdim=True)
    return level + (x - level) * (_uniform(x, generator) + 0.5)


def _randint(x: Tensor, low: int, high: int, generator: torch.Generator) -> Tensor:
    return torch.randint(low, high + 1, (x.shape[0], 1, 1), generator=generator, device=x.device)


def _translation(x: Tensor, generator: torch.Generator) -> Tensor:
    n, _, _, height, width = x.shape
    reach_y, reach_x = round(height * _MAX_SHIFT), round(width * _MAX_SHIFT)
    rows = torch.arange(height, device=x.device)[None, :, None] + _randint(x, -reach_y, reach_y, generator)
    columns = torch.arange(width, device=x.device)[None, None, :] + _randint(x, -reach_x, reach_x, generator)
    inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
    images = torch.arange(n, device=x.device)[:, None, None]
    shifted = x.permute(0, 3, 4, 1, 2)[images, rows.clamp(0, height - 1), columns.clamp(0, width - 1)]
    return shifted.permute(0, 3, 4, 1, 2) * inside[:, None, None]


def _cutout(x: Tensor, generator: torch.Generator) -> Tensor:
    _, _, _, height, width = x.shape
    size_y, size_x = int(height * _CUTOUT), int(width * _CUTOUT)
    top = _randint(x, 0, height, generator) - size_y // 2
    left = _randint(x, 0, width, generator) - size_x // 2
    rows = torch.arange(height, device=x.device)[None, :, None]
    columns = torch.arange(width, device=x.device)[None, None, :]
    hole = (rows >= top) & (rows < top + size_y) & (columns >= left) & (columns < left + size_x)
    return x * ~hole[:, None, None]


_TRANSFORMS = {"color": _colour, "translation": _translation, "cutout": _cutout}


def augment(images: Tensor, policy: tuple[str, ...], generator: torch.Generator) -> Tensor:
    """Applies the transformations named in `policy`, in order, to [N, K, 3, H, W]: the same to all K of an image."""
    for name in policy:
        images = _TRANSFORMS[name](images, generator)
    return images
