"""Measures a generator's pictures against the photographs of its data that never trained.

    python3 training/evaluate.py --model resources/models/faces --data FOLDER --faces --out REPORT

In REPORT: report.json, report.txt, and sheets of 8x8: generated.webp and real.png. The main measure, on features of
frozen networks, needs the weights that frozen/prepare.sh fetches; without `--weights` the others are taken alone.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import torch
from torch import Tensor

from ddgan.data import load_folder
from ddgan.generator import Generator
from ddgan.sampling import save_sheet
from measures.distances import compare
from measures.faces import detection_rate, load_detector
from measures.features import Features
from measures.neighbours import diversity, memorisation, nearest_training
from measures.pictures import generate, load_generator, regenerate, resized
from measures.wasserstein import swd

_SHEET_COUNT, _SHEET_COLUMNS = 64, 8
_SWD_FACTOR, _SWD_OFFSET = 1.5, 10.0
_DETECTION_BAR, _MEMORISATION_BAR = 0.9, 0.02
_FEATURES = ("inception", "face")


def choose(images: Tensor, count: int, seed: int) -> Tensor:
    """`count` different pictures at random."""
    return images[torch.randperm(len(images), generator=torch.Generator().manual_seed(seed))[:count]]


def on_features(weights: Path, network: str, samples: Tensor, training: Tensor, held_out: Tensor, seed: int) -> dict:
    """The main measure: distance on features, over the one that as many photographs that trained have."""
    features = Features(weights, network)
    others = choose(training, len(samples), seed)
    return compare(features(samples[: len(others)]), features(others), features(held_out))


def measure(samples: Tensor, training: Tensor, held_out: Tensor, faces: bool, seed: int) -> dict:
    """The measures that need no weights as nested numbers; the sets are uint8 [N, 3, S, S] of one size."""
    count = min(len(samples), len(held_out))
    # As many pictures on every side, for the distance falls with their number.
    halves = choose(torch.cat([training, held_out]), 2 * count, seed)
    generated_distance = swd(samples[:count], choose(held_out, count, seed), seed)
    real_distance = swd(halves[:count], halves[count:], seed)
    result = {
        "samples": len(samples),
        "held_out": len(held_out),
        "swd_pictures": count,
        "swd": generated_distance,
        "swd_two_halves_of_real": real_distance,
        "swd_bar": _SWD_FACTOR * real_distance["mean"] + _SWD_OFFSET,
        "memorisation": memorisation(nearest_training(samples, training), nearest_training(held_out, training)),
        "diversity": diversity(samples, held_out),
    }
    if faces:
        result["face_detection"] = detection_rate(samples, held_out)
    return result


def distances_by_step(generator: Generator, num_timesteps: int, training: Tensor, held_out: Tensor, seed: int) -> dict:
    """Distance of photographs that were noised to x_1, x_2, ... and denoised again: the step at fault shows.

    uint8 [N, 3, S, S] of the generator's size. Where the distance leaps from x_k to x_{k+1}, it is G at t = k that is
    to be trained (`t_weights`). Training photographs are taken, for the held-out ones are what they are held against.
    """
    photographs = choose(training, len(held_out), seed)
    steps = range(1, num_timesteps + 1)
    return {k: swd(regenerate(generator, num_timesteps, photographs, k, seed), held_out, seed) for k in steps}


def scales(distance: dict) -> str:
    return ", ".join(f"{name} px: {value:.1f}" for name, value in distance.items() if name != "mean")


def feature_rows(network: str, values: dict | None) -> list[tuple[str, str, str, str]]:
    """Lines of the report for one network's features."""
    if values is None:
        return []
    rows = [
        (f"{network}: KID x 10^3", f"{1000 * values['kid']:.2f} +- {1000 * values['kid_sd']:.2f}", "", ""),
        (f"{network}: Frechet distance over its floor", f"{values['fd_ratio']:.1f} ({values['fd']:.3g})", "", ""),
    ]
    for name in ("precision", "recall"):
        figure, floor = values[name], values[f"{name}_floor"]
        rows.append((f"{network}: {name} over its floor", f"{figure / floor:.2f} ({figure:.2f} / {floor:.2f})", "", ""))
    return rows


