"""Carries a run between machines in small files.

    python3 training/transfer_run.py pack RUN FOLDER      # RUN/checkpoint.pt -> FOLDER/part-NN
    python3 training/transfer_run.py unpack FOLDER RUN    # and back, with RUN/generator.safetensors

Weights travel as float16 and Adam's moments stay behind, which makes a checkpoint less than a fourth of its size.
"""

from __future__ import annotations

import argparse
import io
import shutil
import sys
from pathlib import Path

import torch

from ddgan import grow
from ddgan.export import export_generator

_PART_BYTES = 15 * 2**20
_NETWORKS = ("generator", "discriminator", "ema")
_LOG = "metrics.jsonl"


def _cast(state: dict, dtype: torch.dtype) -> dict:
    """The same checkpoint with all weights in `dtype`."""
    networks = {name: {key: value.to(dtype) for key, value in state[name].items()} for name in _NETWORKS}
    return {**state, **networks}


def pack(run: Path, folder: Path) -> list[Path]:
    """Writes the parts, at most 15 MiB each, and the log; returns the parts."""
    state = _cast(grow.read_checkpoint(run / "checkpoint.pt"), torch.float16)
    for name in ("optimizer_g", "optimizer_d"):
        state.pop(name, None)
    buffer = io.BytesIO()
    torch.save(state, buffer)
    data = buffer.getvalue()
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("part-*"):
        old.unlink()
    parts = []
    for number, start in enumerate(range(0, len(data), _PART_BYTES)):
        parts.append(folder / f"part-{number:02d}")
        parts[-1].write_bytes(data[start : start + _PART_BYTES])
    if (run / _LOG).exists():
        shutil.copyfile(run / _LOG, folder / _LOG)
    return parts


def unpack(folder: Path, run: Path) -> None:
    """Restores what `pack` wrote, ready for `train.py --resume`; replaces RUN's checkpoint."""
    parts = sorted(folder.glob("part-*"))
    if not parts:
        raise FileNotFoundError(f"{folder} holds no parts of a checkpoint")
    data = io.BytesIO(b"".join(part.read_bytes() for part in parts))
    state = _cast(torch.load(data, map_location="cpu"), torch.float32)
    run.mkdir(parents=True, exist_ok=True)
    torch.save(state, run / "checkpoint.pt")
    export_generator(run / "generator.safetensors", state["ema"], state["generator_config"], state["num_timesteps"])
    if (folder / _LOG).exists():
        shutil.copyfile(folder / _LOG, run / _LOG)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("direction", choices=("pack", "unpack"))
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    args = parser.parse_args(arguments)
    if args.direction == "unpack":
        unpack(args.source, args.target)
    else:
        for part in pack(args.source, args.target):
            print(f"{part}: {part.stat().st_size / 2**20:.1f} MiB")


if __name__ == "__main__":
    main(sys.argv[1:])
