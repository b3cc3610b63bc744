"""One whole training step, R1 and Adam included, against the reference file."""

from __future__ import annotations

import unittest

import reference
import torch
from torch import Tensor, nn

from ddgan.discriminator import Discriminator, DiscriminatorConfig
from ddgan.generator import Generator, GeneratorConfig
from ddgan.schedule import Schedule
from ddgan.step import Draws, discriminator_losses, freeze, generator_loss, optimise

# Smaller gradients are rounding noise around an exact zero (the softmax does not see the bias of the keys),
# and Adam's first step turns the sign of that noise into a full step.
_GRADIENT_NOISE = 1e-6


class TrainStepTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.tensors, cls.values = reference.load("train-step-r1")

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

        losses = discriminator_losses(
            discriminator, generator, schedule, x_0, self.draws("d"), values["r1_gamma"]
        )
        self.assert_relative(losses["real"], "expected.d.loss_real")
        self.assert_relative(losses["fake"], "expected.d.loss_fake")
        self.assert_relative(losses["r1"], "expected.d.r1")
        optimise(self.adam(discriminator, values["lr_d"]), sum(losses.values()))
        self.assert_updated(discriminator, "d", "D")

        freeze(discriminator, True)
        loss = generator_loss(discriminator, generator, schedule, x_0, self.draws("g"))
        self.assert_relative(loss, "expected.g.loss")
        optimise(self.adam(generator, values["lr_g"]), loss)
        self.assert_updated(generator, "g", "G")


if __name__ == "__main__":
    unittest.main()
