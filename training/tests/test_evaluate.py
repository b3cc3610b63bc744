"""The commands that measure a model and find pictures that do not belong into a set."""

from __future__ import annotations

import json
import sys
import tempfile
import unittest
from contextlib import redirect_stdout
from dataclasses import asdict, replace
from io import StringIO
from pathlib import Path
from unittest import mock

import numpy as np
import reference  # noqa: F401  (puts training/ on the path)
import torch
import torch.nn.functional as F
from PIL import Image
from scenes import MeanColours, scenes
from tiny_run import TINY
from torch import Tensor

import evaluate
import outliers
from ddgan import safetensors
from ddgan.generator import Generator, GeneratorConfig
from ddgan.haar import encode
from ddgan.trainer import Trainer
from measures import features
from measures.pictures import generate, load_generator, regenerate


class OutliersTest(unittest.TestCase):
    def test_the_strange_one_is_found(self) -> None:
        with tempfile.TemporaryDirectory() as name, mock.patch.dict(features.NETWORKS, {"inception": MeanColours}):
            folder = Path(name)
            (folder / "data").mkdir()
            (folder / "weights" / "inception").mkdir(parents=True)
            pictures = scenes(12, 1, side=16)
            pictures[3, 1] = 255
            for index, picture in enumerate(pictures):
                Image.fromarray(picture.permute(1, 2, 0).contiguous().numpy()).save(folder / "data" / f"{index}.png")
            command = f"--data {name}/data --weights {name}/weights --out {name}/out --size 16 --count 4"
            outliers.main(command.split())
            listed = (folder / "out" / "outliers.txt").read_text().splitlines()
            self.assertEqual((len(listed), listed[0].split()[1]), (4, "3.png"))
            with Image.open(folder / "out" / "outliers-00.png") as sheet:
                self.assertEqual(sheet.size, (8 * 16, 16))


