"""Runs on made-up pictures: exact resume, export, growing, carrying, the command, active time."""

from __future__ import annotations

import io
import json
import tempfile
import unittest
from contextlib import redirect_stdout
from dataclasses import asdict, replace
from pathlib import Path
from unittest import mock

import reference
import torch
from PIL import Image

import throughput
import train
import transfer_run
from ddgan import grow, safetensors
from ddgan.augment import augment
from ddgan.config import TrainConfig
from ddgan.data import to_float
from ddgan.discriminator import Discriminator, DiscriminatorConfig
from ddgan.generator import Generator, GeneratorConfig
from ddgan.haar import decode
from ddgan.sampling import fixed_inputs, sample
from ddgan.schedule import Schedule
from ddgan.trainer import Trainer, cosine_rate

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

    def test_one_prediction_may_serve_both_halves_of_a_step(self) -> None:
        shared = replace(TINY, shared_prediction=True)
        self.check_resume(shared)
        passes, losses = [], []
        for config in (TINY, shared):
            trainer, calls = Trainer(config, pictures(10)), []
            trainer.generator.register_forward_hook(lambda *arguments: calls.append(1))
            losses.append(trainer.train_step())
            passes.append(len(calls))
            self.assertFalse(torch.equal(next(trainer.generator.parameters()), next(trainer.ema.parameters())))
        self.assertEqual(passes, [2, 1])
        # D's half is the same; G's differs by the draws that it judges.
        self.assertEqual(losses[0]["d_fake"], losses[1]["d_fake"])
        self.assertNotEqual(losses[0]["g"], losses[1]["g"])

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

    def test_pictures_are_augmented_not_their_coefficients(self) -> None:
        generator = replace(TINY.generator, image_size=16, num_channels=12, band_order="width_first")
        trainer, seen = Trainer(replace(TINY, generator=generator), pictures(4)), []
        x = trainer.encode(to_float(pictures(4)))
        trainer.rng.manual_seed(5)
        trainer._augmented(lambda x_t, t, x_tp1: seen.extend((x_t, x_tp1)))(x, None, 0.5 * x)
        stack = torch.stack([to_float(pictures(4)), 0.5 * to_float(pictures(4))], dim=1)
        expected = augment(stack, TINY.augment, torch.Generator().manual_seed(5)).unbind(dim=1)
        for coefficients, picture in zip(seen, expected):
            self.assertLess(reference.largest_difference(trainer.decode(coefficients), picture), 1e-5)

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
            generator = config.generator
            x = torch.zeros(4, generator.num_channels, generator.image_size, generator.image_size)
            t = torch.zeros(4, dtype=torch.int64)
            with torch.no_grad():
                Generator(generator)(x[:1], t[:1], torch.zeros(1, generator.nz))
                Discriminator(config.discriminator)(x, t, x)

    def test_weights_of_t_must_fit_the_steps(self) -> None:
        values = json.loads((_CONFIGS / "churches64-cpu.json").read_text())
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "config.json"
            for weights in ([1, 2, 3], [1, 2, 3, -4], [0, 0, 0, 0]):
                path.write_text(json.dumps({**values, "t_weights": weights}))
                with self.assertRaisesRegex(ValueError, "t_weights must be one number for each of 4 steps"):
                    TrainConfig.load(path)


class GrowTest(unittest.TestCase):
    OLD = TINY.generator
    NEW = replace(TINY.generator, image_size=64, ch_mult=(1, 1, 2))

    def test_every_module_has_its_place(self) -> None:
        for config in (self.OLD, self.NEW, replace(self.NEW, num_res_blocks=2)):
            places = grow.module_places(config)
            self.assertEqual(len(places), len(Generator(config).all_modules))
            self.assertEqual(len(set(places)), len(places))

    def test_places_agree_with_the_modules(self) -> None:
        fir = {"down": "FirDown", "up": "FirUp", "pyramid": "PyramidDown", "norm": "GroupNorm"}
        haar = {**fir, "down": "WaveletDown", "up": "WaveletUp", "pyramid": "WaveletPyramid"}
        for net_type, kinds in (("normal", fir), ("wavelet", haar)):
            config = replace(self.NEW, net_type=net_type)
            for place, module in zip(grow.module_places(config), Generator(config).all_modules):
                head = place.split("@")[0]
                expected = "Attention" if head.endswith("attention") else kinds.get(head.split(".")[0])
                if expected:
                    self.assertEqual(type(module).__name__, expected, place)

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

    def test_the_low_band_of_a_larger_picture_is_the_smaller_picture(self) -> None:
        for net_type in ("normal", "wavelet"):
            small = replace(self.OLD, net_type=net_type, image_size=16)
            large = replace(small, num_channels=12, band_order="width_first")
            old, new = Generator(small), Generator(large)
            # Weights that start near zero would hide what they multiply.
            for parameter in old.parameters():
                torch.nn.init.normal_(parameter, std=0.2)
            self.assertGreater(grow.grow_generator(new, large, old.state_dict(), small), 0)
            schedule = Schedule.create(2)
            x_T, z, noise = fixed_inputs(2, large, 2, 1, "cpu")
            expected = sample(old, schedule, x_T[:, :3], z, noise[:, :, :3])
            self.assertGreater(expected.std().item(), 0.1)
            x = sample(new, schedule, x_T, z, noise)
            self.assertLess(reference.largest_difference(x[:, :3], expected), 1e-5)
            self.assertLess(x[:, 3:].abs().max().item(), 1e-2)
            means = torch.nn.functional.avg_pool2d(decode(x, "width_first"), 2)
            self.assertLess(reference.largest_difference(means, expected), 1e-5)

    def test_a_discriminator_of_coefficients_judges_the_low_band_as_before(self) -> None:
        old = Discriminator(DiscriminatorConfig("medium", ngf=4, t_emb_dim=16))
        new = Discriminator(DiscriminatorConfig("medium", ngf=4, t_emb_dim=16, num_channels=12))
        grow.grow_discriminator(new, old.state_dict())
        rng, t = torch.Generator().manual_seed(0), torch.zeros(4, dtype=torch.int64)
        x_t, x_tp1 = torch.randn(2, 4, 12, 16, 16, generator=rng)
        difference = reference.largest_difference(new(x_t, t, x_tp1), old(x_t[:, :3], t, x_tp1[:, :3]))
        self.assertLess(difference, 1e-5)

    def test_a_wavelet_network_grows_by_places(self) -> None:
        old_config = replace(self.OLD, net_type="wavelet", num_channels=12, band_order="width_first", ch_mult=(2, 2))
        new_config = replace(old_config, image_size=64, ch_mult=(1, 2, 2))
        old, new = Generator(old_config), Generator(new_config)
        copied = grow.grow_generator(new, new_config, old.state_dict(), old_config)
        self.assertGreater(copied, 0.6 * sum(p.numel() for p in old.parameters()))
        names, old_names = (grow.by_place(c, n.state_dict()) for c, n in ((new_config, new), (old_config, old)))
        for place in ("down@32:Conv_0.weight", "up@16:convH_0.weight", "decoder.1@32:Conv_1.weight"):
            actual, expected = new.state_dict()[names[place]], old.state_dict()[old_names[place]]
            self.assertTrue(torch.equal(actual, expected), place)

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


if __name__ == "__main__":
    unittest.main()
