"""Progressive growing: a run starts from the networks of an earlier one, whatever its resolution.

Parameters are matched by their place in the network - kind of block, side of the level, order - and copied where the
shapes agree, so the levels of a 32-pixel generator become the inner levels of a 64-pixel one. All else keeps its
random start.

From pixels to coefficients of twice the picture nothing is lost: the low band of the larger picture is the smaller
picture, so the first convolutions are extended by weights of zero for the other bands, and the last by new outputs.
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
    attends = [side in config.attn_resolutions for side in config.sides]
    last, top = len(config.ch_mult) - 1, config.sides[0]
    # The input and output convolutions belong to the top level: they keep their place in networks of one size only.
    places = ["time.0", "time.1", f"input@{top}"]
    for level, side in enumerate(config.sides):
        for block in range(config.num_res_blocks):
            places.append(f"encoder.{block}@{side}")
            if attends[level]:
                places.append(f"encoder.{block}.attention@{side}")
        if level < last:
            places += [f"down@{side}", f"pyramid@{side}"]
    places += ["middle.0", "middle.attention", "middle.1"]
    for level, side in reversed(list(enumerate(config.sides))):
        places += [f"decoder.{block}@{side}" for block in range(config.num_res_blocks + 1)]
        if attends[level]:
            places.append(f"decoder.attention@{side}")
        if level > 0:
            places.append(f"up@{side}")
    return [*places, f"norm@{top}", f"output@{top}"]


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


def _extend(target: Tensor, source: Tensor, groups: int) -> bool:
    """Copies a convolution into one of more channels; False where the two do not differ by that alone.

    New inputs get zeros, new outputs keep their start. Inputs stand in `groups`, each of which has the new ones last.
    """
    if target.dim() != source.dim() or target.shape[2:] != source.shape[2:]:
        return False
    if target.dim() == 4 and target.shape[0] == source.shape[0] and target.shape[1] > source.shape[1]:
        old_channels = source.shape[1] // groups
        target.zero_().unflatten(1, (groups, -1))[:, :, :old_channels] = source.unflatten(1, (groups, -1))
        return True
    if target.shape[0] > source.shape[0] and target.shape[1:] == source.shape[1:]:
        target[: len(source)] = source
        return True
    return False


@torch.no_grad()
def _copy(
    network: nn.Module,
    places: Mapping[str, str],
    old: Mapping[str, Tensor],
    old_places: Mapping[str, str],
    extended: Mapping[str, int],
) -> int:
    """Copies every tensor with the same place and shape; returns how many parameters found their value.

    `extended` names places of convolutions that may have more channels than the old ones, and the groups of these.
    """
    state, copied = network.state_dict(), 0
    for place, name in places.items():
        source = old.get(old_places.get(place, ""))
        if source is None:
            continue
        if source.shape == state[name].shape:
            state[name].copy_(source)
            copied += source.numel()
        elif place.split(":")[0] in extended and _extend(state[name], source, extended[place.split(":")[0]]):
            copied += source.numel()
    return copied


def grow_generator(
    network: nn.Module, config: GeneratorConfig, old: Mapping[str, Tensor], old_config: GeneratorConfig
) -> int:
    """Fills `network` from the state dict of another generator; returns the number of parameters copied."""
    top = config.sides[0]
    bands = 4 if config.net_type == "wavelet" else 1
    extended = {f"input@{top}": 1, f"pyramid@{top}": bands, f"output@{top}": 1}
    if old_config.band_order or not config.band_order:
        extended = {}
    return _copy(network, by_place(config, network.state_dict()), old, by_place(old_config, old), extended)


def grow_discriminator(network: nn.Module, old: Mapping[str, Tensor]) -> int:
    """Fills `network` from the state dict of another discriminator, by name: its blocks count from the top."""
    names = {name: name for name in network.state_dict()}
    # Its first convolution takes x_t and x_{t+1}, each with all its channels.
    return _copy(network, names, old, names, {"start_conv.weight": 2})


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
