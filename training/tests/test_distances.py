"""The main measure moves the way it should on features made up, and on real ones where their network is at hand."""

from __future__ import annotations

import os
import unittest
from pathlib import Path

import numpy as np
import reference  # noqa: F401  (puts training/ on the path)
from scenes import blurred, scenes

from measures.distances import Photographs, compare
from measures.features import Features

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


@unittest.skipUnless(_WEIGHTS, "TRILEMMA_MEASURE_WEIGHTS names no folder that frozen/prepare.sh filled")
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
