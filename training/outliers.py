"""Finds pictures that do not belong into a training set: those far from all others on a frozen network's features.

    python3 training/outliers.py --data FOLDER --weights WEIGHTS --out REPORT

In REPORT: outliers.txt, names by distance from their neighbours, the farthest first; near-copies.txt, pairs of names by
distance, the nearest first; and of both the sheets of 8x8. Look at them, and give the names of what is to be left out
to train.py, `--leave-out FILE`.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from ddgan.data import find_images, read_image
from ddgan.sampling import save_sheet
from measures.features import NETWORKS, Features

_NEIGHBOURS, _COLUMNS, _A_SHEET = 5, 8, 64


def neighbours(rows: np.ndarray) -> tuple[Tensor, Tensor]:
    """Distances from the nearest others, the nearest first, and which they are: both [N, 5]."""
    points = torch.from_numpy(rows).float()
    distances, indices = [], []
    for start in range(0, len(points), 1024):
        between = torch.cdist(points[start : start + 1024], points)
        # Nobody is his own neighbour.
        between[torch.arange(len(between)), torch.arange(start, start + len(between))] = torch.inf
        nearest = between.topk(_NEIGHBOURS, dim=1, largest=False)
        distances.append(nearest.values)
        indices.append(nearest.indices)
    return torch.cat(distances), torch.cat(indices)


def write_sheets(folder: Path, name: str, pictures: Tensor, chosen: list[int]) -> None:
    for number, start in enumerate(range(0, len(chosen), _A_SHEET)):
        images = pictures[chosen[start : start + _A_SHEET]].float() / 127.5 - 1.0
        save_sheet(folder / f"{name}-{number:02d}.png", images, _COLUMNS, enlarge=1)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of pictures, searched recursively")
    parser.add_argument("--weights", type=Path, required=True, help="the folder that measures/prepare.sh filled")
    parser.add_argument("--out", type=Path, required=True, help="folder for lists and sheets")
    parser.add_argument("--network", choices=sorted(NETWORKS), default="inception")
    parser.add_argument("--size", type=int, default=128, help="side at which pictures are compared")
    parser.add_argument("--count", type=int, default=256, help="pictures, and pairs, to list")
    args = parser.parse_args(arguments)
    paths = find_images(args.data)
    pictures = torch.stack([torch.from_numpy(read_image(path, args.size).copy()) for path in paths])
    distances, indices = neighbours(Features(args.weights, args.network)(pictures))
    args.out.mkdir(parents=True, exist_ok=True)

    far = distances.mean(dim=1).argsort(descending=True).tolist()[: args.count]
    lines = [f"{distances[i].mean():.3f} {paths[i].relative_to(args.data)}\n" for i in far]
    (args.out / "outliers.txt").write_text("".join(lines))
    write_sheets(args.out, "outliers", pictures, far)

    nearest = distances[:, 0].argsort().tolist()
    pairs = list(dict.fromkeys(tuple(sorted((i, int(indices[i, 0])))) for i in nearest))[: args.count]
    lines = [f"{' '.join(str(paths[i].relative_to(args.data)) for i in pair)}\n" for pair in pairs]
    (args.out / "near-copies.txt").write_text("".join(lines))
    write_sheets(args.out, "near-copies", pictures, [i for pair in pairs for i in pair])


if __name__ == "__main__":
    main(sys.argv[1:])
