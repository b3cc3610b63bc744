"""A tfjs file of a few layers, such as frozen/unpack.mjs leaves, with weights made up."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

SCALE, LEAST = 0.01, -1.2
_NORM = ("gamma", "beta", "moving_mean", "moving_variance")


def _layer(name: str, kind: str, config: dict, *inputs: str) -> dict:
    nodes = [[[source, 0, 0, {}] for source in inputs]] if inputs else []
    return {"name": name, "class_name": kind, "config": config, "inbound_nodes": nodes}


def write(folder: Path) -> dict[str, np.ndarray]:
    """Writes a convolution, normalised, then a depthwise one with a shortcut; returns the weights as stored."""
    conv = {"kernel_size": [3, 3], "strides": [2, 2], "padding": "valid"}
    depthwise = {"kernel_size": [3, 3], "strides": [1, 1], "padding": "same"}
    layers = [
        _layer("input", "InputLayer", {}),
        _layer("pad", "ZeroPadding2D", {"padding": [[0, 1], [0, 1]]}, "input"),
        _layer("conv", "Conv2D", conv, "pad"),
        _layer("norm", "BatchNormalization", {"epsilon": 0.001}, "conv"),
        _layer("relu", "ReLU", {"max_value": 6}, "norm"),
        _layer("depthwise", "DepthwiseConv2D", depthwise, "relu"),
        _layer("depthwise_norm", "BatchNormalization", {"epsilon": 0.001}, "depthwise"),
        _layer("add", "Add", {}, "relu", "depthwise_norm"),
        _layer("mixed10", "Concatenate", {}, "add", "relu"),
    ]
    rng = np.random.default_rng(0)
    weights = {
        "conv/kernel": rng.integers(0, 256, (3, 3, 3, 4), dtype=np.uint8),
        "depthwise/depthwise_kernel": rng.uniform(-1.0, 1.0, (3, 3, 4, 1)).astype("<f4"),
    }
    for norm in ("norm", "depthwise_norm"):
        weights |= {f"{norm}/{name}": rng.uniform(0.5, 1.5, 4).astype("<f4") for name in _NORM}
    entries = []
    for name, value in weights.items():
        entry = {"name": name, "shape": list(value.shape), "dtype": "float32"}
        if value.dtype == np.uint8:
            entry["quantization"] = {"dtype": "uint8", "scale": SCALE, "min": LEAST}
        entries.append(entry)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.json").write_text(json.dumps({"layers": layers}))
    (folder / "manifest.json").write_text(json.dumps([{"weights": entries}]))
    (folder / "weights.bin").write_bytes(b"".join(value.tobytes() for value in weights.values()))
    return weights
