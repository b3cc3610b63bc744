"""Averages the weights of several snapshots of one run: an EMA with a longer memory, chosen after the fact.

    python3 training/average.py RUN/snapshots/000112032.safetensors RUN/generator.safetensors --out AVERAGE.safetensors
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from ddgan import safetensors


def average(paths: list[Path], out: Path) -> None:
    """The mean of every tensor; configuration and names are those of all. Raises ValueError where they differ."""
    first, metadata = safetensors.load(paths[0])
    total = {name: torch.zeros_like(tensor, dtype=torch.float64) for name, tensor in first.items()}
    for path in paths:
        tensors, other = safetensors.load(path)
        if other != metadata or tensors.keys() != first.keys():
            raise ValueError(f"{path} is not of the same networks as {paths[0]}")
        for name, tensor in tensors.items():
            total[name] += tensor
    safetensors.save(out, {name: (total[name] / len(paths)).to(first[name].dtype) for name in first}, metadata)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("snapshots", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    average(args.snapshots, args.out)


if __name__ == "__main__":
    main()
