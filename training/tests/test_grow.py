"""Networks that grow from those of smaller pictures."""

from __future__ import annotations

import tempfile
import unittest
from dataclasses import asdict, replace
from pathlib import Path

import reference
import torch
from tiny_run import TINY, pictures

from ddgan import grow
from ddgan.discriminator import Discriminator, DiscriminatorConfig
from ddgan.generator import Generator
from ddgan.haar import decode
from ddgan.sampling import fixed_inputs, sample
from ddgan.schedule import Schedule
from ddgan.trainer import Trainer


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
