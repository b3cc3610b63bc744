"""Networks, optimisers and random state of one run: everything a checkpoint has to carry."""

from __future__ import annotations

import copy
import os
from dataclasses import asdict
from pathlib import Path

import torch
from torch import Tensor, nn

from . import grow
from .augment import augment
from .config import TrainConfig
from .data import BatchOrder, flip_some, to_float
from .discriminator import Discriminator
from .export import export_generator
from .feature_discriminator import FeatureDiscriminator
from .generator import Generator
from .haar import decode, encode
from .schedule import Schedule
from .separation import separation
from .step import (
    Denoised,
    LossWeights,
    cosine_rate,
    denoise,
    denoising_loss,
    discriminator_losses,
    draw,
    ema_decay_at,
    freeze,
    generator_losses,
    optimise,
    update_ema,
)

_ADAM = {"betas": (0.5, 0.9), "eps": 1e-8}
# Without an opponent, whose answer changes with each step, the usual long averages learn faster and do not diverge.
_WARM_UP_ADAM = {**_ADAM, "betas": (0.9, 0.999)}
# Twice what is usual there: without a bound, one wild step after some thousand pictures put G's tanh out of action.
_WARM_UP_NORM = 0.5
_SEPARATED_PICTURES = 64


def count_parameters(network: nn.Module) -> int:
    return sum(parameter.numel() for parameter in network.parameters())


