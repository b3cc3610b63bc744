"""Tries settings against each other: a short run of each from the same start, of as many pictures, and the measure.

    python3 training/variants.py --start RUN/checkpoint.pt --config training/configs/faces128-wavelet32.json \\
      --data FACES --weights WEIGHTS --images 20000 --out TRIED --try base --try l1 l1_weight=1

In TRIED: table.md, and of each variant its settings, generator and figures. Called again, it goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import asdict
from pathlib import Path

import torch
from torch import Tensor

from ddgan.config import TrainConfig
from ddgan.data import load_folder, read_names
from ddgan.feature_discriminator import create_feature_discriminator
from ddgan.trainer import Trainer
from evaluate import on_features
from measures.pictures import generate

_CHECKPOINT_SECONDS = 300.0


def configuration(base: dict, settings: list[str]) -> dict:
    """The base configuration with settings such as `lr_g=1e-4`, in JSON's notation."""
    changed = dict(base)
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals:
            raise ValueError(f"a setting is NAME=VALUE, not {setting}")
        changed[name] = json.loads(value)
    return changed


def learn(trainer: Trainer, start: Path, folder: Path, images: int) -> float:
    """Trains from `start` until `images` pictures were seen; returns the process's seconds a picture."""
    checkpoint = folder / "checkpoint.pt"
    if checkpoint.exists():
        seconds = trainer.load(checkpoint)["seconds"]
    else:
        trainer.grow_from(start)
        seconds = 0.0
    saved = time.monotonic()
    while trainer.images_seen < images:
        began = time.process_time()
        trainer.train_step()
        seconds += time.process_time() - began
        if time.monotonic() > saved + _CHECKPOINT_SECONDS:
            trainer.save(checkpoint, {"seconds": seconds})
            saved = time.monotonic()
    trainer.save(checkpoint, {"seconds": seconds})
    trainer.export(folder / "generator.safetensors", asdict(trainer.config.generator))
    return seconds / trainer.images_seen


def try_variant(folder: Path, data: tuple[Tensor, Tensor], args: argparse.Namespace) -> dict:
    """The figures of the variant whose config.json lies in `folder`."""
    config, (training, held_out) = TrainConfig.load(folder / "config.json"), data
    second = create_feature_discriminator(config, training, args.weights)
    trainer = Trainer(config, training, feature_discriminator=second)
    result = {"seconds_a_picture": learn(trainer, args.start, folder, args.images), "images": trainer.images_seen}
    samples = generate(trainer.ema, config.num_timesteps, args.count, seed=0)
    for network in args.networks:
        result[network] = on_features(args.weights, network, samples, training, held_out, seed=0)
    return result


def table(results: dict[str, dict], settings: dict[str, str]) -> str:
    """The variants as a table in Markdown, one row for each and network."""
    lines = [
        "| variant | settings | seconds a picture | network | KID x 10^3 | distance over floor | precision, recall |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, result in results.items():
        for network, values in result.items():
            if isinstance(values, dict):
                kid = f"{1000 * values['kid']:.2f} +- {1000 * values['kid_sd']:.2f}"
                shares = f"{values['precision']:.2f}, {values['recall']:.2f}"
                seconds, ratio = f"{result['seconds_a_picture']:.3f}", f"{values['fd_ratio']:.1f}"
                lines.append(f"| {' | '.join([name, settings[name], seconds, network, kid, ratio, shares])} |")
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--start", type=Path, required=True, help="the checkpoint that every variant begins with")
    parser.add_argument("--config", type=Path, required=True, help="what the variants have in common")
    parser.add_argument("--try", dest="tries", nargs="+", action="append", required=True, help="NAME SETTING=VALUE ...")
    parser.add_argument("--data", type=Path, required=True, help="folder of pictures, searched recursively")
    parser.add_argument("--leave-out", type=Path, help="list of file names in --data that are not to be trained on")
    parser.add_argument("--weights", type=Path, required=True, help="the folder that frozen/prepare.sh filled")
    parser.add_argument("--networks", nargs="+", default=["inception"], help="judges: inception, face")
    parser.add_argument("--images", type=int, required=True, help="pictures that each variant sees")
    parser.add_argument("--count", type=int, default=1000, help="samples to judge by")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=1, help="CPU threads")
    args = parser.parse_args(arguments)
    torch.set_num_threads(args.threads)
    base = json.loads(args.config.read_text())
    settings = {name: " ".join(changes) for name, *changes in args.tries}
    # Unknown settings are found before the first variant has run for hours.
    for name, *changes in args.tries:
        (args.out / name).mkdir(parents=True, exist_ok=True)
        (args.out / name / "config.json").write_text(json.dumps(configuration(base, changes), indent=2) + "\n")
        size = TrainConfig.load(args.out / name / "config.json").generator.picture_size
    data = load_folder(args.data, size, read_names(args.leave_out))
    results: dict[str, dict] = {}
    for name in settings:
        report = args.out / name / "report.json"
        if not report.exists():
            report.write_text(json.dumps(try_variant(report.parent, data, args), indent=2) + "\n")
        results[name] = json.loads(report.read_text())
        (args.out / "table.md").write_text(table(results, settings))
    print((args.out / "table.md").read_text())


if __name__ == "__main__":
    main(sys.argv[1:])
