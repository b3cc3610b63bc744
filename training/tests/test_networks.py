"""Generators, discriminators and schedule against the reference files."""

from __future__ import annotations

import unittest

import reference
import torch

from ddgan.discriminator import Discriminator, DiscriminatorConfig
from ddgan.generator import Generator, GeneratorConfig
from ddgan.layers import FIR
from ddgan.schedule import Schedule

_SCHEDULE_FIELDS = {
    "betas": "betas",
    "a_s": "a",
    "sigmas": "sigma",
    "a_s_cum": "a_cum",
    "sigmas_cum": "sigma_cum",
    "alphas_cumprod": "alphas_cumprod",
    "posterior_mean_coef1": "posterior_mean_coef1",
    "posterior_mean_coef2": "posterior_mean_coef2",
    "posterior_variance": "posterior_variance",
    "posterior_log_variance_clipped": "posterior_log_variance",
}


class ScheduleTest(unittest.TestCase):
    def test_every_coefficient(self) -> None:
        tensors, config = reference.load("schedule")
        for name, expected in tensors.items():
            steps, field = name.split(".")
            schedule = Schedule.create(int(steps[1:]), config["beta_min"], config["beta_max"])
            actual = getattr(schedule, _SCHEDULE_FIELDS[field])
            with self.subTest(name):
                torch.testing.assert_close(actual, expected, rtol=1e-6, atol=0.0)


class ResampleTest(unittest.TestCase):
    def test_up_is_the_contract_definition(self) -> None:
        x = torch.randn(2, 3, 6, 5, generator=torch.Generator().manual_seed(0))
        fir = FIR()
        spread = torch.zeros(2, 3, 12, 10)
        spread[:, :, ::2, ::2] = x
        padded = torch.nn.functional.pad(spread, (2, 1, 2, 1))
        kernel = (4.0 * fir.kernel.flip(2, 3)).expand(3, 1, 4, 4)
        expected = torch.nn.functional.conv2d(padded, kernel, groups=3)
        torch.testing.assert_close(fir.up(x), expected, rtol=0.0, atol=1e-6)


class GeneratorTest(unittest.TestCase):
    def check(self, name: str) -> None:
        tensors, values = reference.load(name)
        generator = Generator(GeneratorConfig.from_json(values))
        generator.load_state_dict(reference.below(tensors, "module."))
        with torch.no_grad():
            w = generator.z_transform(tensors["input.z"])
            x_0 = generator(tensors["input.x_t"], tensors["input.t"], tensors["input.z"])
        self.assertLess(reference.largest_difference(w, tensors["expected.w"]), 1e-5)
        self.assertLess(reference.largest_difference(x_0, tensors["expected.x0"]), 1e-4)

    def test_cifar10(self) -> None:
        self.check("generator-cifar10-tiny")

    def test_celebahq(self) -> None:
        self.check("generator-celebahq-tiny")

    def test_published_parameter_counts(self) -> None:
        from pytorch_benchmark import CONFIGS

        for name, millions in (("cifar10", 48.43), ("celebahq256", 39.73)):
            count = sum(parameter.numel() for parameter in Generator(CONFIGS[name]).parameters())
            self.assertEqual(round(count / 1e6, 2), millions)


class DiscriminatorTest(unittest.TestCase):
    def check(self, name: str) -> None:
        tensors, values = reference.load(name)
        values.pop("image_size")
        discriminator = Discriminator(DiscriminatorConfig(**values))
        discriminator.load_state_dict(reference.below(tensors, "module."))
        with torch.no_grad():
            logits = discriminator(tensors["input.x"], tensors["input.t"], tensors["input.x_t"])
        self.assertLess(reference.largest_difference(logits, tensors["expected.logits"]), 1e-4)

    def test_metadata_tells_of_blocks_only_where_they_are_cut(self) -> None:
        self.assertNotIn("num_disc_layers", DiscriminatorConfig("small", ngf=4).to_json())
        self.assertEqual(DiscriminatorConfig("small", ngf=4, num_disc_layers=3).to_json()["num_disc_layers"], 3)

    def test_small(self) -> None:
        self.check("discriminator-small")

    def test_large(self) -> None:
        self.check("discriminator-large")

    def test_refuses_a_batch_that_does_not_split(self) -> None:
        discriminator = Discriminator(DiscriminatorConfig("small", ngf=4, t_emb_dim=32))
        x = torch.zeros(6, 3, 32, 32)
        with self.assertRaisesRegex(ValueError, "groups of 4"):
            discriminator(x, torch.zeros(6, dtype=torch.int64), x)


if __name__ == "__main__":
    unittest.main()
