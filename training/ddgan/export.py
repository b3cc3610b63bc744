"""A trained generator as a file that the product imports."""

from __future__ import annotations

import json
from pathlib import Path

from torch import Tensor

from . import safetensors


def export_generator(path: Path, state: dict[str, Tensor], generator_json: dict, num_timesteps: int) -> None:
    """A generator's weights under the published parameter names, with its configuration."""
    tensors = {f"module.{name}": value for name, value in state.items()}
    config = {**generator_json, "num_timesteps": num_timesteps}
    safetensors.save(path, tensors, {"kind": "generator", "config": json.dumps(config)})