def table(result: dict) -> str:
    """The report as text."""

    def verdict(met: bool) -> str:
        return "met" if met else "missed"

    distance, real, nearest = result["swd"], result["swd_two_halves_of_real"], result["memorisation"]
    rows = [
        (
            "sliced Wasserstein distance x 10^3",
            f"{distance['mean']:.1f} ({scales(distance)})",
            f"<= {result['swd_bar']:.1f}",
            verdict(distance["mean"] <= result["swd_bar"]),
        ),
        ("  two halves of the real set", f"{real['mean']:.1f}", "", ""),
        (
            "nearer to training than 99 % of held-out",
            f"{nearest['share']:.2%}",
            f"<= {_MEMORISATION_BAR:.0%}",
            verdict(nearest["share"] <= _MEMORISATION_BAR),
        ),
        ("mean pairwise distance over the real one", f"{result['diversity']['ratio']:.2f}", "", ""),
    ]
    rows = [row for name in _FEATURES for row in feature_rows(name, result.get(name))] + rows
    for k, part in result.get("swd_by_step", {}).items():
        rows.append((f"distance of photographs denoised from x_{k}", f"{part['mean']:.1f} ({scales(part)})", "", ""))
    if "face_detection" in result:
        found = result["face_detection"]
        rows.insert(
            0,
            (
                "face detection rate over the real one",
                f"{found['ratio']:.3f} ({found['generated']:.3f} / {found['real']:.3f})",
                f">= {_DETECTION_BAR}",
                verdict(found["ratio"] >= _DETECTION_BAR),
            ),
        )
    rows.insert(0, ("measure", "value", "bar", ""))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]
    head = f"{result['samples']} samples, {result['held_out']} held-out photographs, {result['size']}x{result['size']}"
    return "\n".join([head, *lines])


def write_sheets(out: Path, samples: Tensor, held_out: Tensor) -> None:
    """The generated one as WebP, for it goes with the model."""
    for name, images in (("generated.webp", samples), ("real.png", held_out)):
        save_sheet(out / name, images[:_SHEET_COUNT].float() / 127.5 - 1.0, _SHEET_COLUMNS, enlarge=1)


def parse_arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--model", type=Path, required=True, help="a bundled model's folder, a generator.safetensors or a checkpoint.pt"
    )
    parser.add_argument("--data", type=Path, required=True, help="the folder of pictures that the model was trained on")
    parser.add_argument("--out", type=Path, help="folder for report and sheets")
    parser.add_argument("--count", type=int, default=2000, help="samples to draw")
    parser.add_argument("--seed", type=int, default=0, help="fixes the samples and every random choice")
    parser.add_argument("--size", type=int, help="compare at this size in pixels (default: the model's)")
    parser.add_argument("--weights", type=Path, help="the folder that frozen/prepare.sh filled: for the main measure")
    parser.add_argument("--faces", action="store_true", help="the pictures are faces: detection rate, face descriptor")
    parser.add_argument("--by-step", action="store_true", help="measure which denoising step is at fault as well")
    parser.add_argument("--curve", type=Path, help="append the result as one line to this file")
    parser.add_argument("--images", type=int, help="pictures seen in training, for the line of --curve")
    parser.add_argument("--threads", type=int, help="CPU threads")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> None:
    args = parse_arguments(arguments)
    if args.threads:
        torch.set_num_threads(args.threads)
    if args.faces:
        # What is missing is told before anything is measured, which takes minutes.
        load_detector()
    generator, num_timesteps = load_generator(args.model)
    size = args.size or generator.config.picture_size
    training, held_out = load_folder(args.data, size)
    own_size = generate(generator, num_timesteps, args.count, args.seed)
    samples = resized(own_size, size)
    result = {"size": size, "model_size": generator.config.picture_size, "steps": num_timesteps, "seed": args.seed}
    if args.weights:
        for network in _FEATURES if args.faces else _FEATURES[:1]:
            result[network] = on_features(args.weights, network, samples, training, held_out, args.seed)
    result |= measure(samples, training, held_out, args.faces, args.seed)
    if args.by_step:
        if size != generator.config.picture_size:
            sys.exit("--by-step compares at the model's own size: leave --size out")
        result["swd_by_step"] = distances_by_step(generator, num_timesteps, training, held_out, args.seed)
    print(table(result))
    if args.out:
        args.out.mkdir(parents=True, exist_ok=True)
        (args.out / "report.json").write_text(json.dumps(result, indent=2) + "\n")
        (args.out / "report.txt").write_text(table(result) + "\n")
        write_sheets(args.out, samples, choose(held_out, _SHEET_COUNT, args.seed))
    if args.curve:
        with open(args.curve, "a") as file:
            file.write(json.dumps({"images": args.images, **result}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
