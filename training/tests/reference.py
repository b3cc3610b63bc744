"""The reference files that decide what is right (docs/ddgan.md, section 6), and comparisons against them."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import torch
from torch import Tensor

_TRAINING = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(_TRAINING))

from ddgan import safetensors  # noqa: E402

# One thread: on tensors this small, threads mostly wait for each other, above all beside other work.
torch.set_num_threads(1)
FOLDER = Path(os.environ.get("TRILEMMA_REFERENCE", _TRAINING.parent / "test" / "fixtures" / "reference"))


def load(name: str) -> tuple[dict[str, Tensor], dict]:
    """(tensors, configuration) of one reference file."""
    tensors, metadata = safetensors.load(FOLDER / f"{name}.safetensors")
    return tensors, json.loads(metadata["config"])


def below(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    """The tensors whose names begin with `prefix`, without it."""
    return {name[len(prefix) :]: value for name, value in tensors.items() if name.startswith(prefix)}


def largest_difference(actual: Tensor, expected: Tensor) -> float:
    return (actual - expected).abs().max().item()
