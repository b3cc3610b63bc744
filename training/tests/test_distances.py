"""The main measure moves the way it should, on features made up and on networks of a few layers."""

from __future__ import annotations

import json
import os
import tempfile
import unittest
from pathlib import Path

import numpy as np
import reference  # noqa: F401  (puts training/ on the path)
import torch
from test_measures import blurred, scenes

from measures.distances import Photographs, compare
from measures.features import Features
from measures.networks import Inception, read_weights

_WEIGHTS = os.environ.get("TRILEMMA_MEASURE_WEIGHTS")


def points(count: int, seed: int, scale: float = 1.0, shift: float = 0.0) -> np.ndarray:
    """Rows of sixteen independent normal numbers."""
    return scale * np.random.default_rng(seed).standard_normal((count, 16)) + shift


class DistancesTest(unittest.TestCase):
    def test_frechet_distance_of_two_normal_distributions(self) -> None:
        photographs = Photographs(points(2_000, 1))
        # |m - m'|^2 + sum (s - s')^2, here 16 x 0.5^2 + 16 x (2 - 1)^2.
        self.assertAlmostEqual(photographs.frechet(points(2_000, 2, 2.0, 0.5)), 20.0, delta=1.0)
        self.assertAlmostEqual(photographs.frechet(photographs.rows), 0.0, places=6)

    def test_kernel_distance_is_unbiased(self) -> None:
        photographs = Photographs(points(400, 1))
        equal = [photographs.kernel(points(100, seed)) for seed in range(2, 14)]
        deviation = np.std(equal, ddof=1)
        # The photographs are the same each time: their own deviation is half of what is seen here, or less.
        self.assertLess(abs(np.mean(equal)), 2 * deviation)
        self.assertGreater(photographs.kernel(points(100, 2, shift=0.3)), 5 * deviation)

    def test_precision_and_recall(self) -> None:
        photographs = Photographs(points(400, 1))
        precision, recall = photographs.precision_recall(points(400, 2))
        self.assertGreater(min(precision, recall), 0.7)
        precise, narrow = photographs.precision_recall(points(400, 2, scale=0.5))
        self.assertGreater(precise, precision)
        self.assertLess(narrow, 0.3)
        wrong, _ = photographs.precision_recall(points(400, 2, shift=4.0))
        self.assertLess(wrong, 0.1)

    def test_floor_and_figure_are_of_as_many(self) -> None:
        result = compare(points(300, 1, shift=0.2), points(200, 2), points(250, 3))
        self.assertEqual((result["n"], result["n_real"]), (200, 250))
        self.assertAlmostEqual(result["fd_ratio"], result["fd"] / result["fd_floor"])
        self.assertGreater(result["fd_ratio"], 1.0)
        self.assertGreater(result["kid"], result["kid_floor"] + 3 * result["kid_sd"])
        with self.assertRaisesRegex(ValueError, "at least 8 of each"):
            compare(points(300, 1), points(200, 2), points(5, 3))


def layer(name: str, kind: str, config: dict, *inputs: str) -> dict:
    nodes = [[[source, 0, 0, {}] for source in inputs]] if inputs else []
    return {"name": name, "class_name": kind, "config": config, "inbound_nodes": nodes}


class NetworksTest(unittest.TestCase):
    """A network of one convolution, normalised, in a tfjs file of eight bits."""

    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        rng = np.random.default_rng(0)
        self.scale, self.least = 0.01, -1.2
        self.stored = rng.integers(0, 256, (3, 3, 3, 4), dtype=np.uint8)
        floats = {name: rng.uniform(0.5, 1.5, 4).astype("<f4") for name in ("beta", "moving_mean", "moving_variance")}
        self.floats = {name: torch.from_numpy(value) for name, value in floats.items()}
        quantization = {"dtype": "uint8", "scale": self.scale, "min": self.least}
        entries = [{"name": "conv/kernel", "shape": [3, 3, 3, 4], "dtype": "float32", "quantization": quantization}]
        entries += [{"name": f"norm/{name}", "shape": [4], "dtype": "float32"} for name in floats]
        layers = [
            layer("input", "InputLayer", {}),
            layer("conv", "Conv2D", {"kernel_size": [3, 3], "strides": [2, 2], "padding": "valid"}, "input"),
            layer("norm", "BatchNormalization", {"epsilon": 0.001}, "conv"),
            layer("relu", "Activation", {"activation": "relu"}, "norm"),
            layer("mixed10", "Concatenate", {}, "relu", "relu"),
        ]
        (self.folder / "model.json").write_text(json.dumps({"layers": layers}))
        (self.folder / "manifest.json").write_text(json.dumps([{"weights": entries}]))
        blob = self.stored.tobytes() + b"".join(value.tobytes() for value in floats.values())
        (self.folder / "weights.bin").write_bytes(blob)

    def test_weights_and_layers(self) -> None:
        kernel = torch.from_numpy(self.stored.astype(np.float32)) * self.scale + self.least
        torch.testing.assert_close(read_weights(self.folder)["conv/kernel"], kernel)
        pictures = scenes(2, 1, side=16).float()
        x = torch.nn.functional.conv2d(pictures / 255.0, kernel.permute(3, 2, 0, 1), stride=2)
        mean, variance, beta = (self.floats[name] for name in ("moving_mean", "moving_variance", "beta"))
        x = torch.nn.functional.batch_norm(x, mean, variance, bias=beta, eps=0.001).relu().mean(dim=(2, 3))
        torch.testing.assert_close(Inception(self.folder)(pictures), torch.cat([x, x], dim=1), rtol=1e-4, atol=1e-5)

    def test_a_file_that_was_cut(self) -> None:
        path = self.folder / "weights.bin"
        path.write_bytes(path.read_bytes() + b"more")
        with self.assertRaisesRegex(ValueError, "its manifest tells of"):
            read_weights(self.folder)

    def test_missing_weights_say_what_to_do(self) -> None:
        with self.assertRaisesRegex(FileNotFoundError, "prepare.sh"):
            Features(self.folder, "inception")


@unittest.skipUnless(_WEIGHTS, "TRILEMMA_MEASURE_WEIGHTS names no folder that measures/prepare.sh filled")
class RealNetworksTest(unittest.TestCase):
    def test_blur_is_seen_and_features_are_kept(self) -> None:
        features = Features(Path(_WEIGHTS), "inception")
        pictures, others = scenes(24, 1, side=32), scenes(24, 2, side=32)
        photographs = Photographs(features(scenes(48, 3, side=32)))
        self.assertGreater(photographs.kernel(features(blurred(pictures, 5))), photographs.kernel(features(others)))
        self.assertTrue(np.array_equal(features(others), features(others)))
        self.assertEqual(features(others).shape, (24, 2048))


if __name__ == "__main__":
    unittest.main()
