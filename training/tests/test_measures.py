"""Every measure moves the way it should on sets that were spoilt on purpose."""

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
from test_run import TINY
from torch import Tensor

import evaluate
import outliers
from ddgan import safetensors
from ddgan.generator import Generator, GeneratorConfig
from ddgan.haar import encode
from ddgan.trainer import Trainer
from measures import faces, features
from measures.neighbours import diversity, memorisation, nearest_training, reduced
from measures.pictures import generate, load_generator, regenerate, resized
from measures.wasserstein import laplacian_pyramid, swd


def as_bytes(images: Tensor) -> Tensor:
    return images.clamp(0, 255).round().to(torch.uint8)


def scenes(count: int, seed: int, side: int = 64) -> Tensor:
    """Pictures with structure at several scales: smooth fields of colour under sharper ones."""
    rng = torch.Generator().manual_seed(seed)
    total = torch.full((count, 3, side, side), 128.0)
    for cells, strength in ((4, 40.0), (16, 25.0), (side // 2, 12.0)):
        field = strength * torch.randn(count, 3, cells, cells, generator=rng)
        total += F.interpolate(field, size=(side, side), mode="bilinear", align_corners=False)
    return as_bytes(total)


def blurred(images: Tensor, size: int) -> Tensor:
    return as_bytes(F.avg_pool2d(images.float(), size, stride=1, padding=size // 2, count_include_pad=False))


def noisy(images: Tensor, strength: float) -> Tensor:
    noise = torch.randn(images.shape, generator=torch.Generator().manual_seed(5))
    return as_bytes(images.float() + strength * noise)


class WassersteinTest(unittest.TestCase):
    def test_pyramid_sums_up_to_the_picture(self) -> None:
        images = scenes(2, 1).float()
        levels = laplacian_pyramid(images)
        self.assertEqual([level.shape[-1] for level in levels], [64, 32, 16])
        # A constant has detail at no scale but the last.
        flat = laplacian_pyramid(torch.full((1, 3, 64, 64), 90.0))
        self.assertLess(flat[0].abs().max(), 1e-3)
        self.assertLess((flat[2] - 90.0).abs().max(), 1e-3)

    def test_a_set_is_close_to_itself_and_far_from_blurred_and_noisy_ones(self) -> None:
        images = scenes(48, 1)
        itself = swd(images, images)["mean"]
        self.assertLess(itself, 30.0)
        self.assertLess(swd(images, scenes(48, 2))["mean"], 50.0)
        # Odd filter widths from none to 9, and noise of growing strength.
        for spoilt in (
            [blurred(images, width) for width in (5, 9)],
            [noisy(images, strength) for strength in (15.0, 60.0)],
        ):
            distances = [itself, *(swd(images, other)["mean"] for other in spoilt)]
            self.assertEqual(distances, sorted(distances))
            self.assertGreater(distances[1], 1.3 * itself)

    def test_noise_shows_at_the_finest_scale(self) -> None:
        images = scenes(48, 1)
        distance = swd(images, noisy(images, 15.0))
        self.assertGreater(distance["64"], 2 * distance["16"])

    def test_is_reproducible_and_refuses_unequal_sets(self) -> None:
        images = scenes(8, 1)
        self.assertEqual(swd(images, scenes(8, 2), seed=3), swd(images, scenes(8, 2), seed=3))
        with self.assertRaisesRegex(ValueError, "cannot be compared"):
            swd(images, images[:4])


class NeighboursTest(unittest.TestCase):
    def setUp(self) -> None:
        self.training, self.held_out, self.fresh = scenes(150, 1), scenes(120, 2), scenes(100, 3)

    def share(self, samples: Tensor) -> float:
        held_out = nearest_training(self.held_out, self.training)
        return memorisation(nearest_training(samples, self.training), held_out)["share"]

    def test_new_pictures_are_not_memorised(self) -> None:
        self.assertLessEqual(self.share(self.fresh), 0.06)

    def test_copies_are_caught_whether_mirrored_resized_or_noisy(self) -> None:
        copies = self.training[:20]
        for spoilt in (copies, copies.flip(3), noisy(copies, 3.0), resized(copies, 128)):
            self.assertEqual(self.share(spoilt), 1.0)
        self.assertAlmostEqual(self.share(torch.cat([self.fresh[:80], copies])), 0.2, delta=0.05)

    def test_nearest_is_the_copied_picture_at_no_distance(self) -> None:
        nearest = nearest_training(self.training[[7, 31]].flip(3), self.training)
        self.assertEqual(nearest.index.tolist(), [7, 31])
        self.assertLess(nearest.distance.max(), 0.5)

    def test_distance_is_the_root_mean_square_difference(self) -> None:
        one, other = torch.zeros(1, 3, 64, 64, dtype=torch.uint8), torch.full((1, 3, 64, 64), 12, dtype=torch.uint8)
        self.assertAlmostEqual(nearest_training(one, other).distance.item(), 12.0, places=4)
        self.assertEqual(reduced(one).shape, (1, 3, 32, 32))

    def test_diversity_falls_when_samples_repeat(self) -> None:
        self.assertAlmostEqual(diversity(self.fresh, self.held_out)["ratio"], 1.0, delta=0.05)
        few = self.fresh[torch.arange(100) % 2]
        self.assertAlmostEqual(diversity(few, self.held_out)["ratio"], 0.5, delta=0.1)
        self.assertAlmostEqual(diversity(few[:1].repeat(50, 1, 1, 1), self.held_out)["ratio"], 0.0, delta=0.01)


class FacesTest(unittest.TestCase):
    def test_rates_come_from_the_detector_at_256_pixels(self) -> None:
        cv2 = mock.MagicMock()
        cv2.CascadeClassifier.return_value.detectMultiScale.side_effect = [[1], [], [1, 2], [1]]
        cv2.resize.side_effect = lambda picture, size, interpolation: picture
        with mock.patch.dict("sys.modules", cv2=cv2), mock.patch.object(faces, "find_cascade", return_value="cascade"):
            result = faces.detection_rate(scenes(2, 1), scenes(2, 2, side=32))
        self.assertEqual(result, {"ratio": 0.5, "generated": 0.5, "real": 1.0})
        self.assertEqual({call.args[1] for call in cv2.resize.call_args_list}, {(256, 256)})
        options = cv2.CascadeClassifier.return_value.detectMultiScale.call_args.kwargs
        self.assertEqual(options, {"scaleFactor": 1.1, "minNeighbors": 4, "minSize": (80, 80)})

    def test_no_face_in_made_up_scenes(self) -> None:
        try:
            faces.find_cascade()
        except (ImportError, FileNotFoundError) as missing:
            self.skipTest(str(missing))
        self.assertLess(faces.detections(scenes(20, 1)).mean(), 0.2)


class CurveTest(unittest.TestCase):
    def test_is_drawn_with_and_without_faces(self) -> None:
        try:
            import curve
        except ImportError as missing:
            self.skipTest(str(missing))
        line = {
            "images": 1000,
            "swd": {"mean": 30.0},
            "swd_bar": 25.0,
            "memorisation": {"share": 0.0},
            "diversity": {"ratio": 0.9},
        }
        widths = []
        with tempfile.TemporaryDirectory() as folder:
            inception = {"kid": 0.008, "fd_ratio": 20.0, "recall": 0.3, "recall_floor": 0.8}
            for extra in ({}, {"face_detection": {"ratio": 0.9}, "inception": inception}):
                path = Path(folder) / "curve.png"
                curve.draw([{**line, **extra}, {**line, **extra, "images": 500}], path)
                with Image.open(path) as picture:
                    widths.append(picture.width)
        self.assertLess(widths[0], widths[1])


class MeanColours:
    """A network whose features are the mean colours of the quarters."""

    side = 8

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, pictures: Tensor) -> Tensor:
        return F.avg_pool2d(pictures / 255.0, self.side // 2).flatten(1)


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


if __name__ == "__main__":
    unittest.main()
