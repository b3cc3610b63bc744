"""Steps of a run on made-up pictures: exact resume, export, rates, configurations."""

from __future__ import annotations

import json
import tempfile
import unittest
from dataclasses import asdict, replace
from pathlib import Path

import reference
import torch
from tiny_run import TINY, pictures

import train
from ddgan import safetensors
from ddgan.augment import augment
from ddgan.config import TrainConfig
from ddgan.data import to_float
from ddgan.discriminator import Discriminator
from ddgan.generator import Generator, GeneratorConfig
from ddgan.step import cosine_rate
from ddgan.trainer import Trainer


_CONFIGS = Path(train.__file__).parent / "configs"


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

    def test_details_come_in_by_and_by(self) -> None:
        generator = replace(TINY.generator, image_size=16, num_channels=12, band_order="width_first")
        trainer = Trainer(replace(TINY, generator=generator, fade_images=2 * TINY.batch_size), pictures(8))
        whole = trainer.encode(to_float(pictures(4)))
        for step, share in enumerate((0.0, 0.5, 1.0, 1.0)):
            trainer.step = step
            shown = trainer.photographs(to_float(pictures(4)))
            self.assertTrue(torch.equal(shown[:, :3], whole[:, :3]))
            self.assertTrue(torch.equal(shown[:, 3:], share * whole[:, 3:]))

    def test_a_warm_up_teaches_g_alone_and_has_no_need_of_d(self) -> None:
        config = replace(TINY, adversarial=False, l1_weight=1.0, decay_images=0)
        self.check_resume(config)
        greys = torch.tensor([0, 60, 190, 250], dtype=torch.uint8).view(4, 1, 1, 1).repeat(1, 3, 32, 32)
        trainer = Trainer(config, greys)
        d_before = [parameter.clone() for parameter in trainer.discriminator.parameters()]
        losses = [trainer.train_step() for _ in range(40)]
        self.assertEqual(set(losses[0]), {"g_l1"})
        first, last = (sum(loss["g_l1"] for loss in some) for some in (losses[:5], losses[-5:]))
        self.assertLess(last, 0.95 * first)
        for before, after in zip(d_before, trainer.discriminator.parameters()):
            self.assertTrue(torch.equal(before, after))

    def test_d_learns_alone_at_the_beginning(self) -> None:
        trainer = Trainer(replace(TINY, alone_images=4), pictures(10))
        g_before = [parameter.clone() for parameter in trainer.generator.parameters()]
        self.assertEqual(set(trainer.train_step()), {"d_real", "d_fake", "d_r1"})
        for before, after in zip(g_before, trainer.generator.parameters()):
            self.assertTrue(torch.equal(before, after))
        self.assertIn("g", trainer.train_step())
        self.assertFalse(torch.equal(g_before[0], next(trainer.generator.parameters())))

    def test_predictions_from_noise_are_not_judged(self) -> None:
        class Counting(torch.nn.Conv2d):
            def forward(self, x: torch.Tensor) -> torch.Tensor:
                counts.append(len(x))
                return super().forward(x)

        for steps, expected in ((1, 2), (2, 4)):
            counts: list[int] = []
            config = replace(TINY, prediction_weight=0.1, prediction_steps=steps)
            trainer = Trainer(config, pictures(10), feature_discriminator=Counting(3, 1, 1))
            trainer._judge_prediction(torch.zeros(4, 3, 32, 32), torch.tensor([0, 1, 1, 0]))
            self.assertEqual(counts, [expected])

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

    def test_a_run_must_learn_something(self) -> None:
        values = json.loads((_CONFIGS / "faces128-warm-up.json").read_text())
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "config.json"
            path.write_text(json.dumps({**values, "l1_weight": 0.0}))
            with self.assertRaisesRegex(ValueError, "without adversarial, l1_weight must be above 0"):
                TrainConfig.load(path)

    def test_weights_of_t_must_fit_the_steps(self) -> None:
        values = json.loads((_CONFIGS / "churches64-cpu.json").read_text())
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "config.json"
            for weights in ([1, 2, 3], [1, 2, 3, -4], [0, 0, 0, 0]):
                path.write_text(json.dumps({**values, "t_weights": weights}))
                with self.assertRaisesRegex(ValueError, "t_weights must be one number for each of 4 steps"):
                    TrainConfig.load(path)
