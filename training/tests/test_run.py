"""Runs on made-up pictures: exact resume, export, data, augmentation, active time."""

from __future__ import annotations

import io
import json
import tempfile
import unittest
from contextlib import redirect_stdout
from dataclasses import asdict, replace
from pathlib import Path
from unittest import mock

import numpy as np
import reference  # noqa: F401  (puts training/ on the path)
import torch
from PIL import Image

import carry
import throughput
import train
from ddgan import grow, safetensors
from ddgan.augment import augment_pair
from ddgan.data import is_held_out, load_folder
from ddgan.discriminator import Discriminator, DiscriminatorConfig
from ddgan.flops import multiply_adds, step_flops
from ddgan.generator import Generator, GeneratorConfig
from ddgan.sampling import fixed_inputs, sample
from ddgan.schedule import Schedule
from ddgan.threads import ThreadTuner
from ddgan.trainer import TrainConfig, Trainer, cosine_rate

_CONFIGS = Path(train.__file__).parent / "configs"

TINY = TrainConfig(
    generator=GeneratorConfig(
        image_size=32, num_channels_dae=8, ch_mult=(1, 2), num_res_blocks=1, nz=8, z_emb_dim=16, n_mlp=1
    ),
    discriminator=DiscriminatorConfig("small", ngf=4, t_emb_dim=16),
    num_timesteps=2,
    batch_size=4,
    lr_g=1e-3,
    lr_d=1e-3,
    lr_min=1e-5,
    decay_images=100,
    r1_gamma=0.1,
    lazy_reg=2,
    ema_decay=0.999,
    augment=("color", "translation", "cutout"),
)


def pictures(count: int) -> torch.Tensor:
    return torch.randint(0, 256, (count, 3, 32, 32), dtype=torch.uint8, generator=torch.Generator().manual_seed(3))


