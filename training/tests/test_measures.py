"""Every measure moves the way it should on sets that were spoilt on purpose."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path
from unittest import mock

import reference  # noqa: F401  (puts training/ on the path)
import torch
from PIL import Image
from scenes import blurred, noisy, scenes
from torch import Tensor

from measures import faces
from measures.neighbours import diversity, memorisation, nearest_training, reduced
from measures.pictures import resized
from measures.wasserstein import laplacian_pyramid, swd


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
