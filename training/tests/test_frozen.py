"""Frozen networks from their files, and the second discriminator, which learns on their features."""

from __future__ import annotations

import tempfile
import unittest
from dataclasses import replace
from pathlib import Path
from unittest import mock

import layers_model
import reference  # noqa: F401  (puts training/ on the path)
import torch
import torch.nn.functional as F
from scenes import noisy, scenes
from tiny_run import TINY, pictures
from torch import Tensor

from ddgan import feature_discriminator
from ddgan.data import to_float
from ddgan.feature_discriminator import FeatureDiscriminator, create_feature_discriminator
from ddgan.step import optimise
from ddgan.trainer import Trainer
from frozen.networks import Inception, LayersModel, read_weights
from measures.features import Features


class NetworksTest(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.weights = {name: torch.from_numpy(value) for name, value in layers_model.write(self.folder).items()}
        stored = self.weights["conv/kernel"].float()
        self.weights["conv/kernel"] = stored * layers_model.SCALE + layers_model.LEAST

    def normed(self, x: Tensor, name: str) -> Tensor:
        keys = ("moving_mean", "moving_variance", "gamma", "beta")
        return F.batch_norm(x, *(self.weights[f"{name}/{key}"] for key in keys), eps=0.001)

    def test_weights_and_layers(self) -> None:
        torch.testing.assert_close(read_weights(self.folder), self.weights)
        images = scenes(2, 1, side=16).float()
        x = F.pad(images / 255.0, (0, 1, 0, 1))
        x = F.relu6(self.normed(F.conv2d(x, self.weights["conv/kernel"].permute(3, 2, 0, 1), stride=2), "norm"))
        kernel = self.weights["depthwise/depthwise_kernel"].permute(2, 3, 0, 1)
        added = x + self.normed(F.conv2d(x, kernel, padding=1, groups=4), "depthwise_norm")
        expected = {"add": added, "relu": x}
        actual = LayersModel(self.folder, list(expected))(images / 255.0)
        for name, value in zip(expected, actual):
            torch.testing.assert_close(value, expected[name], rtol=1e-4, atol=1e-5)
        means = torch.cat([added, x], dim=1).mean(dim=(2, 3))
        torch.testing.assert_close(Inception(self.folder)(images), means, rtol=1e-4, atol=1e-5)

    def test_a_file_that_does_not_fit_its_manifest(self) -> None:
        path = self.folder / "weights.bin"
        path.write_bytes(path.read_bytes() + b"more")
        with self.assertRaisesRegex(ValueError, "its manifest tells of"):
            read_weights(self.folder)

    def test_missing_weights_say_what_to_do(self) -> None:
        with self.assertRaisesRegex(FileNotFoundError, "prepare.sh"):
            Features(self.folder, "inception")


class FeatureDiscriminatorTest(unittest.TestCase):
    CONFIG = replace(TINY, prediction_weight=0.5, prediction_side=16, lazy_reg=1000)

    def setUp(self) -> None:
        self.weights = Path(self.enterContext(tempfile.TemporaryDirectory()))
        layers_model.write(self.weights / "mobilenet")
        self.enterContext(mock.patch.object(feature_discriminator, "_TAPS", ("relu", "add")))

    def trainer(self) -> Trainer:
        images = pictures(10)
        teacher = create_feature_discriminator(self.CONFIG, images, self.weights)
        return Trainer(self.CONFIG, images, feature_discriminator=teacher)

    def test_features_are_standardised_and_gradients_flow(self) -> None:
        images = to_float(scenes(16, 1, side=32))
        teacher = FeatureDiscriminator(self.weights, 16, images)
        standard = []
        for head in teacher.heads:
            head.register_forward_hook(lambda module, inputs, output: standard.append(inputs[0]))
        x = images.clone().requires_grad_(True)
        # Two heads, each with a logit for each of 8x8 places.
        self.assertEqual(teacher(x).shape, (16, 2 * 64))
        for features in standard:
            self.assertLess(features.mean(dim=(0, 2, 3)).abs().max().item(), 1e-3)
            self.assertLess((features.std(dim=(0, 2, 3)) - 1.0).abs().max().item(), 0.05)
        (gradient,) = torch.autograd.grad(teacher(x).sum(), x)
        self.assertGreater(gradient.abs().max().item(), 0.0)

    def test_it_learns_to_tell_grain(self) -> None:
        torch.manual_seed(0)
        real = scenes(16, 1, side=32)
        teacher = FeatureDiscriminator(self.weights, 32, to_float(real))
        optimizer = torch.optim.Adam(teacher.parameters(), lr=3e-3)
        for _ in range(60):
            liked, disliked = teacher(to_float(real)), teacher(to_float(noisy(real, 60.0)))
            optimise(optimizer, F.relu(1.0 - liked).mean() + F.relu(1.0 + disliked).mean())
        others = scenes(16, 2, side=32)
        prefers = teacher(to_float(others)).mean() - teacher(to_float(noisy(others, 60.0))).mean()
        self.assertGreater(prefers.item(), 0.5)

    def test_g_and_both_discriminators_learn(self) -> None:
        trainer = self.trainer()
        heads = [value.clone() for value in trainer.feature_discriminator.parameters()]
        losses = trainer.train_step()
        self.assertLessEqual({"g_prediction", "d_prediction_real", "d_prediction_fake"}, set(losses))
        after = list(trainer.feature_discriminator.parameters())
        # The last bias stays: real and fake pictures pull at it alike.
        self.assertTrue(all(not torch.equal(*pair) for pair in zip(heads, after) if pair[0].dim() > 1))

    def test_it_is_saved_and_grown(self) -> None:
        first, second, third = self.trainer(), self.trainer(), self.trainer()
        first.train_step()
        path = self.weights / "checkpoint.pt"
        first.save(path, {})
        second.load(path)
        third.grow_from(path)
        for name, value in first.feature_discriminator.state_dict().items():
            self.assertTrue(name.startswith(("heads.", "mean_", "spread_")), name)
            self.assertTrue(torch.equal(value, second.feature_discriminator.state_dict()[name]), name)
            self.assertTrue(torch.equal(value, third.feature_discriminator.state_dict()[name]), name)
        self.assertEqual(first.train_step(), second.train_step())

    def test_needs_its_weights(self) -> None:
        with self.assertRaisesRegex(ValueError, "prepare.sh"):
            create_feature_discriminator(self.CONFIG, pictures(10), None)
        with self.assertRaisesRegex(ValueError, "go together"):
            Trainer(self.CONFIG, pictures(10))


if __name__ == "__main__":
    unittest.main()
