"""Made-up pictures, what spoils them, and a network that sees their colours alone: for tests."""

from __future__ import annotations

from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor


def as_bytes(images: Tensor) -> Tensor:
    return images.clamp(0, 255).round().to(torch.uint8)


def scenes(count: int, seed: int, side: int = 64) -> Tensor:
    """Pictures with structure at several scales: smooth fields of colour under sharper ones."""
    rng = torch.Generator().manual_seed(seed)
    total = torch.full((count, 3, side, side), 128.0)
    for cells, strength in ((4, 40.0), (16, 25.0), (side // 2, 12.0)):
        field = strength * torch.randn(count, 3, cells, cells, generator=rng)
        total += F.interpolate(field, size=(side, side), mode="bilinear", align_corners=False)
    return as_bytes(total)


def blurred(images: Tensor, size: int) -> Tensor:
    return as_bytes(F.avg_pool2d(images.float(), size, stride=1, padding=size // 2, count_include_pad=False))


def noisy(images: Tensor, strength: float) -> Tensor:
    noise = torch.randn(images.shape, generator=torch.Generator().manual_seed(5))
    return as_bytes(images.float() + strength * noise)


class MeanColours:
    """A network whose features are the mean colours of the quarters."""
    side = 8

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, pictures: Tensor) -> Tensor:
        return F.avg_pool2d(pictures / 255.0, self.side // 2).flatten(1)
