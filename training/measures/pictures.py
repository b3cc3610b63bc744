"""The pictures that are measured: samples of a generator, wherever it is stored, and photographs."""

from __future__ import annotations

import json
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from ddgan import grow, safetensors
from ddgan.generator import Generator, GeneratorConfig
from ddgan.haar import decode, encode
from ddgan.sampling import fixed_inputs, sample
from ddgan.schedule import Schedule

_PREFIX = "module."
_CHUNK = 50


def load_generator(path: Path) -> tuple[Generator, int]:
    """(generator, T) of a bundled model's folder, an exported `.safetensors` or a run's `checkpoint.pt` (EMA)."""
    if path.is_dir():
        path = path / "model.safetensors"
    if path.suffix == ".pt":
        state = grow.read_checkpoint(path)
        config, tensors = grow.read_generator_config(path, state), state["ema"]
        num_timesteps = state.get("num_timesteps")
        if num_timesteps is None:
            raise ValueError(f"{path} does not tell its number of steps: give the exported generator beside it")
    else:
        tensors, metadata = safetensors.load(path)
        values = json.loads(metadata["config"])
        num_timesteps = int(values.pop("num_timesteps", metadata.get("num_timesteps", 0)))
        config = GeneratorConfig.from_json(values)
    generator = Generator(config)
    generator.load_state_dict({name.removeprefix(_PREFIX): tensor.float() for name, tensor in tensors.items()})
    return generator.to(memory_format=torch.channels_last).eval(), num_timesteps


def to_bytes(images: Tensor) -> Tensor:
    """[-1, 1] -> uint8, as pictures are stored."""
    return ((images.clamp(-1.0, 1.0) + 1.0) * 127.5).round().to(torch.uint8)


@torch.no_grad()
def generate(generator: Generator, num_timesteps: int, count: int, seed: int) -> Tensor:
    """`count` samples, uint8 [N, 3, S, S]; the k-th depends on `seed` and k alone."""
    config, schedule = generator.config, Schedule.create(num_timesteps)
    chunks = []
    for start in range(0, count, _CHUNK):
        inputs = fixed_inputs(_CHUNK, config, num_timesteps, seed + start, "cpu")
        chunks.append(to_bytes(decode(sample(generator, schedule, *inputs), config.band_order)))
    return torch.cat(chunks)[:count]


@torch.no_grad()
def regenerate(generator: Generator, num_timesteps: int, photographs: Tensor, steps: int, seed: int) -> Tensor:
    """Photographs of the generator's size, noised to x_`steps` and denoised again; uint8 [N, 3, S, S] in and out."""
    config, schedule = generator.config, Schedule.create(num_timesteps)
    chunks = []
    for number, chunk in enumerate(photographs.split(_CHUNK)):
        epsilon, z, noise = fixed_inputs(len(chunk), config, steps, seed + number, "cpu")
        x_0 = encode(chunk.float() / 127.5 - 1.0, config.band_order)
        x = schedule.a_cum[steps] * x_0 + schedule.sigma_cum[steps] * epsilon
        chunks.append(to_bytes(decode(sample(generator, schedule, x, z, noise), config.band_order)))
    return torch.cat(chunks)


def resized(images: Tensor, side: int) -> Tensor:
    """uint8 [N, 3, S, S] -> uint8 [N, 3, side, side]: averaged when smaller, cubic when larger."""
    if images.shape[-1] == side:
        return images
    options = {"mode": "area"} if side < images.shape[-1] else {"mode": "bicubic", "align_corners": False}
    return F.interpolate(images.float(), size=(side, side), **options).clamp(0, 255).round().to(torch.uint8)
