"""What a run is made of: files, data, augmentation, sampling, threads."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

import numpy as np
import reference  # noqa: F401  (puts training/ on the path)
import torch
from PIL import Image

from average import average
from ddgan import safetensors
from ddgan.augment import augment
from ddgan.data import find_images, is_held_out, load_folder, read_names
from ddgan.flops import multiply_adds, step_flops
from ddgan.generator import Generator, GeneratorConfig
from ddgan.sampling import fixed_inputs, sample
from ddgan.schedule import Schedule
from ddgan.separation import separation
from ddgan.step import draw
from ddgan.threads import ThreadTuner


class FlopsTest(unittest.TestCase):
    def test_known_network(self) -> None:
        """The product's table of configurations: CIFAR-10's takes 7.04 G multiply-adds."""
        config = GeneratorConfig(image_size=32, num_channels_dae=128, ch_mult=(1, 2, 2, 2), num_res_blocks=2, n_mlp=4)
        generator = Generator(config)
        x, t, z = torch.zeros(1, 3, 32, 32), torch.zeros(1, dtype=torch.int64), torch.zeros(1, 100)
        counted = multiply_adds(generator, x, t, z)
        self.assertAlmostEqual(counted / 1e9, 7.04, delta=0.1)

    def test_products_by_hand(self) -> None:
        network = torch.nn.Sequential(torch.nn.Conv2d(3, 5, 3, padding=1), torch.nn.Flatten(), torch.nn.Linear(80, 7))
        self.assertEqual(multiply_adds(network, torch.zeros(2, 3, 4, 4)), 2 * (16 * 5 * 27 + 80 * 7))
        self.assertEqual(step_flops(10, 1), 2 * (4 * 10 + 8 * 1))
        self.assertEqual(step_flops(10, 1, shared_prediction=True), 2 * (3 * 10 + 8 * 1))


class SeparationTest(unittest.TestCase):
    """G paints everything white or copies; D weighs how bright x_t is at t = 0, and does not look at t = 1."""

    def areas(self, generator, sign: float) -> list[float]:
        def discriminator(x_t: torch.Tensor, t: torch.Tensor, x_tp1: torch.Tensor) -> torch.Tensor:
            return (sign * x_t.mean(dim=(1, 2, 3)) * (t == 0))[:, None]

        dark = torch.full((64, 3, 8, 8), -0.5)
        schedule, rng = Schedule.create(2), torch.Generator().manual_seed(1)
        return separation(discriminator, generator, schedule, dark, nz=4, rng=rng)

    def test_a_discriminator_that_knows(self) -> None:
        white = lambda x_tp1, t, z: torch.ones_like(x_tp1)  # noqa: E731
        self.assertEqual(self.areas(white, -1.0), [1.0, 0.5])
        self.assertEqual(self.areas(white, 1.0), [0.0, 0.5])

    def test_pictures_like_the_real_ones_leave_it_at_chance(self) -> None:
        same = lambda x_tp1, t, z: torch.full_like(x_tp1, -0.5)  # noqa: E731
        near, never = self.areas(same, -1.0)
        self.assertAlmostEqual(near, 0.5, delta=0.15)
        self.assertEqual(never, 0.5)


class DrawTest(unittest.TestCase):
    def shares(self, t_weights: tuple[float, ...]) -> list[float]:
        draws = draw((8000, 1, 1, 1), 1, 4, torch.Generator().manual_seed(1), t_weights)
        return (torch.bincount(draws.t, minlength=4) / 8000).tolist()

    def test_every_t_comes_as_often_as_it_weighs(self) -> None:
        for weights, expected in (((), (0.25, 0.25, 0.25, 0.25)), ((4, 3, 1, 0), (0.5, 0.375, 0.125, 0.0))):
            for share, wanted in zip(self.shares(weights), expected):
                self.assertAlmostEqual(share, wanted, delta=0.02)


class AverageTest(unittest.TestCase):
    def test_the_mean_of_snapshots_of_the_same_networks(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            paths = [Path(name) / f"{value}.safetensors" for value in (1, 2, 6)]
            for path in paths:
                safetensors.save(path, {"w": torch.full((2,), float(path.stem))}, {"config": "same"})
            average(paths, Path(name) / "mean.safetensors")
            tensors, metadata = safetensors.load(Path(name) / "mean.safetensors")
            self.assertEqual((tensors["w"].tolist(), metadata), ([3.0, 3.0], {"config": "same"}))
            safetensors.save(paths[1], {"w": torch.zeros(2)}, {"config": "other"})
            with self.assertRaisesRegex(ValueError, "not of the same networks"):
                average(paths, Path(name) / "mean.safetensors")


class SafetensorsTest(unittest.TestCase):
    def test_round_trip(self) -> None:
        tensors = {
            "weights": torch.randn(2, 3),
            "half": torch.randn(5).to(torch.bfloat16),
            "times": torch.tensor([1, 2, 3]),
            "bytes": torch.arange(7, dtype=torch.uint8),
            "nothing": torch.empty(0, 4),
            "one": torch.tensor(2.5),
            "strided": torch.randn(1, 3, 4, 4).contiguous(memory_format=torch.channels_last),
        }
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "some.safetensors"
            safetensors.save(path, tensors, {"kind": "test"})
            loaded, metadata = safetensors.load(path)
            self.assertEqual([entry.name for entry in Path(folder).iterdir()], ["some.safetensors"])
        self.assertEqual(metadata, {"kind": "test"})
        self.assertEqual(list(loaded), list(tensors))
        for name, tensor in tensors.items():
            self.assertEqual(loaded[name].dtype, tensor.dtype)
            self.assertTrue(torch.equal(loaded[name], tensor), name)

    def test_damaged_files_are_refused(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "some.safetensors"
            safetensors.save(path, {"weights": torch.zeros(4)})
            data = path.read_bytes()
            for length in (4, 20, len(data) - 1):
                path.write_bytes(data[:length])
                with self.assertRaises(ValueError):
                    safetensors.load(path)


class DataTest(unittest.TestCase):
    def test_folder_is_packed_and_split(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "nested").mkdir()
            rng = np.random.default_rng(0)
            for index in range(40):
                place = folder / "nested" if index % 2 else folder
                suffix = ("png", "jpg", "webp")[index % 3]
                pixels = rng.integers(0, 256, (48, 64, 3), dtype=np.uint8)
                Image.fromarray(pixels).save(place / f"{index:03d}.{suffix}")
            (folder / "notes.txt").write_text("not a picture")
            training, held_out = load_folder(folder, 16)
            expected = sum(is_held_out(path) for path in folder.rglob("*.*") if path.suffix != ".txt")
            paths = find_images(folder)
            names = [path.name for path in paths if not is_held_out(path)][:3]
            names += [path.name for path in paths if is_held_out(path)][:1]
            (folder / "list.txt").write_text("# blurred\n" + "".join(f"{name}\n" for name in names))
            fewer, judges = load_folder(folder, 16, read_names(folder / "list.txt"))
        self.assertEqual(training.shape[1:], (3, 16, 16))
        self.assertEqual(training.dtype, torch.uint8)
        self.assertEqual((len(training), len(held_out)), (40 - expected, expected))
        # Three do not train; the one that judges stays.
        self.assertEqual((len(fewer), len(judges)), (40 - expected - 3, expected))

    def test_split_depends_on_the_file_name_alone(self) -> None:
        self.assertEqual(is_held_out(Path("a/0007.jpg")), is_held_out(Path("b/c/0007.jpg")))


class AugmentTest(unittest.TestCase):
    def test_pairs_move_together_and_gradients_flow(self) -> None:
        x = torch.randn(4, 3, 16, 16, requires_grad=True)
        for policy in (("color",), ("translation",), ("cutout",), ("color", "translation", "cutout")):
            pairs = torch.stack([x, x], dim=1)
            one, other = augment(pairs, policy, torch.Generator().manual_seed(1)).unbind(dim=1)
            self.assertTrue(torch.equal(one, other), policy)
            self.assertFalse(torch.equal(one, x), policy)
            (gradient,) = torch.autograd.grad(one.sum(), x)
            self.assertTrue(gradient.isfinite().all())


class SamplingTest(unittest.TestCase):
    def test_last_step_returns_the_prediction(self) -> None:
        """At t = 0 the posterior is a point at x_0, whatever came before."""
        schedule = Schedule.create(4)
        config = GeneratorConfig(image_size=8, num_channels_dae=8, ch_mult=(1,), num_res_blocks=1, nz=5)
        inputs = fixed_inputs(3, config, num_timesteps=4, seed=1, device="cpu")
        times = []

        def generator(x: torch.Tensor, t: torch.Tensor, z: torch.Tensor) -> torch.Tensor:
            times.append(t.tolist())
            return torch.full_like(x, 0.25)

        images = sample(generator, schedule, *inputs)
        self.assertEqual(times, [[3] * 3, [2] * 3, [1] * 3, [0] * 3])
        torch.testing.assert_close(images, torch.full_like(images, 0.25))


class ThreadTunerTest(unittest.TestCase):
    def setUp(self) -> None:
        self.addCleanup(torch.set_num_threads, torch.get_num_threads())

    def observe(self, tuner: ThreadTuner, seconds: float, times: int = 1) -> int:
        for _ in range(times):
            tuner.observe(seconds)
        return torch.get_num_threads()

    def test_threads_are_given_up_while_they_hinder(self) -> None:
        tuner = ThreadTuner(2)
        self.assertEqual(torch.get_num_threads(), 1)
        self.assertEqual(self.observe(tuner, 1.0, times=30), 2)
        self.assertEqual(self.observe(tuner, 0.6, times=50), 2)
        self.assertEqual(self.observe(tuner, 3.0), 2)
        self.assertEqual(self.observe(tuner, 0.6), 2)
        self.assertEqual(self.observe(tuner, 3.0, times=2), 1)
        self.assertEqual(self.observe(tuner, 1.0, times=30), 2)


if __name__ == "__main__":
    unittest.main()
