"""Configuration of a run: the networks and how they learn."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path

from .discriminator import DiscriminatorConfig
from .generator import GeneratorConfig


@dataclass(frozen=True)
class TrainConfig:
    """One JSON file of configs/."""

    generator: GeneratorConfig
    discriminator: DiscriminatorConfig
    num_timesteps: int
    batch_size: int
    lr_g: float
    lr_d: float
    lr_min: float
    decay_images: int
    r1_gamma: float
    lazy_reg: int
    ema_decay: float
    beta_min: float = 0.1
    beta_max: float = 20.0
    flip: bool = True
    augment: tuple[str, ...] = ()
    t_weights: tuple[float, ...] = ()
    near_miss_weight: float = 0.0
    l1_weight: float = 0.0
    # Without it G learns by the L1 term alone and D not at all: a warm-up, for a run with both to grow from.
    adversarial: bool = True
    # D learns alone over so many pictures at first, lest a G that was warmed up unlearns with a D that knows nothing.
    alone_images: int = 0
    # Of a second discriminator, see `feature_discriminator`, and the side of the pictures that it sees.
    prediction_weight: float = 0.0
    prediction_side: int = 64
    # It judges predictions of x_0 at t below this alone, where x_(t+1) tells what the picture is: from noise, one and
    # the same face would please it as well as any, and it does not see what the prediction was made of.
    prediction_steps: int = 1_000_000
    # G's half step takes the prediction of D's half, with the same t, z and noises: one pass of G less.
    shared_prediction: bool = False
    # Details of what was grown come in over so many pictures: see Trainer.detail.
    fade_images: int = 0
    precision: str = "float32"
    seed: int = 1

    @staticmethod
    def load(path: Path) -> "TrainConfig":
        values = json.loads(path.read_text())
        unknown = set(values) - {field.name for field in fields(TrainConfig)}
        if unknown:
            raise ValueError(f"{path}: unknown settings {sorted(unknown)}")
        values["generator"] = GeneratorConfig.from_json(values["generator"])
        values["discriminator"] = DiscriminatorConfig(
            **{"num_channels": values["generator"].num_channels, **values["discriminator"]}
        )
        values["augment"] = tuple(values.get("augment", ()))
        values["t_weights"] = weights = tuple(values.get("t_weights", ()))
        if weights and (len(weights) != values["num_timesteps"] or min(weights) < 0 or not sum(weights)):
            raise ValueError(f"{path}: t_weights must be one number for each of {values['num_timesteps']} steps")
        if not values.get("adversarial", True) and not values.get("l1_weight"):
            raise ValueError(f"{path}: without adversarial, l1_weight must be above 0, or G learns nothing")
        return TrainConfig(**values)
