"""Progressive growing: a run starts from the networks of an earlier one, whatever its resolution.

Parameters are matched by their place in the network - kind of block, resolution in pixels, order - and copied where
the shapes agree, so the levels of a 32-pixel generator become the inner levels of a 64-pixel one. All else keeps its
random start.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Mapping

import torch
from torch import Tensor, nn

from . import safetensors
from .generator import GeneratorConfig

_ALL_MODULES = "all_modules."


def module_places(config: GeneratorConfig) -> list[str]:
    """Place of every entry of a generator's `all_modules`, in its order."""
    attends = [config.image_size >> level in config.attn_resolutions for level in range(len(config.ch_mult))]
    last = len(config.ch_mult) - 1
    # The input and output convolutions belong to the top level: they keep their place in networks of one size only.
    places = ["time.0", "time.1", f"input@{config.image_size}"]
    for level in range(last + 1):
        side = config.image_size >> level
        for block in range(config.num_res_blocks):
            places.append(f"encoder.{block}@{side}")
            if attends[level]:
                places.append(f"encoder.{block}.attention@{side}")
        if level < last:
            places += [f"down@{side}", f"pyramid@{side}"]
    places += ["middle.0", "middle.attention", "middle.1"]
    for level in reversed(range(last + 1)):
        side = config.image_size >> level
        places += [f"decoder.{block}@{side}" for block in range(config.num_res_blocks + 1)]
        if attends[level]:
            places.append(f"decoder.attention@{side}")
        if level > 0:
            places.append(f"up@{side}")
    return [*places, f"norm@{config.image_size}", f"output@{config.image_size}"]


def by_place(config: GeneratorConfig, state: Mapping[str, Tensor]) -> dict[str, str]:
    """Place -> parameter name, for a generator's state dict."""
    places = module_places(config)
    names = {}
    for name in state:
        if name.startswith(_ALL_MODULES):
            index, parameter = name.removeprefix(_ALL_MODULES).split(".", 1)
            names[f"{places[int(index)]}:{parameter}"] = name
        else:
            names[name] = name
    return names


@torch.no_grad()
def _copy(
    network: nn.Module, places: Mapping[str, str], old: Mapping[str, Tensor], old_places: Mapping[str, str]
) -> int:
    """Copies every tensor with the same place and shape; returns how many parameters found their value."""
    state, copied = network.state_dict(), 0
    for place, name in places.items():
        source = old.get(old_places.get(place, ""))
        if source is not None and source.shape == state[name].shape:
            state[name].copy_(source)
            copied += source.numel()
    return copied


def grow_generator(
    network: nn.Module, config: GeneratorConfig, old: Mapping[str, Tensor], old_config: GeneratorConfig
) -> int:
    """Fills `network` from the state dict of another generator; returns the number of parameters copied."""
    return _copy(network, by_place(config, network.state_dict()), old, by_place(old_config, old))


def grow_discriminator(network: nn.Module, old: Mapping[str, Tensor]) -> int:
    """Fills `network` from the state dict of another discriminator, by name: its blocks count from the top."""
    names = {name: name for name in network.state_dict()}
    return _copy(network, names, old, names)


def read_checkpoint(path: Path) -> dict:
    """A run's checkpoint, on the CPU. PyTorch before 2.6 may execute code from it: open your own runs only."""
    return torch.load(path, map_location="cpu")


def read_generator_config(path: Path, state: dict) -> GeneratorConfig:
    """The configuration inside a checkpoint; earlier ones have it only in the exported generator beside them."""
    if "generator_config" in state:
        return GeneratorConfig.from_json(state["generator_config"])
    _, metadata = safetensors.load(path.with_name("generator.safetensors"))
    values = json.loads(metadata["config"])
    values.pop("num_timesteps")
    return GeneratorConfig.from_json(values)
