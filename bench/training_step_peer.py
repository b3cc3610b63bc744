"""PyTorch's training steps for bench/training-step.ts: the same protocol as bench/training-step-ours.ts."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "training"))

from ddgan.config import TrainConfig  # noqa: E402
from ddgan.discriminator import Discriminator  # noqa: E402
from ddgan.generator import Generator  # noqa: E402
from ddgan.schedule import Schedule  # noqa: E402
from ddgan.step import denoise, discriminator_losses, draw, freeze, generator_losses, optimise  # noqa: E402


def main() -> None:
    config_file, batch, threads, layout = sys.argv[1:]
    torch.set_num_threads(int(threads))
    start = time.perf_counter()
    config = TrainConfig.load(Path(config_file))
    memory_format = {"nchw": torch.contiguous_format, "nhwc": torch.channels_last}[layout]
    generator = Generator(config.generator).to(memory_format=memory_format)
    discriminator = Discriminator(config.discriminator).to(memory_format=memory_format)
    schedule = Schedule.create(config.num_timesteps, config.beta_min, config.beta_max)
    adam_g, adam_d = (
        torch.optim.Adam(network.parameters(), lr=1e-4, betas=(0.5, 0.9)) for network in (generator, discriminator)
    )
    rng = torch.Generator().manual_seed(1)
    side = config.generator.image_size
    x_0 = torch.randn(int(batch), config.generator.num_channels, side, side).contiguous(memory_format=memory_format)

    def denoised():
        draws = draw(x_0.shape, config.generator.nz, config.num_timesteps, rng)
        return denoise(generator, schedule, x_0, draws)

    def discriminator_step(r1_gamma: float | None) -> None:
        freeze(discriminator, False)
        with torch.no_grad():
            batch = denoised()
        losses = discriminator_losses(discriminator, batch, r1_gamma)
        optimise(adam_d, sum(losses.values()))

    def generator_step() -> None:
        freeze(discriminator, True)
        losses = generator_losses(discriminator, denoised())
        optimise(adam_g, sum(losses.values()))

    steps = {
        "d": lambda: discriminator_step(None),
        "r1": lambda: discriminator_step(config.r1_gamma),
        "g": generator_step,
    }
    print(json.dumps({"loadSeconds": time.perf_counter() - start, "torch": torch.__version__}), flush=True)
    for line in sys.stdin:
        if line.strip() == "end":
            break
        before, cores = time.perf_counter(), time.process_time()
        steps[line.strip()]()
        result = {
            "seconds": time.perf_counter() - before,
            "coreSeconds": time.process_time() - cores,
            "peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        }
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
