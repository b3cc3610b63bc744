"""Multiply-adds of the networks, and from them the floating-point operations of a training step."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from .blocks import NIN, Attention
from .generator import Generator

# Of one pass through D or G: forward 1, gradient for the activations 1, for the weights 1.
# D's half step: two batches forward and back (D), one forward (G). G's: forward and back (G), and through D, whose
# weights are frozen, forward and back for the activations alone.
_D_PASSES = 2 * 3 + 2
_G_PASSES = 1 + 3


def _layer_multiply_adds(layer: nn.Module, output: Tensor) -> int:
    if isinstance(layer, nn.Conv2d):
        taps = layer.kernel_size[0] * layer.kernel_size[1] * layer.in_channels // layer.groups
        return output.numel() * taps
    return output.numel() * layer.in_features


@torch.no_grad()
def multiply_adds(network: nn.Module, *inputs: Tensor) -> int:
    """Of one forward pass, in convolutions and linear layers, and in attention where there is some."""
    total = 0

    def count(layer: nn.Module, arguments: tuple[Tensor, ...], output: Tensor) -> None:
        nonlocal total
        if isinstance(layer, NIN):
            total += output.numel() * layer.W.shape[0]
        elif isinstance(layer, Attention):
            n, channels, height, width = output.shape
            total += 2 * n * channels * (height * width) ** 2
        else:
            total += _layer_multiply_adds(layer, output)

    counted = [layer for layer in network.modules() if isinstance(layer, (nn.Conv2d, nn.Linear, NIN, Attention))]
    hooks = [layer.register_forward_hook(count) for layer in counted]
    try:
        network(*inputs)
    finally:
        for hook in hooks:
            hook.remove()
    return total


def step_flops(generator: int, discriminator: int, shared_prediction: bool = False) -> int:
    """Of one training step, from both networks' multiply-adds; the penalty and the optimisers are left out."""
    passes = _G_PASSES - shared_prediction
    return 2 * (passes * generator + _D_PASSES * discriminator)


def image_flops(generator: Generator, discriminator: nn.Module, shared_prediction: bool = False) -> int:
    """Of one training step, per image."""
    # Four images, the least that D takes in training as well.
    config, device = generator.config, next(generator.parameters()).device
    x = torch.zeros(4, config.num_channels, config.image_size, config.image_size, device=device)
    t = torch.zeros(4, dtype=torch.int64, device=device)
    z = torch.zeros(4, config.nz, device=device)
    g, d = multiply_adds(generator, x, t, z), multiply_adds(discriminator, x, t, x)
    return step_flops(g, d, shared_prediction) // 4
