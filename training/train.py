"""Trains a denoising diffusion GAN on a folder of pictures, for a given number of minutes.

    python3 training/train.py --data FOLDER --config training/configs/faces64.json --out RUN --minutes 60

In RUN: checkpoint.pt, metrics.jsonl, sheets/*.png and, for the product, generator.safetensors.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import signal
import sys
import time
from dataclasses import asdict
from pathlib import Path
from statistics import median

import torch

from ddgan.config import TrainConfig
from ddgan.data import load_folder, read_names
from ddgan.feature_discriminator import create_feature_discriminator
from ddgan.flops import image_flops
from ddgan.sampling import fixed_inputs, sample, save_sheet
from ddgan.threads import ThreadTuner
from ddgan.trainer import Trainer

_STARTED = time.monotonic()
_SHEET_COLUMNS, _SHEET_COUNT, _SHEET_SEED = 8, 64, 7


class ActiveClock:
    """Time spent in training itself: a lap far longer than its neighbours was a pause of the process."""

    _WINDOW = 64
    _LONGEST_LAP_IN_MEDIANS = 4.0

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self._laps: list[float] = []
        self._last = time.monotonic()

    def lap(self) -> None:
        now = time.monotonic()
        elapsed, self._last = now - self._last, now
        self._laps = [*self._laps[-self._WINDOW + 1 :], elapsed]
        self.seconds += min(elapsed, self._LONGEST_LAP_IN_MEDIANS * median(self._laps))


class Every:
    """True once per `interval` of active seconds."""

    def __init__(self, interval: float, now: float) -> None:
        self.interval, self.next = interval, now + interval

    def due(self, now: float) -> bool:
        if now < self.next:
            return False
        self.next = now + self.interval
        return True


class Run:
    """A trainer with its folder: checkpoints, metrics, sheets, export."""

    def __init__(self, trainer: Trainer, held_out: torch.Tensor, out: Path, peak_tflops: float | None = None) -> None:
        self.trainer, self.held_out, self.out, self.peak_tflops = trainer, held_out, out, peak_tflops
        (out / "sheets").mkdir(parents=True, exist_ok=True)
        config = trainer.config
        self.flops_per_image = image_flops(trainer.generator, trainer.discriminator, config.shared_prediction)
        self.sheet_inputs = fixed_inputs(
            _SHEET_COUNT, config.generator, config.num_timesteps, _SHEET_SEED, trainer.device
        )

    def speed(self, images_per_second: float) -> dict[str, float]:
        """What the convolutions and products of the rate amount to, and the share of the chip's peak."""
        tflops = images_per_second * self.flops_per_image / 1e12
        share = {"share_of_peak": round(tflops / self.peak_tflops, 4)} if self.peak_tflops else {}
        return {"tflops": round(tflops, 4), **share}

    @property
    def checkpoint(self) -> Path:
        return self.out / "checkpoint.pt"

    @property
    def metrics(self) -> Path:
        return self.out / "metrics.jsonl"

    def save(self, active_seconds: float) -> None:
        self.trainer.save(self.checkpoint, {"active_seconds": active_seconds})
        self.trainer.export(self.out / "generator.safetensors", asdict(self.trainer.config.generator))

    def resume(self) -> float:
        """Loads the checkpoint and drops what was logged after it; returns the active seconds so far."""
        active_seconds = self.trainer.load(self.checkpoint)["active_seconds"]
        lines = self.metrics.read_text().splitlines(keepends=True) if self.metrics.exists() else []
        self.metrics.write_text("".join(line for line in lines if json.loads(line)["step"] <= self.trainer.step))
        return active_seconds

    def write_sheet(self) -> None:
        images = self.trainer.decode(sample(self.trainer.ema, self.trainer.schedule, *self.sheet_inputs))
        save_sheet(self.out / "sheets" / f"{self.trainer.images_seen:09d}.png", images, _SHEET_COLUMNS)
        self._log_separation()

    def keep_snapshot(self) -> None:
        """The generator as it is now, for a curve of the measures over training."""
        folder = self.out / "snapshots"
        folder.mkdir(exist_ok=True)
        name = f"{self.trainer.images_seen:09d}.safetensors"
        self.trainer.export(folder / name, asdict(self.trainer.config.generator))

    def write_metrics(self, losses: list[dict[str, float]], active_seconds: float, images_per_second: float) -> None:
        names = sorted({name for step in losses for name in step})
        means = {}
        for name in names:
            values = [step[name] for step in losses if name in step]
            means[name] = round(sum(values) / len(values), 5)
        line = {
            "step": self.trainer.step,
            "images": self.trainer.images_seen,
            "active_seconds": round(active_seconds, 1),
            "images_per_second": round(images_per_second, 2),
            **self.speed(images_per_second),
            "lr_g": self.trainer.optimizer_g.param_groups[0]["lr"],
            **means,
        }
        if len(self.held_out) >= 4:
            line["d_held_out"] = round(self.trainer.held_out_loss(self.held_out), 5)
        self._log(line)

    def _log_separation(self) -> None:
        """Whether D still tells G's pictures from real ones; more work than to be done with every line."""
        if len(self.held_out) >= 4:
            areas = [round(area, 3) for area in self.trainer.separation(self.held_out)]
            self._log({"step": self.trainer.step, "images": self.trainer.images_seen, "d_separation": areas})

    def _log(self, line: dict) -> None:
        with open(self.metrics, "a") as file:
            file.write(json.dumps(line) + "\n")
        print(json.dumps(line), flush=True)