class EvaluateTest(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        config = {"image_size": 32, "num_channels_dae": 8, "ch_mult": [1, 2], "num_res_blocks": 1, "nz": 8}
        generator = Generator(GeneratorConfig.from_json(config))
        tensors = {f"module.{name}": value.half() for name, value in generator.state_dict().items()}
        model = self.folder / "model"
        model.mkdir()
        metadata = {"config": json.dumps(config), "num_timesteps": "2"}
        safetensors.save(model / "model.safetensors", tensors, metadata)

    def test_samples_depend_on_the_seed_alone(self) -> None:
        generator, num_timesteps = load_generator(self.folder / "model")
        self.assertEqual(num_timesteps, 2)
        images = generate(generator, num_timesteps, 3, seed=4)
        self.assertEqual((images.shape, images.dtype), ((3, 3, 32, 32), torch.uint8))
        self.assertTrue(torch.equal(images, generate(generator, num_timesteps, 3, seed=4)))
        self.assertFalse(torch.equal(images, generate(generator, num_timesteps, 3, seed=5)))

    def test_a_checkpoint_holds_the_same_generator_as_its_export(self) -> None:
        trainer = Trainer(TINY, scenes(8, 1, side=32))
        trainer.train_step()
        trainer.save(self.folder / "checkpoint.pt", {})
        trainer.export(self.folder / "generator.safetensors", asdict(TINY.generator))
        pictures = []
        for name in ("checkpoint.pt", "generator.safetensors"):
            generator, num_timesteps = load_generator(self.folder / name)
            self.assertEqual(num_timesteps, 2)
            pictures.append(generate(generator, num_timesteps, 2, seed=1))
        self.assertTrue(torch.equal(*pictures))

    def test_the_step_at_fault_shows(self) -> None:
        """G knows the photographs but at t = 1, where it has forgotten them, and only smooths x_1 in the end."""
        photographs, held_out = scenes(24, 1, side=32), scenes(24, 2, side=32)

        def generator(x: Tensor, t: Tensor, z: Tensor) -> Tensor:
            smooth, known = F.avg_pool2d(x, 5, stride=1, padding=2), photographs.float() / 127.5 - 1.0
            return {0: smooth, 1: torch.zeros_like(x)}.get(int(t[0]), known)

        generator.config = GeneratorConfig(image_size=32, num_channels_dae=8, ch_mult=(1,), num_res_blocks=1, nz=4)
        parts = evaluate.distances_by_step(generator, 4, photographs, held_out, seed=1)
        self.assertEqual(list(parts), [1, 2, 3, 4])
        x_1, x_2, _, x_4 = (part["mean"] for part in parts.values())
        self.assertGreater(x_2 - x_1, 2 * abs(x_4 - x_2))

    def test_a_generator_that_knows_gives_the_photographs_back(self) -> None:
        photographs = scenes(3, 1, side=32)
        knows = lambda x, t, z: photographs.float() / 127.5 - 1.0  # noqa: E731
        knows.config = GeneratorConfig(image_size=32, num_channels_dae=8, ch_mult=(1,), num_res_blocks=1, nz=4)
        for steps in (1, 4):
            self.assertTrue(torch.equal(regenerate(knows, 4, photographs, steps, seed=1), photographs))

    def test_a_generator_of_coefficients_gives_pictures(self) -> None:
        photographs = scenes(3, 1, side=32)
        coefficients = encode(photographs.float() / 127.5 - 1.0, "height_first")
        knows = lambda x, t, z: coefficients[: len(x)]  # noqa: E731
        knows.config = replace(TINY.generator, image_size=16, num_channels=12, band_order="height_first")
        self.assertTrue(torch.equal(regenerate(knows, 2, photographs, 1, seed=1), photographs))
        generator = Generator(replace(knows.config, net_type="wavelet"))
        self.assertEqual(generate(generator, 2, 3, seed=1).shape, photographs.shape)

    def test_report_table_sheets_and_curve(self) -> None:
        data, out = self.folder / "data", self.folder / "report"
        data.mkdir()
        for index, picture in enumerate(scenes(160, 1, side=32)):
            Image.fromarray(np.ascontiguousarray(picture.permute(1, 2, 0).numpy())).save(data / f"{index}.png")
        command = f"--model {self.folder}/model --data {data} --out {out} --count 8 --size 64 --images 32"
        printed = StringIO()
        with redirect_stdout(printed):
            for _ in range(2):
                evaluate.main([*command.split(), "--curve", f"{self.folder}/curve.jsonl"])
        report = json.loads((out / "report.json").read_text())
        self.assertEqual((report["size"], report["model_size"], report["samples"]), (64, 32, 8))
        self.assertGreater(report["swd"]["mean"], report["swd_two_halves_of_real"]["mean"])
        self.assertIn("sliced Wasserstein", printed.getvalue())
        lines = [json.loads(line) for line in (self.folder / "curve.jsonl").read_text().splitlines()]
        self.assertEqual(lines[0], lines[1])
        self.assertEqual(lines[0], {"images": 32, **report})
        with self.assertRaisesRegex(SystemExit, "the model's own size"), redirect_stdout(StringIO()):
            evaluate.main([*command.split(), "--by-step"])
        printed = StringIO()
        with redirect_stdout(printed):
            evaluate.main(f"--model {self.folder}/model --data {data} --count 6 --by-step".split())
        self.assertRegex(printed.getvalue(), r"distance of photographs denoised from x_2 +[0-9.]+ \(32 px")
        self.assertNotIn("KID", printed.getvalue())
        printed = StringIO()
        with redirect_stdout(printed), mock.patch.dict(features.NETWORKS, {"inception": MeanColours}):
            (self.folder / "weights" / "inception").mkdir(parents=True)
            evaluate.main([*command.split(), "--weights", f"{self.folder}/weights"])
        self.assertRegex(printed.getvalue(), r"inception: KID x 10\^3 +[0-9.-]+ \+- [0-9.]+")
        main_measure = json.loads((out / "report.json").read_text())["inception"]
        self.assertEqual((main_measure["n"], main_measure["n_real"]), (8, report["held_out"]))
        # Told at once, not after minutes of measuring.
        with mock.patch.dict(sys.modules, {"cv2": None}), mock.patch.object(evaluate, "generate") as never:
            with self.assertRaisesRegex(ImportError, "apt-get install python3-opencv"):
                evaluate.main([*command.split(), "--faces"])
            never.assert_not_called()
        for name in ("generated.webp", "real.png"):
            with Image.open(out / name) as sheet:
                self.assertEqual(sheet.width, 512)
