"""Sampling from a generator (docs/ddgan.md, section 1) and the contact sheets that show progress."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from .generator import GeneratorConfig
from .schedule import Schedule
from .step import GeneratorFn


@torch.no_grad()
def sample(generator: GeneratorFn, schedule: Schedule, x_T: Tensor, z: Tensor, noise: Tensor) -> Tensor:
    """x_0 [N, C, H, W] from all that fixes it: pictures, or coefficients for `haar.decode`.

    x_T [N, C, H, W]; z [T, N, nz]; noise [T - 1, N, C, H, W]; index 0 belongs to the last step, t = 0. With fewer z,
    x_T is taken for x_k of that many steps.
    """
    x = x_T
    for step in reversed(range(len(z))):
        t = torch.full((x.shape[0],), step, dtype=torch.int64, device=x.device)
        x_0 = generator(x, t, z[step])
        x = schedule.sample_posterior(x_0, x, t, noise[step - 1] if step > 0 else torch.zeros_like(x))
    return x


def fixed_inputs(
    count: int, config: GeneratorConfig, num_timesteps: int, seed: int, device: torch.device | str
) -> tuple[Tensor, Tensor, Tensor]:
    """(x_T, z, noise) for `sample`, the same for every sheet of a run and on every device."""
    rng = torch.Generator().manual_seed(seed)
    shape = (count, config.num_channels, config.image_size, config.image_size)
    x_T = torch.randn(shape, generator=rng)
    z = torch.randn(num_timesteps, count, config.nz, generator=rng)
    noise = torch.randn(num_timesteps - 1, *shape, generator=rng)
    return x_T.to(device), z.to(device), noise.to(device)


def save_sheet(path: Path, images: Tensor, columns: int, enlarge: int = 2) -> None:
    """Writes [N, 3, H, W] in [-1, 1] as one picture, row by row; the format is that of the path's ending."""
    count, _, height, width = images.shape
    pixels = ((images.float().clamp(-1, 1) + 1.0) * 127.5).round().to(torch.uint8).cpu()
    rows = -(-count // columns)
    sheet = np.zeros((rows * height, columns * width, 3), np.uint8)
    for index, picture in enumerate(pixels.permute(0, 2, 3, 1).numpy()):
        y, x = divmod(index, columns)
        sheet[y * height : (y + 1) * height, x * width : (x + 1) * width] = picture
    image = Image.fromarray(sheet)
    if enlarge > 1:
        image = image.resize((image.width * enlarge, image.height * enlarge), Image.Resampling.NEAREST)
    partial = path.with_suffix(f".partial{path.suffix}")
    image.save(partial, quality=90)
    partial.replace(path)
