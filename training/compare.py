"""Sliced Wasserstein distance x 10^3 of generators' pictures to those of a folder, all of them.

    python3 training/compare.py --data FOLDER --models resources/models/faces RUN/model.safetensors

What a fine-tuned model has gained on its base: `trilemma train` needs no Python, measuring does.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch

from ddgan.data import find_images, read_image
from measures.pictures import generate, load_generator
from measures.wasserstein import swd


def compare(models: list[Path], data: Path, seed: int) -> list[dict]:
    """One row for each model: its distance at each scale and their mean, and its mean over the first's."""
    generators = [load_generator(path) for path in models]
    size = generators[0][0].config.picture_size
    real = torch.stack([torch.from_numpy(read_image(path, size).copy()) for path in find_images(data)])
    rows = []
    for path, (generator, num_timesteps) in zip(models, generators):
        distance = swd(generate(generator, num_timesteps, len(real), seed), real, seed)
        rows.append({"model": str(path), "pictures": len(real), **distance})
    return [{**row, "ratio": row["mean"] / rows[0]["mean"]} for row in rows]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of pictures, searched recursively")
    parser.add_argument("--models", type=Path, nargs="+", required=True, help="the base first")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    for row in compare(args.models, args.data, args.seed):
        print(json.dumps({key: round(value, 4) if isinstance(value, float) else value for key, value in row.items()}))


if __name__ == "__main__":
    main()
