"""Training speed of a configuration, to choose sizes before a long run.

    python3 training/throughput.py --config training/configs/faces64.json --batch 32 64 128 --compile --peak-tflops 989

One line for each batch size: images a second, the arithmetic behind them, the share of the chip's peak, peak memory.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import replace
from pathlib import Path

import torch

from ddgan.config import TrainConfig
from ddgan.feature_discriminator import create_feature_discriminator
from ddgan.flops import image_flops
from ddgan.trainer import Trainer

_PICTURES = 1024


def measure(
    config: TrainConfig, device: str, compile_networks: bool, seconds: float, weights: Path | None = None
) -> dict[str, float]:
    """Steps on random pictures for `seconds`, after one whole round of lazy regularisation to warm up."""
    size = config.generator.picture_size
    images = torch.randint(0, 256, (max(_PICTURES, config.batch_size), 3, size, size), dtype=torch.uint8)
    second = create_feature_discriminator(config, images, weights)
    trainer = Trainer(config, images, device, compile_networks, second)
    flops = image_flops(trainer.generator, trainer.discriminator, config.shared_prediction)
    for _ in range(config.lazy_reg + 1):
        trainer.train_step()
    # Every step reads its losses, so the clock never runs ahead of the device.
    started, steps = time.monotonic(), 0
    while time.monotonic() < started + seconds:
        trainer.train_step()
        steps += 1
    rate = steps * config.batch_size / (time.monotonic() - started)
    memory = torch.cuda.max_memory_allocated() / 2**30 if trainer.device.type == "cuda" else 0.0
    return {"images_per_second": rate, "tflops": rate * flops / 1e12, "memory_gib": memory}


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--batch", type=int, nargs="+", help="batch sizes (default: the configuration's)")
    parser.add_argument("--seconds", type=float, default=15.0)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--peak-tflops", type=float)
    parser.add_argument("--weights", type=Path, help="the folder that frozen/prepare.sh filled, for prediction_weight")
    args = parser.parse_args(arguments)
    config = TrainConfig.load(args.config)
    for batch in args.batch or [config.batch_size]:
        result = measure(replace(config, batch_size=batch), args.device, args.compile, args.seconds, args.weights)
        line = {"batch": batch, **{name: round(value, 3) for name, value in result.items()}}
        if args.peak_tflops:
            line["share_of_peak"] = round(result["tflops"] / args.peak_tflops, 4)
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
