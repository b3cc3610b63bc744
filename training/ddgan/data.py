"""A folder of images as one packed uint8 tensor, and the endless, resumable order of its batches."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

_SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}
_HELD_OUT_ONE_IN = 10


def is_held_out(path: Path) -> bool:
    """A tenth of the pictures, fixed by file name alone, never trains."""
    digest = hashlib.sha256(path.name.encode()).digest()
    return int.from_bytes(digest[:8], "big") % _HELD_OUT_ONE_IN == 0


def find_images(folder: Path) -> list[Path]:
    """All pictures below `folder`, in an order that does not depend on the file system."""
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in _SUFFIXES)


def read_names(list_file: Path | None) -> frozenset[str]:
    """File names, one a line, of a list; lines that begin with # are remarks. Without a file none."""
    lines = list_file.read_text().splitlines() if list_file else []
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def read_image(path: Path, size: int) -> np.ndarray:
    """Centre square, resized with antialiasing: uint8 [3, size, size]."""
    with Image.open(path) as image:
        image = image.convert("RGB")
        side = min(image.size)
        left, top = (image.width - side) // 2, (image.height - side) // 2
        square = image.crop((left, top, left + side, top + side))
        # Box averaging is exact for whole factors; other factors need a filter with overlap.
        filter_ = Image.Resampling.BOX if side % size == 0 else Image.Resampling.LANCZOS
        return np.asarray(square.resize((size, size), filter_)).transpose(2, 0, 1)


def load_folder(folder: Path, size: int, left_out: frozenset[str] = frozenset()) -> tuple[Tensor, Tensor]:
    """(training, held-out) pictures, each uint8 [N, 3, size, size]; those named in `left_out` do not train.

    Held-out ones stay: a set that was tidied to suit the model would be no judge of it.
    """
    parts: dict[bool, list[np.ndarray]] = {False: [], True: []}
    for path in find_images(folder):
        if is_held_out(path) or path.name not in left_out:
            parts[is_held_out(path)].append(read_image(path, size))
    if not parts[False]:
        raise ValueError(f"{folder} holds no pictures to train on")
    empty = np.empty((0, 3, size, size), np.uint8)
    training, held_out = (np.stack(parts[key]) if parts[key] else empty for key in (False, True))
    return torch.from_numpy(training), torch.from_numpy(held_out)


def to_float(images: Tensor, device: torch.device | str = "cpu") -> Tensor:
    """uint8 -> float32 in [-1, 1]."""
    return images.to(device).to(torch.float32) / 127.5 - 1.0


class BatchOrder:
    """Shuffled epochs without end; its state resumes at the very next batch."""

    def __init__(self, count: int, batch_size: int, seed: int) -> None:
        if count < batch_size:
            raise ValueError(f"{count} pictures cannot fill a batch of {batch_size}")
        self.count, self.batch_size = count, batch_size
        self.generator = torch.Generator().manual_seed(seed)
        self.order, self.position = torch.randperm(count, generator=self.generator), 0

    def next(self) -> Tensor:
        """Indices [batch_size]; the rest of an epoch that cannot fill a batch is dropped."""
        if self.position + self.batch_size > self.count:
            self.order, self.position = torch.randperm(self.count, generator=self.generator), 0
        indices = self.order[self.position : self.position + self.batch_size]
        self.position += self.batch_size
        return indices

    def state_dict(self) -> dict:
        return {"order": self.order, "position": self.position, "rng": self.generator.get_state()}

    def load_state_dict(self, state: dict) -> None:
        if len(state["order"]) != self.count:
            raise ValueError(f"the checkpoint's data had {len(state['order'])} pictures, this folder has {self.count}")
        self.order, self.position = state["order"], state["position"]
        self.generator.set_state(state["rng"])


def flip_some(images: Tensor, generator: torch.Generator) -> Tensor:
    """Mirrors each picture [N, 3, H, W] with probability one half."""
    chosen = torch.rand(images.shape[0], generator=generator, device=generator.device) < 0.5
    return torch.where(chosen.view(-1, 1, 1, 1).to(images.device), images.flip(3), images)