def train(run: Run, minutes: float, start_seconds: float, args: argparse.Namespace) -> None:
    """Steps until the active time is spent or a signal asks to stop; always ends with a checkpoint."""
    stop = False

    def request_stop(signum: int, frame: object) -> None:
        nonlocal stop
        stop = True

    signal.signal(signal.SIGTERM, request_stop)
    signal.signal(signal.SIGINT, request_stop)

    deadline = _STARTED + 60 * args.call_minutes
    clock = ActiveClock(start_seconds)
    checkpoint = Every(60 * args.checkpoint_minutes, clock.seconds)
    sheet = Every(60 * args.sheet_minutes, clock.seconds)
    metrics = Every(args.metrics_seconds, clock.seconds)
    snapshot = Every(60 * args.snapshot_minutes or math.inf, clock.seconds)
    tuner = ThreadTuner(os.cpu_count() or 1) if args.threads == 0 and args.device == "cpu" else None
    losses: list[dict[str, float]] = []
    metrics_since = clock.seconds
    while not stop and clock.seconds < 60 * minutes and time.monotonic() < deadline:
        started = time.monotonic()
        losses.append(run.trainer.train_step())
        if tuner:
            tuner.observe(time.monotonic() - started)
        if not all(math.isfinite(loss) for loss in losses[-1].values()):
            # The last checkpoint is still good: leave without writing over it.
            sys.exit(f"step {run.trainer.step} diverged: {losses[-1]}")
        clock.lap()
        if metrics.due(clock.seconds):
            rate = len(losses) * run.trainer.config.batch_size / (clock.seconds - metrics_since)
            run.write_metrics(losses, clock.seconds, rate)
            losses, metrics_since = [], clock.seconds
        if snapshot.due(clock.seconds):
            run.keep_snapshot()
        if sheet.due(clock.seconds):
            run.write_sheet()
        if checkpoint.due(clock.seconds):
            run.save(clock.seconds)
    run.write_sheet()
    run.save(clock.seconds)


def parse_arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of pictures, searched recursively")
    parser.add_argument("--leave-out", type=Path, help="list of file names in --data that are not to be trained on")
    parser.add_argument("--config", type=Path, required=True, help="a JSON file of training/configs")
    parser.add_argument("--out", type=Path, required=True, help="folder of this run")
    parser.add_argument("--weights", type=Path, help="the folder that frozen/prepare.sh filled, for prediction_weight")
    parser.add_argument("--minutes", type=float, required=True, help="active training time, earlier runs included")
    parser.add_argument(
        "--call-minutes", type=float, default=math.inf, help="end this call after so long by the clock, all included"
    )
    parser.add_argument("--resume", action="store_true", help="continue from the checkpoint in --out")
    parser.add_argument("--grow-from", type=Path, help="start from the networks in this checkpoint of another run")
    parser.add_argument("--threads", type=int, default=0, help="CPU threads (default: as many as help at the time)")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--compile", action="store_true", help="torch.compile the networks (PyTorch 2)")
    parser.add_argument("--checkpoint-minutes", type=float, default=3.0)
    parser.add_argument("--sheet-minutes", type=float, default=5.0)
    parser.add_argument("--snapshot-minutes", type=float, default=0.0, help="how often to keep a generator (0: never)")
    parser.add_argument("--peak-tflops", type=float, help="the chip's peak, to log the share of it that is reached")
    parser.add_argument("--metrics-seconds", type=float, default=30.0)
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> None:
    args = parse_arguments(arguments)
    if args.threads:
        torch.set_num_threads(args.threads)
    config = TrainConfig.load(args.config)
    images, held_out = load_folder(args.data, config.generator.picture_size, read_names(args.leave_out))
    print(f"{len(images)} pictures to train on, {len(held_out)} held out", flush=True)
    second = create_feature_discriminator(config, images, args.weights)
    trainer = Trainer(config, images, args.device, args.compile, second)
    run = Run(trainer, held_out, args.out, args.peak_tflops)
    start_seconds = 0.0
    if args.resume:
        start_seconds = run.resume()
        print(f"resumed at step {run.trainer.step}", flush=True)
    elif run.checkpoint.exists():
        sys.exit(f"{run.checkpoint} exists: pass --resume to continue it, or another --out")
    elif args.grow_from:
        copied_g, copied_d = run.trainer.grow_from(args.grow_from)
        print(f"grown from {args.grow_from}: {copied_g:.0%} of G's parameters, {copied_d:.0%} of D's", flush=True)
    train(run, args.minutes, start_seconds, args)


if __name__ == "__main__":
    main(sys.argv[1:])