class Trainer:
    """Owns the run's state; `train_step` advances it by one batch."""

    def __init__(
        self,
        config: TrainConfig,
        images: Tensor,
        device: str = "cpu",
        compile_networks: bool = False,
        feature_discriminator: FeatureDiscriminator | None = None,
    ) -> None:
        if (feature_discriminator is None) != (config.prediction_weight == 0.0):
            raise ValueError("a discriminator on features and prediction_weight go together")
        self.config, self.device = config, torch.device(device)
        # Resident as bytes: 100,000 pictures of 64 pixels take 1.2 GB.
        self.images = images.to(self.device)
        if self.device.type == "cuda":
            torch.backends.cudnn.benchmark = True
            torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = True
        self.schedule = Schedule.create(config.num_timesteps, config.beta_min, config.beta_max, self.device)
        torch.manual_seed(config.seed)
        self.generator = self._place(Generator(config.generator))
        self.discriminator = self._place(Discriminator(config.discriminator))
        self.ema = copy.deepcopy(self.generator)
        freeze(self.ema, True)
        self.feature_discriminator = feature_discriminator and feature_discriminator.to(self.device)
        self.optimizer_g = self._adam([self.generator], config.lr_g)
        self.optimizer_d = self._adam(self._discriminators, config.lr_d)
        self.rng = torch.Generator(self.device).manual_seed(config.seed)
        self.order = BatchOrder(len(images), config.batch_size, config.seed)
        self.step = 0
        fast = torch.compile if compile_networks else (lambda network: network)
        self._fast_g = self._in_precision(fast(self.generator))
        self._fast_d = self._in_precision(fast(self.discriminator))

    @property
    def images_seen(self) -> int:
        return self.step * self.config.batch_size

    def _place(self, network: nn.Module) -> nn.Module:
        return network.to(self.device, memory_format=torch.channels_last)

    @property
    def _discriminators(self) -> list[nn.Module]:
        return [network for network in (self.discriminator, self.feature_discriminator) if network is not None]

    def _adam(self, networks: list[nn.Module], rate: float) -> torch.optim.Adam:
        kind = {"fused": True} if self.device.type == "cuda" else {"foreach": True}
        parameters = [parameter for network in networks for parameter in network.parameters()]
        return torch.optim.Adam(parameters, lr=rate, **kind, **(_ADAM if self.config.adversarial else _WARM_UP_ADAM))

    def _in_precision(self, network: nn.Module):
        """The network under autocast where the configuration asks for bfloat16; results are float32."""
        if self.config.precision == "float32":
            return network
        dtype = getattr(torch, self.config.precision)

        def call(*inputs: Tensor) -> Tensor:
            with torch.autocast(self.device.type, dtype=dtype):
                return network(*inputs).float()

        return call

    def _augmented(self, discriminator):
        if not self.config.augment:
            return discriminator

        def call(x_t: Tensor, t: Tensor, x_tp1: Tensor) -> Tensor:
            pairs = torch.stack([self.decode(x_t), self.decode(x_tp1)], dim=1)
            x_t, x_tp1 = augment(pairs, self.config.augment, self.rng).unbind(dim=1)
            return discriminator(self.encode(x_t), t, self.encode(x_tp1))

        return call

    def _next_batch(self) -> Tensor:
        batch = to_float(self.images[self.order.next().to(self.device)], self.device)
        batch = flip_some(batch, self.rng) if self.config.flip else batch
        return self.photographs(batch)

    @property
    def detail(self) -> float:
        """The share of the upper bands that photographs have by now (0..1).

        A run that was grown begins with networks that know the low band alone: with all of the details at once, D would
        know at a glance what is generated, and G unlearn what it can. So they come in by and by (Karras et al. 2018).
        """
        fade = self.config.fade_images
        return min(1.0, self.images_seen / fade) if fade and self.config.generator.band_order else 1.0

    def photographs(self, pictures: Tensor) -> Tensor:
        """Pictures in [-1, 1], as the networks are to learn them."""
        x_0 = self.encode(pictures)
        if self.detail < 1.0:
            x_0[:, pictures.shape[1] :] *= self.detail
        return x_0

    def encode(self, pictures: Tensor) -> Tensor:
        """Pictures in [-1, 1], as the networks take them."""
        x_0 = encode(pictures, self.config.generator.band_order)
        return x_0.contiguous(memory_format=torch.channels_last)

    def decode(self, x: Tensor) -> Tensor:
        """What the networks give, as pictures."""
        return decode(x, self.config.generator.band_order)

    def _denoise(self, x_0: Tensor) -> Denoised:
        config = self.config
        draws = draw(x_0.shape, config.generator.nz, config.num_timesteps, self.rng, config.t_weights)
        return denoise(self._fast_g, self.schedule, x_0, draws)

    def _judge_prediction(self, x_0: Tensor, t: Tensor) -> Tensor:
        judged = t < self.config.prediction_steps
        # A batch without one is rare, and then the whole of it stands in.
        x_0 = x_0[judged] if judged.any() else x_0
        pictures = augment(self.decode(x_0)[:, None], self.config.augment, self.rng)[:, 0]
        return self.feature_discriminator(pictures)

    def _freeze_discriminators(self, frozen: bool) -> None:
        for network in self._discriminators:
            freeze(network, frozen)

    def _set_rates(self) -> None:
        config = self.config
        progress = self.images_seen / config.decay_images if config.decay_images else 0.0
        for optimizer, rate in ((self.optimizer_g, config.lr_g), (self.optimizer_d, config.lr_d)):
            for group in optimizer.param_groups:
                group["lr"] = cosine_rate(rate, config.lr_min, progress)

    def train_step(self) -> dict[str, float]:
        """One step of D, one of G, one of the average; returns the losses."""
        self._set_rates()
        x_0 = self._next_batch()
        losses = self._adversarial_step(x_0) if self.config.adversarial else self._warm_up_step(x_0)
        update_ema(
            self.ema.parameters(), self.generator.parameters(), ema_decay_at(self.step, self.config.ema_decay)
        )
        self.step += 1
        return {name: loss.item() for name, loss in losses.items()}

    def _warm_up_step(self, x_0: Tensor) -> dict[str, Tensor]:
        losses = {"g_l1": denoising_loss(self._denoise(x_0), self.config.l1_weight)}
        optimise(self.optimizer_g, losses["g_l1"], _WARM_UP_NORM)
        return losses

    def _adversarial_step(self, x_0: Tensor) -> dict[str, Tensor]:
        config = self.config
        # Second derivatives need full precision, and compiled networks cannot give them.
        regularise = self.step % config.lazy_reg == 0
        discriminator = self._augmented(self.discriminator if regularise else self._fast_d)
        gamma = config.r1_gamma if regularise else None
        on_prediction = self._judge_prediction if self.feature_discriminator else None
        with torch.set_grad_enabled(config.shared_prediction):
            batch = self._denoise(x_0)
        self._freeze_discriminators(False)
        losses = discriminator_losses(discriminator, batch, gamma, on_prediction)
        optimise(self.optimizer_d, sum(losses.values()))
        losses = {f"d_{name}": loss for name, loss in losses.items()}
        if self.images_seen < config.alone_images:
            return losses

        self._freeze_discriminators(True)
        batch = batch if config.shared_prediction else self._denoise(x_0)
        weights = LossWeights(config.near_miss_weight, config.l1_weight, config.prediction_weight)
        losses_g = generator_losses(self._augmented(self._fast_d), batch, weights, on_prediction)
        optimise(self.optimizer_g, sum(losses_g.values()))
        return {**losses_g, **losses}

    def _some_held_out(self, held_out: Tensor, most: int) -> tuple[Tensor, torch.Generator]:
        """Pictures that never trained, in a number that D takes, and draws for them; both follow from the step."""
        count = min(len(held_out), most) // 4 * 4
        chosen = torch.randperm(len(held_out), generator=torch.Generator().manual_seed(self.step))[:count]
        return self.photographs(to_float(held_out[chosen], self.device)), torch.Generator(self.device).manual_seed(self.step)

    @torch.no_grad()
    def held_out_loss(self, held_out: Tensor) -> float:
        """D's loss on pictures it never trained on: once it rises above `d_real`, D is memorising."""
        x_0, rng = self._some_held_out(held_out, self.config.batch_size)
        draws = draw(x_0.shape, self.config.generator.nz, self.config.num_timesteps, rng)
        x_t, x_tp1 = self.schedule.diffuse_pair(x_0, draws.t, draws.noise_t, draws.noise_tp1)
        return nn.functional.softplus(-self.discriminator(x_t, draws.t, x_tp1)).mean().item()

    def separation(self, held_out: Tensor) -> list[float]:
        """How well D tells G's pictures from ones it never saw, for each t: see `separation`."""
        x_0, rng = self._some_held_out(held_out, _SEPARATED_PICTURES)
        return separation(self._fast_d, self._fast_g, self.schedule, x_0, self.config.generator.nz, rng)

    def grow_from(self, path: Path) -> tuple[float, float]:
        """Starts from another run's averaged G and its D, as far as places and shapes agree.

        Returns the shares of G's and of D's parameters that were copied. Optimisers, order and step stay fresh.
        """
        state = grow.read_checkpoint(path)
        old_config = grow.read_generator_config(path, state)
        copied_g = grow.grow_generator(self.generator, self.config.generator, state["ema"], old_config)
        copied_d = grow.grow_discriminator(self.discriminator, state["discriminator"])
        if self.feature_discriminator and "feature_discriminator" in state:
            self.feature_discriminator.load_state_dict(state["feature_discriminator"])
        self.ema.load_state_dict(self.generator.state_dict())
        return copied_g / count_parameters(self.generator), copied_d / count_parameters(self.discriminator)

    def save(self, path: Path, extra: dict) -> None:
        """Atomic checkpoint of the whole run."""
        state = {
            "generator": self.generator.state_dict(),
            "discriminator": self.discriminator.state_dict(),
            "ema": self.ema.state_dict(),
            "optimizer_g": self.optimizer_g.state_dict(),
            "optimizer_d": self.optimizer_d.state_dict(),
            "rng": self.rng.get_state(),
            "order": self.order.state_dict(),
            "step": self.step,
            "images_seen": self.images_seen,
            "generator_config": asdict(self.config.generator),
            "num_timesteps": self.config.num_timesteps,
            "extra": extra,
        }
        if self.feature_discriminator:
            state["feature_discriminator"] = self.feature_discriminator.state_dict()
        partial = path.with_name(path.name + ".partial")
        with open(partial, "wb") as file:
            torch.save(state, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)

    def load(self, path: Path) -> dict:
        """Continues where `save` left off, exactly so if the moments are there; returns its `extra`."""
        # Loaded on the CPU: random states must be there, weights are copied to their device.
        state = grow.read_checkpoint(path)
        self.generator.load_state_dict(state["generator"])
        self.discriminator.load_state_dict(state["discriminator"])
        self.ema.load_state_dict(state["ema"])
        if self.feature_discriminator:
            self.feature_discriminator.load_state_dict(state["feature_discriminator"])
        # A carried checkpoint has no moments; with these betas Adam forgets them within some dozens of steps anyway.
        if "optimizer_g" in state:
            self.optimizer_g.load_state_dict(state["optimizer_g"])
            self.optimizer_d.load_state_dict(state["optimizer_d"])
        if len(state["rng"]) == len(self.rng.get_state()):
            self.rng.set_state(state["rng"])
        else:
            # From another kind of device, whose generator works differently: new draws, though not those of step 0.
            self.rng.manual_seed(self.config.seed + state["step"])
        self.order.load_state_dict(state["order"])
        self.step = state["step"]
        return state["extra"]

    def export(self, path: Path, generator_json: dict) -> None:
        """The averaged generator under the published parameter names."""
        export_generator(path, self.ema.state_dict(), generator_json, self.config.num_timesteps)
