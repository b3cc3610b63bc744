"""Wavelet diffusion GANs against the reference files: transform, networks, sampling and a training step."""

from __future__ import annotations

import unittest

import reference
import torch

from ddgan.discriminator import Discriminator, DiscriminatorConfig
from ddgan.generator import Generator, GeneratorConfig
from ddgan.haar import BAND_ORDERS, decode, encode, haar, inverse_haar
from ddgan.sampling import sample
from ddgan.schedule import Schedule
from pytorch_benchmark import CONFIGS

_CHANNELS_LAST = {"memory_format": torch.channels_last}


def load_generator(name: str) -> tuple[Generator, dict[str, torch.Tensor]]:
    tensors, values = reference.load(f"wavediff/wavediff-generator-{name}")
    generator = Generator(GeneratorConfig.from_json(values))
    generator.load_state_dict(reference.below(tensors, "module."))
    return generator, tensors


class HaarTest(unittest.TestCase):
    def test_reference(self) -> None:
        tensors, _ = reference.load("wavediff/wavediff-transform")
        for order in BAND_ORDERS:
            coefficients = encode(tensors["input.picture"], order)
            expected = {
                f"expected.coefficients.{order}": coefficients,
                f"expected.round_trip.{order}": decode(coefficients, order),
                f"expected.picture.{order}": decode(tensors["input.coefficients"], order).clamp(-1.0, 1.0),
            }
            for name, actual in expected.items():
                self.assertLess(reference.largest_difference(actual, tensors[name]), 1e-6, name)

    def test_layout_stays(self) -> None:
        x = torch.randn(2, 3, 8, 6, generator=torch.Generator().manual_seed(0))
        last = x.contiguous(**_CHANNELS_LAST)
        self.assertTrue(haar(x).is_contiguous() and inverse_haar(haar(x)).is_contiguous())
        self.assertTrue(haar(last).is_contiguous(**_CHANNELS_LAST))
        self.assertTrue(inverse_haar(haar(last)).is_contiguous(**_CHANNELS_LAST))
        self.assertTrue(torch.equal(haar(x), haar(last)))

    def test_gradients_of_both_orders(self) -> None:
        x = torch.randn(1, 2, 4, 4, dtype=torch.float64, generator=torch.Generator().manual_seed(0), requires_grad=True)
        self.assertTrue(torch.autograd.gradcheck(haar, x) and torch.autograd.gradgradcheck(haar, x))
        bands = haar(x).detach().requires_grad_(True)
        self.assertTrue(torch.autograd.gradcheck(inverse_haar, bands))


class GeneratorTest(unittest.TestCase):
    def test_reference(self) -> None:
        for name in ("normal-32", "patches-32", "wavelet-64"):
            with self.subTest(name), torch.no_grad():
                generator, tensors = load_generator(name)
                x, t, z = (tensors[f"input.{key}"] for key in ("x_t", "t", "z"))
                expected = tensors["expected.x0"]
                self.assertLess(
                    reference.largest_difference(generator.z_transform(z), tensors["expected.w"]), 1e-5
                )
                self.assertLess(reference.largest_difference(generator(x, t, z), expected), 1e-4)
                # Training runs it in the other layout.
                last = generator.to(**_CHANNELS_LAST)(x.contiguous(**_CHANNELS_LAST), t, z)
                self.assertLess(reference.largest_difference(last, expected), 1e-4)

    def test_sampling(self) -> None:
        for name in ("patches-32", "wavelet-64"):
            generator, _ = load_generator(name)
            tensors, config = reference.load(f"wavediff/wavediff-sampling-{name}")
            for steps in config["num_timesteps"]:
                x_T, z, noise = (tensors[f"input.T{steps}.{key}"] for key in ("x_T", "z", "noise"))
                x = sample(generator, Schedule.create(steps), x_T, z, noise)
                expected = {"coefficients": x}
                expected |= {f"picture.{order}": decode(x, order).clamp(-1.0, 1.0) for order in BAND_ORDERS}
                for key, actual in expected.items():
                    with self.subTest(f"{name}, T = {steps}, {key}"):
                        self.assertLess(
                            reference.largest_difference(actual, tensors[f"expected.T{steps}.{key}"]), 1e-4
                        )

    def test_published_parameter_counts(self) -> None:
        stl10 = GeneratorConfig(32, 128, (1, 2, 2, 2), 2, num_channels=12, net_type="wavelet", n_mlp=4)
        cifar10 = GeneratorConfig(16, 128, (1, 2, 2), 2, num_channels=12, attn_resolutions=(32,), n_mlp=4)
        published = {
            31_485_452: CONFIGS["wavediff-celebahq256"],
            44_853_004: CONFIGS["wavediff-celebahq512"],
            44_186_416: CONFIGS["wavediff-celebahq1024"],
            55_585_292: stl10,
            33_370_124: cifar10,
        }
        for count, config in published.items():
            self.assertEqual(sum(parameter.numel() for parameter in Generator(config).parameters()), count)

    def test_refuses_what_it_cannot_draw(self) -> None:
        values = {"image_size": 8, "num_channels_dae": 16, "ch_mult": [1], "num_res_blocks": 1, "num_channels": 12}
        pixels = {"band_order": "width_first", "num_channels": 3}
        for wrong in ({"net_type": "fourier"}, {"band_order": "hh_first"}, pixels):
            with self.subTest(wrong), self.assertRaises(ValueError):
                GeneratorConfig.from_json({**values, **wrong})


class DiscriminatorTest(unittest.TestCase):
    def test_reference(self) -> None:
        for name in ("small-3", "large-5"):
            tensors, values = reference.load(f"wavediff/wavediff-discriminator-{name}")
            values = {key: value for key, value in values.items() if not key.endswith("image_size")}
            discriminator = Discriminator(DiscriminatorConfig(**values))
            discriminator.load_state_dict(reference.below(tensors, "module."))
            with torch.no_grad():
                logits = discriminator(tensors["input.x"], tensors["input.t"], tensors["input.x_t"])
            self.assertLess(reference.largest_difference(logits, tensors["expected.logits"]), 1e-4)


if __name__ == "__main__":
    unittest.main()