class TrainerTest(unittest.TestCase):
    def assert_same_state(self, one: Trainer, other: Trainer) -> None:
        for name in ("generator", "discriminator", "ema"):
            expected = getattr(other, name).state_dict()
            for key, value in getattr(one, name).state_dict().items():
                self.assertTrue(torch.equal(value, expected[key]), f"{name}.{key}")

    def check_resume(self, config: TrainConfig) -> None:
        # Ten pictures and batches of four: the third step crosses into a new epoch.
        straight = Trainer(config, pictures(10))
        losses = [straight.train_step() for _ in range(4)]
        with tempfile.TemporaryDirectory() as folder:
            checkpoint = Path(folder) / "checkpoint.pt"
            first = Trainer(config, pictures(10))
            for _ in range(2):
                first.train_step()
            first.save(checkpoint, {"active_seconds": 1.5})
            second = Trainer(replace(config, seed=99), pictures(10))
            self.assertEqual(second.load(checkpoint), {"active_seconds": 1.5})
        resumed = [second.train_step() for _ in range(2)]
        self.assertEqual(resumed, losses[2:])
        self.assert_same_state(second, straight)

    def test_exact_resume(self) -> None:
        self.check_resume(TINY)

    def test_exact_resume_in_bfloat16(self) -> None:
        self.check_resume(replace(TINY, precision="bfloat16"))

    def test_a_run_changes_to_another_kind_of_device(self) -> None:
        first = Trainer(TINY, pictures(10))
        first.train_step()
        with tempfile.TemporaryDirectory() as folder:
            checkpoint = Path(folder) / "checkpoint.pt"
            first.save(checkpoint, {})
            state = torch.load(checkpoint)
            # As long as the state of a GPU's generator.
            state["rng"] = state["rng"][:16].clone()
            torch.save(state, checkpoint)
            second = Trainer(TINY, pictures(10))
            second.load(checkpoint)
        self.assertEqual(second.step, 1)
        self.assertFalse(torch.equal(second.rng.get_state(), Trainer(TINY, pictures(10)).rng.get_state()))
        second.train_step()

    def test_every_network_moves(self) -> None:
        trainer = Trainer(TINY, pictures(10))
        networks = {name: getattr(trainer, name) for name in ("generator", "discriminator", "ema")}
        before = {name: [p.clone() for p in network.parameters()] for name, network in networks.items()}
        trainer.train_step()
        for name, old in before.items():
            moved = [not torch.equal(a, b) for a, b in zip(networks[name].parameters(), old)]
            self.assertGreater(sum(moved), len(moved) // 2, name)

    def test_export_is_a_published_checkpoint_in_safetensors(self) -> None:
        trainer = Trainer(TINY, pictures(10))
        trainer.train_step()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "generator.safetensors"
            trainer.export(path, asdict(TINY.generator))
            tensors, metadata = safetensors.load(path)
        self.assertEqual(metadata["kind"], "generator")
        config = json.loads(metadata["config"])
        self.assertEqual(config.pop("num_timesteps"), 2)
        generator = Generator(GeneratorConfig.from_json(config))
        generator.load_state_dict(reference.below(tensors, "module."))
        for key, value in generator.state_dict().items():
            self.assertTrue(torch.equal(value, trainer.ema.state_dict()[key]), key)

    def test_rates_fall_to_the_minimum(self) -> None:
        self.assertEqual(cosine_rate(1.0, 0.1, 0.0), 1.0)
        self.assertAlmostEqual(cosine_rate(1.0, 0.1, 0.5), 0.55)
        self.assertAlmostEqual(cosine_rate(1.0, 0.1, 7.0), 0.1)

    def test_shipped_configurations_load(self) -> None:
        for path in sorted(_CONFIGS.glob("*.json")):
            config = TrainConfig.load(path)
            self.assertEqual(config.batch_size % 4, 0, path)
            # A forward pass: not every width divides into the groups of its norms.
            x, t = torch.zeros(4, 3, *[config.generator.image_size] * 2), torch.zeros(4, dtype=torch.int64)
            with torch.no_grad():
                Generator(config.generator)(x[:1], t[:1], torch.zeros(1, config.generator.nz))
                Discriminator(config.discriminator)(x, t, x)


class GrowTest(unittest.TestCase):
    OLD = TINY.generator
    NEW = replace(TINY.generator, image_size=64, ch_mult=(1, 1, 2))

    def test_every_module_has_its_place(self) -> None:
        for config in (self.OLD, self.NEW, replace(self.NEW, num_res_blocks=2)):
            places = grow.module_places(config)
            self.assertEqual(len(places), len(Generator(config).all_modules))
            self.assertEqual(len(set(places)), len(places))

    def test_places_agree_with_the_modules(self) -> None:
        kinds = {"down": "ResBlock", "up": "ResBlock", "pyramid": "PyramidDown", "norm": "GroupNorm"}
        modules = Generator(self.NEW).all_modules
        for place, module in zip(grow.module_places(self.NEW), modules):
            head = place.split("@")[0]
            expected = "Attention" if head.endswith("attention") else kinds.get(head.split(".")[0])
            if expected:
                self.assertEqual(type(module).__name__, expected, place)
            if head in ("down", "up"):
                self.assertEqual(module.resample.__name__, head)

    def test_inner_levels_are_copied_and_the_top_one_is_not(self) -> None:
        old, new = Generator(self.OLD), Generator(self.NEW)
        before = {name: value.clone() for name, value in new.state_dict().items()}
        copied = grow.grow_generator(new, self.NEW, old.state_dict(), self.OLD)
        self.assertGreater(copied, 0.7 * sum(p.numel() for p in new.parameters()))
        self.assertLess(copied, sum(p.numel() for p in new.parameters()))
        names, old_names = (grow.by_place(c, n.state_dict()) for c, n in ((self.NEW, new), (self.OLD, old)))
        for place in ("middle.1:Conv_0.weight", "encoder.0@32:Conv_0.weight", "decoder.1@32:Dense_0.bias"):
            actual, expected = new.state_dict()[names[place]], old.state_dict()[old_names[place]]
            self.assertTrue(torch.equal(actual, expected), place)
        top = names["encoder.0@64:Conv_0.weight"]
        self.assertTrue(torch.equal(new.state_dict()[top], before[top]))

    def test_the_same_shape_is_copied_whole(self) -> None:
        old, new = Generator(self.OLD), Generator(self.OLD)
        grow.grow_generator(new, self.OLD, old.state_dict(), self.OLD)
        for name, value in old.state_dict().items():
            self.assertTrue(torch.equal(new.state_dict()[name], value), name)

    def test_a_run_grows_from_the_checkpoint_of_another(self) -> None:
        medium = DiscriminatorConfig("medium", ngf=4, t_emb_dim=16)
        config = replace(TINY, generator=self.NEW, discriminator=medium, num_timesteps=4)
        large = torch.nn.functional.interpolate(pictures(10).float(), scale_factor=2).to(torch.uint8)
        with tempfile.TemporaryDirectory() as folder:
            first = Trainer(TINY, pictures(10))
            first.train_step()
            checkpoint = Path(folder) / "checkpoint.pt"
            first.save(checkpoint, {})
            second = Trainer(config, large)
            share_g, share_d = second.grow_from(checkpoint)
            # Earlier checkpoints tell their configuration only through the exported generator.
            state = torch.load(checkpoint)
            del state["generator_config"]
            torch.save(state, checkpoint)
            first.export(checkpoint.with_name("generator.safetensors"), asdict(TINY.generator))
            third = Trainer(config, large)
            third.grow_from(checkpoint)
        self.assertEqual(share_d, 1.0)
        self.assertGreater(share_g, 0.7)
        self.assert_equal_states(second.ema, second.generator)
        self.assert_equal_states(second.generator, third.generator)
        for name, value in first.discriminator.state_dict().items():
            self.assertTrue(torch.equal(second.discriminator.state_dict()[name], value), name)
        self.assertEqual(second.step, 0)
        second.train_step()

    def assert_equal_states(self, one: torch.nn.Module, other: torch.nn.Module) -> None:
        for name, value in one.state_dict().items():
            self.assertTrue(torch.equal(value, other.state_dict()[name]), name)


class CarryTest(unittest.TestCase):
    def test_a_packed_run_goes_on(self) -> None:
        with tempfile.TemporaryDirectory() as name, mock.patch.object(carry, "_PART_BYTES", 40_000):
            folder = Path(name)
            first = Trainer(TINY, pictures(10))
            for _ in range(3):
                first.train_step()
            (folder / "run").mkdir()
            first.save(folder / "run" / "checkpoint.pt", {"active_seconds": 2.5})
            (folder / "run" / "metrics.jsonl").write_text('{"step": 3}\n')
            parts = carry.pack(folder / "run", folder / "carried")
            self.assertGreater(len(parts), 1)
            size = (folder / "run" / "checkpoint.pt").stat().st_size
            self.assertLess(sum(part.stat().st_size for part in parts), 0.4 * size)
            carry.unpack(folder / "carried", folder / "again")
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
            carry.unpack(Path(name), Path(name) / "run")


class FlopsTest(unittest.TestCase):
    def test_known_network(self) -> None:
        """The product's table of configurations: CIFAR-10's takes 7.04 G multiply-adds."""
        config = GeneratorConfig(image_size=32, num_channels_dae=128, ch_mult=(1, 2, 2, 2), num_res_blocks=2, n_mlp=4)
        generator = Generator(config)
        x, t, z = torch.zeros(1, 3, 32, 32), torch.zeros(1, dtype=torch.int64), torch.zeros(1, 100)
        counted = multiply_adds(generator, x, t, z)
        self.assertAlmostEqual(counted / 1e9, 7.04, delta=0.1)

    def test_speed_of_a_tiny_configuration(self) -> None:
        result = throughput.measure(TINY, "cpu", compile_networks=False, seconds=0.05)
        self.assertGreater(result["images_per_second"], 0.0)
        self.assertGreater(result["tflops"], 0.0)

    def test_products_by_hand(self) -> None:
        network = torch.nn.Sequential(torch.nn.Conv2d(3, 5, 3, padding=1), torch.nn.Flatten(), torch.nn.Linear(80, 7))
        self.assertEqual(multiply_adds(network, torch.zeros(2, 3, 4, 4)), 2 * (16 * 5 * 27 + 80 * 7))
        self.assertEqual(step_flops(10, 1), 2 * (4 * 10 + 8 * 1))


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
        self.assertEqual(training.shape[1:], (3, 16, 16))
        self.assertEqual(training.dtype, torch.uint8)
        self.assertEqual((len(training), len(held_out)), (40 - expected, expected))

    def test_split_depends_on_the_file_name_alone(self) -> None:
        self.assertEqual(is_held_out(Path("a/0007.jpg")), is_held_out(Path("b/c/0007.jpg")))


class AugmentTest(unittest.TestCase):
    def test_pairs_move_together_and_gradients_flow(self) -> None:
        x = torch.randn(4, 3, 16, 16, requires_grad=True)
        for policy in (("color",), ("translation",), ("cutout",), ("color", "translation", "cutout")):
            one, other = augment_pair(x, x, policy, torch.Generator().manual_seed(1))
            self.assertTrue(torch.equal(one, other), policy)
            self.assertFalse(torch.equal(one, x), policy)
            (gradient,) = torch.autograd.grad(one.sum(), x)
            self.assertTrue(gradient.isfinite().all())


class SamplingTest(unittest.TestCase):
    def test_last_step_returns_the_prediction(self) -> None:
        """At t = 0 the posterior is a point at x_0, whatever came before."""
        schedule = Schedule.create(4)
        inputs = fixed_inputs(3, nz=5, image_size=8, num_timesteps=4, seed=1, device="cpu")
        times = []

        def generator(x: torch.Tensor, t: torch.Tensor, z: torch.Tensor) -> torch.Tensor:
            times.append(t.tolist())
            return torch.full_like(x, 0.25)

        images = sample(generator, schedule, *inputs)
        self.assertEqual(times, [[3] * 3, [2] * 3, [1] * 3, [0] * 3])
        torch.testing.assert_close(images, torch.full_like(images, 0.25))


class CommandTest(unittest.TestCase):
    def test_run_resume_and_refusal_to_overwrite(self) -> None:
        with tempfile.TemporaryDirectory() as name, redirect_stdout(io.StringIO()):
            folder = Path(name)
            (folder / "data").mkdir()
            for index, pixels in enumerate(pictures(30).permute(0, 2, 3, 1).numpy()):
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
            steps = [json.loads(line)["step"] for line in (folder / "run" / "metrics.jsonl").read_text().splitlines()]
            self.assertEqual(steps, sorted(set(steps)))
            self.assertLess(steps[-1], 10**6)
            self.assertGreaterEqual(len(list((folder / "run" / "sheets").glob("*.png"))), 2)
            self.assertGreaterEqual(len(list((folder / "run" / "snapshots").glob("*.safetensors"))), 1)
            last = json.loads((folder / "run" / "metrics.jsonl").read_text().splitlines()[-1])
            self.assertGreater(last["share_of_peak"], 0.0)
            _, metadata = safetensors.load(folder / "run" / "generator.safetensors")
            self.assertEqual(metadata["kind"], "generator")
            # A call's own limit is one of the clock, and has passed already here.
            steps_before = steps[-1]
            train.main([*options, "--minutes", "1000", "--call-minutes", "0", "--resume"])
            self.assertGreaterEqual(torch.load(folder / "run" / "checkpoint.pt")["step"], steps_before)


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


class ActiveClockTest(unittest.TestCase):
    def test_pauses_do_not_count(self) -> None:
        moments = iter([0.0, 1.0, 2.0, 3.0, 303.0, 304.0])
        with mock.patch("time.monotonic", lambda: next(moments)):
            clock = train.ActiveClock(10.0)
            for _ in range(5):
                clock.lap()
        self.assertEqual(clock.seconds, 10.0 + 3.0 + 4.0 + 1.0)


if __name__ == "__main__":
    unittest.main()
