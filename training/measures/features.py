"""Features of pictures by a frozen network, kept in its folder once they are computed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from frozen.networks import FaceDescriptor, Inception

NETWORKS = {"inception": Inception, "face": FaceDescriptor}
_CHUNK = 32


def _enlarged(pictures: Tensor, side: int) -> Tensor:
    """uint8 [N, 3, S, S] -> float 0..255 [N, 3, side, side], cubic, with antialiasing where it shrinks."""
    return F.interpolate(pictures.float(), size=(side, side), mode="bicubic", antialias=True).clamp(0.0, 255.0)


class Features:
    """`network` is one of NETWORKS; `folder` is what `prepare.sh` filled."""

    def __init__(self, folder: Path, network: str) -> None:
        if not (folder / network).is_dir():
            raise FileNotFoundError(f"{folder} holds no weights: run training/frozen/prepare.sh {folder}")
        self._kept, self._network = folder / "features", network
        self._compute = NETWORKS[network](folder / network)

    @torch.no_grad()
    def __call__(self, pictures: Tensor) -> np.ndarray:
        """uint8 [N, 3, S, S] -> [N, C]."""
        side = self._compute.side
        digest = hashlib.sha256(pictures.contiguous().numpy().tobytes()).hexdigest()[:32]
        path = self._kept / f"{self._network}-{side}-{digest}.npy"
        if not path.exists():
            parts = [self._compute(_enlarged(chunk, side)).numpy() for chunk in pictures.split(_CHUNK)]
            path.parent.mkdir(parents=True, exist_ok=True)
            np.save(path, np.concatenate(parts))
        return np.load(path).astype(np.float64)
