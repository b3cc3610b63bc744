"""Finds pictures that do not belong into a training set: those far from all others on a frozen network's features.

    python3 training/outliers.py --data FOLDER --weights WEIGHTS --out REPORT

In REPORT: outliers.txt, names by their distance from their neighbours, the farthest first, and sheets of 8x8 of them.
Look at these, and give the names of what is to be left out to train.py, `--leave-out FILE`.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from ddgan.data import find_images, read_image
from ddgan.sampling import save_sheet
from measures.features import NETWORKS, Features

_NEIGHBOURS, _CHUNK = 5, 1024
_COLUMNS, _A_SHEET = 8, 64


def strangeness(rows: np.ndarray) -> Tensor:
    """Mean distance of each row [N, C] from its nearest others, [N].

    Of directions: pictures with much detail have long features, far from everything, and dull ones short.
    """
    points = F.normalize(torch.from_numpy(rows), dim=1)
    parts = []
    for chunk in points.split(_CHUNK):
        # The nearest is the row itself.
        nearest = torch.cdist(chunk, points).topk(_NEIGHBOURS + 1, dim=1, largest=False).values
        parts.append(nearest[:, 1:].mean(dim=1))
    return torch.cat(parts)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of pictures, searched recursively")
    parser.add_argument("--weights", type=Path, required=True, help="the folder that frozen/prepare.sh filled")
    parser.add_argument("--out", type=Path, required=True, help="folder for lists and sheets")
    parser.add_argument("--network", choices=sorted(NETWORKS), default="inception")
    parser.add_argument("--size", type=int, default=128, help="side at which pictures are compared")
    parser.add_argument("--count", type=int, default=256, help="pictures to list")
    args = parser.parse_args(arguments)
    paths = find_images(args.data)
    pictures = torch.stack([torch.from_numpy(read_image(path, args.size).copy()) for path in paths])
    far = strangeness(Features(args.weights, args.network)(pictures)).sort(descending=True)
    chosen = far.indices[: args.count]
    args.out.mkdir(parents=True, exist_ok=True)
    lines = [f"{distance:.3f} {paths[i].relative_to(args.data)}\n" for distance, i in zip(far.values, chosen)]
    (args.out / "outliers.txt").write_text("".join(lines))
    for number, some in enumerate(chosen.split(_A_SHEET)):
        images = pictures[some].float() / 127.5 - 1.0
        save_sheet(args.out / f"outliers-{number:02d}.png", images, _COLUMNS, enlarge=1)


if __name__ == "__main__":
    main(sys.argv[1:])
