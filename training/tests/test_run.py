"""Runs on made-up pictures: speed, carrying, the command, active time."""

from __future__ import annotations

import io
import json
import tempfile
import unittest
from contextlib import redirect_stdout
from dataclasses import asdict
from pathlib import Path
from unittest import mock

import reference  # noqa: F401  (puts training/ on the path)
import torch
from PIL import Image
from tiny_run import TINY, pictures

import throughput
import train
import transfer_run
from ddgan import safetensors
from ddgan.trainer import Trainer


class ThroughputTest(unittest.TestCase):
    def test_speed_of_a_tiny_configuration(self) -> None:
        result = throughput.measure(TINY, "cpu", compile_networks=False, seconds=0.05)
        self.assertGreater(result["images_per_second"], 0.0)
        self.assertGreater(result["tflops"], 0.0)


class CarryTest(unittest.TestCase):
    def test_a_packed_run_goes_on(self) -> None:
        with tempfile.TemporaryDirectory() as name, mock.patch.object(transfer_run, "_PART_BYTES", 40_000):
            folder = Path(name)
            first = Trainer(TINY, pictures(10))
            for _ in range(3):
                first.train_step()
            (folder / "run").mkdir()
            first.save(folder / "run" / "checkpoint.pt", {"active_seconds": 2.5})
            (folder / "run" / "metrics.jsonl").write_text('{"step": 3}\n')
            parts = transfer_run.pack(folder / "run", folder / "carried")
            self.assertGreater(len(parts), 1)
            size = (folder / "run" / "checkpoint.pt").stat().st_size
            self.assertLess(sum(part.stat().st_size for part in parts), 0.4 * size)
            transfer_run.unpack(folder / "carried", folder / "again")
            self.assertEqual((folder / "again" / "metrics.jsonl").read_text(), '{"step": 3}\n')
            second = Trainer(TINY, pictures(10))
            self.assertEqual(second.load(folder / "again" / "checkpoint.pt"), {"active_seconds": 2.5})
            tensors, _ = safetensors.load(folder / "again" / "generator.safetensors")
        self.assertEqual(second.step, 3)
        self.assertTrue(torch.equal(second.order.next(), first.order.next()))
        for network in ("generator", "discriminator", "ema"):
            expected = getattr(first, network).state_dict()
            for key, value in getattr(second, network).state_dict().items():
                torch.testing.assert_close(value, expected[key], rtol=1e-3, atol=1e-6)
        self.assertEqual(len(tensors), len(first.ema.state_dict()))
        second.train_step()

    def test_a_folder_without_parts_is_refused(self) -> None:
        with tempfile.TemporaryDirectory() as name, self.assertRaisesRegex(FileNotFoundError, "no parts"):
            transfer_run.unpack(Path(name), Path(name) / "run")


class CommandTest(unittest.TestCase):
    def test_run_resume_and_refusal_to_overwrite(self) -> None:
        with tempfile.TemporaryDirectory() as name, redirect_stdout(io.StringIO()):
            folder = Path(name)
            (folder / "data").mkdir()
            for index, pixels in enumerate(pictures(80).permute(0, 2, 3, 1).numpy()):
                Image.fromarray(pixels).save(folder / "data" / f"{index}.png")
            values = {**asdict(TINY), "discriminator": {"variant": "small", "ngf": 4, "t_emb_dim": 16}}
            (folder / "tiny.json").write_text(json.dumps(values))
            options = ["--data", f"{folder}/data", "--config", f"{folder}/tiny.json", "--out", f"{folder}/run"]
            options += ["--device", "cpu", "--metrics-seconds", "0.1", "--snapshot-minutes", "0.001"]
            options += ["--peak-tflops", "0.5"]
            train.main([*options, "--minutes", "0.005"])
            with self.assertRaises(SystemExit):
                train.main([*options, "--minutes", "0.01"])
            # A line that a crash left behind the last checkpoint must not stay.
            with open(folder / "run" / "metrics.jsonl", "a") as file:
                file.write(json.dumps({"step": 10**6}) + "\n")
            spent = torch.load(folder / "run" / "checkpoint.pt")["extra"]["active_seconds"]
            train.main([*options, "--minutes", str((spent + 0.3) / 60), "--resume"])
            lines = [json.loads(line) for line in (folder / "run" / "metrics.jsonl").read_text().splitlines()]
            separations = [line["d_separation"] for line in lines if "d_separation" in line]
            self.assertEqual({len(areas) for areas in separations}, {TINY.num_timesteps})
            self.assertTrue(all(0.0 <= area <= 1.0 for areas in separations for area in areas))
            losses = [line for line in lines if "d_separation" not in line]
            steps = [line["step"] for line in losses]
            self.assertEqual(steps, sorted(set(steps)))
            self.assertLess(steps[-1], 10**6)
            self.assertGreaterEqual(len(list((folder / "run" / "sheets").glob("*.png"))), 2)
            self.assertGreaterEqual(len(list((folder / "run" / "snapshots").glob("*.safetensors"))), 1)
            self.assertGreater(losses[-1]["share_of_peak"], 0.0)
            _, metadata = safetensors.load(folder / "run" / "generator.safetensors")
            self.assertEqual(metadata["kind"], "generator")
            # A call's own limit is one of the clock, and has passed already here.
            steps_before = steps[-1]
            train.main([*options, "--minutes", "1000", "--call-minutes", "0", "--resume"])
            self.assertGreaterEqual(torch.load(folder / "run" / "checkpoint.pt")["step"], steps_before)


class ActiveClockTest(unittest.TestCase):
    def test_pauses_do_not_count(self) -> None:
        moments = iter([0.0, 1.0, 2.0, 3.0, 303.0, 304.0])
        with mock.patch("time.monotonic", lambda: next(moments)):
            clock = train.ActiveClock(10.0)
            for _ in range(5):
                clock.lap()
        self.assertEqual(clock.seconds, 10.0 + 3.0 + 4.0 + 1.0)
