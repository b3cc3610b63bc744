"""One whole training step, R1 and Adam included, against the reference file."""

from __future__ import annotations

import unittest

import reference
import torch
from torch import Tensor, nn

from ddgan.discriminator import Discriminator, DiscriminatorConfig
from ddgan.generator import Generator, GeneratorConfig
from ddgan.haar import encode
from ddgan.schedule import Schedule
from ddgan.step import Draws, LossWeights, denoise, discriminator_losses, freeze, generator_losses, near_miss, optimise

# Smaller gradients are rounding noise around an exact zero (the softmax does not see the bias of the keys),
# and Adam's first step turns the sign of that noise into a full step.
_GRADIENT_NOISE = 1e-6


class TrainStep:
    """A whole step with the data, draws and weights of `FILE`."""

    FILE: str

    @classmethod
    def setUpClass(cls) -> None:
        cls.tensors, cls.values = reference.load(cls.FILE)

    def adam(self, network: nn.Module, rate: float) -> torch.optim.Adam:
        return torch.optim.Adam(
            network.parameters(), lr=rate, betas=tuple(self.values["adam_betas"]), eps=self.values["adam_eps"]
        )

    def draws(self, half: str) -> Draws:
        return Draws(**reference.below(self.tensors, f"input.{half}."))

    def assert_relative(self, actual: Tensor, name: str) -> None:
        expected = self.tensors[name].item()
        # A loss of softplus(-7.8) is small beside the logits' own rounding.
        self.assertAlmostEqual(actual.item(), expected, delta=1e-4 * abs(expected) + 1e-8, msg=name)

    def assert_updated(self, network: nn.Module, half: str, letter: str) -> None:
        for name, parameter in network.named_parameters():
            gradient = self.tensors[f"expected.{half}.grad.{name}"]
            tolerance = max(1e-3 * gradient.abs().max().item(), _GRADIENT_NOISE)
            self.assertLess(reference.largest_difference(parameter.grad, gradient), tolerance, name)
            difference = (parameter.detach() - self.tensors[f"expected.{letter}.{name}"]).abs()
            decided = gradient.abs() > tolerance
            self.assertLess((difference * decided).max().item(), 1e-5, name)
            self.assertLess(difference.max().item(), 2.1 * self.values["lr_g"], name)

    def test_full_step(self) -> None:
        values, x_0 = self.values, self.tensors["input.x0"]
        schedule = Schedule.create(values["num_timesteps"], values["beta_min"], values["beta_max"])
        generator = Generator(GeneratorConfig.from_json(values["generator"]))
        generator.load_state_dict(reference.below(self.tensors, "G."))
        discriminator = Discriminator(DiscriminatorConfig(**values["discriminator"]))
        discriminator.load_state_dict(reference.below(self.tensors, "D."))

        batch = denoise(generator, schedule, x_0, self.draws("d"))
        losses = discriminator_losses(discriminator, batch, values["r1_gamma"])
        self.assert_relative(losses["real"], "expected.d.loss_real")
        self.assert_relative(losses["fake"], "expected.d.loss_fake")
        self.assert_relative(losses["r1"], "expected.d.r1")
        optimise(self.adam(discriminator, values["lr_d"]), sum(losses.values()))
        self.assertIsNone(next(generator.parameters()).grad)
        self.assert_updated(discriminator, "d", "D")

        freeze(discriminator, True)
        l1_weight = values.get("rec_weight", 0.0)
        batch = denoise(generator, schedule, x_0, self.draws("g"))
        losses = generator_losses(discriminator, batch, LossWeights(l1=l1_weight))
        self.assertEqual(list(losses), ["g", "g_l1"] if l1_weight else ["g"])
        if l1_weight:
            self.assert_relative(losses["g"], "expected.g.loss_adv")
            self.assert_relative(losses["g_l1"] / l1_weight, "expected.g.loss_rec")
        loss = sum(losses.values())
        self.assert_relative(loss, "expected.g.loss")
        optimise(self.adam(generator, values["lr_g"]), loss)
        self.assert_updated(generator, "g", "G")


class PixelTrainStepTest(TrainStep, unittest.TestCase):
    FILE = "train-step-r1"


class WaveletTrainStepTest(TrainStep, unittest.TestCase):
    FILE = "wavediff/wavediff-train-step-r1-small"

    def test_the_pictures_are_encoded(self) -> None:
        x_0 = encode(self.tensors["input.picture"], self.values["band_order"])
        self.assertLess(reference.largest_difference(x_0, self.tensors["input.x0"]), 1e-6)


class NearMissTest(unittest.TestCase):
    def test_its_slope_is_where_a_prediction_is_nearly_right(self) -> None:
        x_0 = torch.zeros(1, 3, 1, 4)
        predicted = x_0.clone()
        predicted[0, 0, 0] = torch.tensor([0.0, 0.01, 0.06, 1.0])
        predicted.requires_grad_(True)
        loss = near_miss(predicted, x_0)
        self.assertAlmostEqual(loss.item(), (0.0099 + 0.2647 + 0.9901) / 4, places=4)
        loss.backward()
        right, almost, near, far = predicted.grad[0, 0, 0].tolist()
        self.assertEqual(right, 0.0)
        self.assertGreater(near, 2 * almost)
        self.assertGreater(almost, 50 * far)

    def test_counts_at_the_last_step_alone(self) -> None:
        x_0, schedule = torch.zeros(2, 3, 8, 8), Schedule.create(2)
        noise = torch.zeros_like(x_0)

        def loss(*t: int) -> dict[str, Tensor]:
            draws = Draws(torch.tensor(t), noise, noise, torch.zeros(2, 4), noise)
            indifferent = lambda x_t, t, x_tp1: torch.zeros(len(x_t), 1)  # noqa: E731
            by_t = lambda x_tp1, t, z: 0.1 * (t + 1).view(-1, 1, 1, 1).expand_as(x_tp1)  # noqa: E731
            batch = denoise(by_t, schedule, x_0, draws)
            return generator_losses(indifferent, batch, LossWeights(near_miss=2.0))

        self.assertNotIn("g_near_miss", loss(1, 1))
        # Three channels that are 0.1 off: 0.03 / (0.03 + 0.01), whatever the other picture is.
        for t in ((0, 1), (0, 0)):
            self.assertAlmostEqual(loss(*t)["g_near_miss"].item(), 2.0 * 0.75, places=5)


if __name__ == "__main__":
    unittest.main()
