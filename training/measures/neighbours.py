"""Distances between pictures: memorisation (nearest training pictures) and diversity.

Pictures are compared by root mean square difference of their pixels at 32x32, on a scale of 0 to 255.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

_SIDE = 32
_CHUNK = 256
_CLOSE_PERCENTILE = 0.01


def reduced(images: Tensor) -> Tensor:
    """uint8 [N, 3, S, S] -> float32 [N, 3, 32, 32], by averaging."""
    return F.interpolate(images.float(), size=(_SIDE, _SIDE), mode="area")


def _distances(one: Tensor, other: Tensor) -> Tensor:
    """Root mean square differences [N, M] of flattened pictures."""
    exact = "donot_use_mm_for_euclid_dist" if len(one) * len(other) < 4096 else "use_mm_for_euclid_dist"
    return torch.cdist(one, other, compute_mode=exact) / one.shape[1] ** 0.5


@dataclass(frozen=True)
class Nearest:
    """Of each picture, the distance to its nearest training picture or mirrored training picture, and which it is."""

    distance: Tensor
    index: Tensor


def nearest_training(images: Tensor, training: Tensor) -> Nearest:
    """For `images` [N, 3, S, S] and `training` [M, 3, S', S']: both are reduced to 32x32 first."""
    pictures, known = reduced(images), reduced(training).flatten(1)
    distances, indices = [], []
    for chunk in pictures.split(_CHUNK):
        both = torch.minimum(_distances(chunk.flatten(1), known), _distances(chunk.flip(3).flatten(1), known))
        distance, index = both.min(dim=1)
        distances.append(distance)
        indices.append(index)
    return Nearest(torch.cat(distances), torch.cat(indices))


def memorisation(samples: Nearest, held_out: Nearest) -> dict[str, float]:
    """`share` of samples nearer to a training picture than 99 % of the held-out photographs are."""
    threshold = torch.quantile(held_out.distance, _CLOSE_PERCENTILE).item()
    return {
        "share": (samples.distance < threshold).float().mean().item(),
        "threshold": threshold,
        "samples_median": samples.distance.median().item(),
        "held_out_median": held_out.distance.median().item(),
    }


def mean_pairwise_distance(images: Tensor) -> float:
    """Mean distance of two different pictures of one set."""
    flat = reduced(images).flatten(1)
    # The mean over all pairs of the distances, pair by pair: squares would hide a cluster behind a few outliers.
    total = sum(_distances(chunk, flat).sum().item() for chunk in flat.split(_CHUNK))
    return total / (len(flat) * (len(flat) - 1))


def diversity(samples: Tensor, photographs: Tensor) -> dict[str, float]:
    """Mean pairwise distances and their `ratio`: below one, samples are more alike than photographs."""
    generated, real = mean_pairwise_distance(samples), mean_pairwise_distance(photographs)
    return {"ratio": generated / real, "generated": generated, "real": real}
