"""Draws the measures over training from the lines that `evaluate.py --curve` appended.

    python3 training/curve.py training/cards/faces-curve.jsonl docs/images/models-faces-curve.png
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402


def _feature(line: dict, name: str, factor: float = 1.0) -> float | None:
    return line["inception"][name] * factor if "inception" in line else None


def _ratio(line: dict, name: str) -> float | None:
    return line["inception"][name] / line["inception"][f"{name}_floor"] if "inception" in line else None


# (title, value of a line, bar of that value) of each panel; a panel without values stays out.
_PANELS = (
    ("KID x 10^3 on Inception features", lambda line: _feature(line, "kid", 1000), None),
    ("Frechet distance over its floor", lambda line: _feature(line, "fd_ratio"), None),
    ("recall over its floor", lambda line: _ratio(line, "recall"), None),
    ("sliced Wasserstein distance x 10^3", lambda line: line["swd"]["mean"], lambda line: line["swd_bar"]),
    ("face detection rate over the real one", lambda line: line.get("face_detection", {}).get("ratio"), lambda _: 0.9),
    ("share nearer to training than 99 % of held-out", lambda line: line["memorisation"]["share"], lambda _: 0.02),
    ("mean pairwise distance over the real one", lambda line: line["diversity"]["ratio"], None),
)


def draw(lines: list[dict], path: Path) -> None:
    """One panel for each measure over thousands of pictures seen; the bar is dashed."""
    lines = sorted(lines, key=lambda line: line["images"])
    seen = [line["images"] / 1000 for line in lines]
    panels = [panel for panel in _PANELS if all(panel[1](line) is not None for line in lines)]
    figure, axes = plt.subplots(1, len(panels), figsize=(3.1 * len(panels), 2.6), constrained_layout=True)
    for axis, (title, value, bar) in zip(axes, panels):
        axis.plot(seen, [value(line) for line in lines], marker="o", markersize=3, color="#2f5d8a")
        if bar is not None:
            axis.plot(seen, [bar(line) for line in lines], linestyle="--", linewidth=1, color="#888888")
        axis.set_title(title, fontsize=8)
        axis.set_xlabel("thousand pictures seen", fontsize=8)
        axis.set_ylim(bottom=0)
        axis.tick_params(labelsize=7)
        axis.grid(alpha=0.25)
    figure.savefig(path, dpi=120)
    plt.close(figure)


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:])
    draw([json.loads(line) for line in source.read_text().splitlines()], target)
