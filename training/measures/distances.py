"""Distances of generated pictures from photographs by their features [N, C], and what photographs score themselves."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

_PARTS, _NEIGHBOURS, _FEWEST = 4, 3, 8


def _similarity(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The cubic kernel of all pairs."""
    return (one @ other.T / one.shape[1] + 1.0) ** 3


def _mean_similarity(rows: np.ndarray) -> float:
    """Mean kernel of two different rows."""
    own = _similarity(rows, rows)
    return (own.sum() - np.trace(own)) / (len(rows) * (len(rows) - 1))


class Photographs:
    """Features of photographs, which any number of sets can be held against."""

    def __init__(self, rows: np.ndarray) -> None:
        self.rows, self._mean, self._covariance = rows, rows.mean(axis=0), np.cov(rows, rowvar=False)
        values, vectors = np.linalg.eigh(self._covariance)
        self._root = (vectors * np.sqrt(values.clip(0.0))) @ vectors.T
        self._own_similarity = _mean_similarity(rows)

    def frechet(self, rows: np.ndarray) -> float:
        """Distance of the normal distributions that fit both sets (Heusel et al. 2017, arXiv 1706.08500)."""
        covariance = np.cov(rows, rowvar=False)
        product = np.linalg.eigvalsh(self._root @ covariance @ self._root)
        shift = ((rows.mean(axis=0) - self._mean) ** 2).sum()
        spread = np.trace(covariance) + np.trace(self._covariance) - 2 * np.sqrt(product.clip(0.0)).sum()
        return float(shift + spread)

    def kernel(self, rows: np.ndarray) -> float:
        """Unbiased squared maximum mean discrepancy, cubic kernel (Binkowski et al. 2018, arXiv 1801.01401)."""
        return float(_mean_similarity(rows) + self._own_similarity - 2 * _similarity(rows, self.rows).mean())

    def precision_recall(self, rows: np.ndarray) -> tuple[float, float]:
        """Shares of each set inside of the other's balls to the third neighbour (Kynkaanniemi et al. 2019)."""
        count = min(len(rows), len(self.rows))
        one, other = torch.from_numpy(rows[:count]), torch.from_numpy(self.rows[:count])

        def radii(points: Tensor) -> Tensor:
            # Of the k + 1 nearest, one is the point itself.
            return torch.cdist(points, points).kthvalue(_NEIGHBOURS + 1, dim=1).values

        between = torch.cdist(one, other)
        precision = (between <= radii(other)[None, :]).any(dim=1).double().mean()
        recall = (between <= radii(one)[:, None]).any(dim=0).double().mean()
        return precision.item(), recall.item()


def _scores(photographs: Photographs, rows: np.ndarray) -> dict[str, float]:
    precision, recall = photographs.precision_recall(rows)
    kernel_of_parts = [photographs.kernel(part) for part in np.array_split(rows, _PARTS)]
    return {
        "fd": photographs.frechet(rows),
        "kid": photographs.kernel(rows),
        # The mean of disjoint parts deviates as the whole does, whose distance it is but for noise.
        "kid_sd": float(np.std(kernel_of_parts, ddof=1) / np.sqrt(_PARTS)),
        "precision": precision,
        "recall": recall,
    }


def compare(generated: np.ndarray, others: np.ndarray, held_out: np.ndarray) -> dict[str, float]:
    """All measures of generated pictures against held-out photographs, and `..._floor`, those of other photographs.

    Both are of as many pictures, the first of each set, for Frechet distances fall with the number. `kid_sd` is the
    deviation of `kid` over samples: differences of less than three of it are none.
    """
    count = min(len(generated), len(others))
    if min(count, len(held_out)) < _FEWEST:
        sizes = f"{count} generated and {len(held_out)} held-out pictures"
        raise ValueError(f"{sizes}: at least {_FEWEST} of each are needed")
    photographs = Photographs(held_out)
    result = _scores(photographs, generated[:count])
    result |= {f"{name}_floor": value for name, value in _scores(photographs, others[:count]).items()}
    return {**result, "fd_ratio": result["fd"] / result["fd_floor"], "n": count, "n_real": len(held_out)}
