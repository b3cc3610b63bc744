"""Writes a run's discriminator for the product, which fine-tunes models with the D that they learnt with.

    python3 training/export_discriminator.py RUN CONFIG.json    # RUN/checkpoint.pt -> RUN/discriminator.safetensors
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from ddgan import grow, safetensors
from ddgan.config import TrainConfig


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("config", type=Path)
    args = parser.parse_args()
    config = TrainConfig.load(args.config)
    state = grow.read_checkpoint(args.run / "checkpoint.pt")["discriminator"]
    values = {**config.discriminator.to_json(), "image_size": config.generator.image_size}
    tensors = {f"module.{name}": value for name, value in state.items()}
    metadata = {"kind": "discriminator", "config": json.dumps(values)}
    safetensors.save(args.run / "discriminator.safetensors", tensors, metadata)


if __name__ == "__main__":
    main()
