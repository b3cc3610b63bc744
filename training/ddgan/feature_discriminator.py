"""A second discriminator, of G's prediction of x_0, on the features of a frozen network.

Projected GANs (Sauer et al. 2021, arXiv 2111.01007) and vision-aided ones (Kumari et al. 2022, arXiv 2112.09130) learn
several times as fast from as many pictures: what a network trained on photographs sees need not be found out again.
"""

from __future__ import annotations

from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

from frozen.networks import LayersModel

from .config import TrainConfig
from .data import to_float

# A network of the frozen folder; its layers of a fourth, an eighth and a sixteenth of the side.
_NETWORK, _TAPS = "mobilenet", ("block_2_add", "block_5_add", "block_12_add")
_WIDTH = 64
_PHOTOGRAPHS, _SPREAD_EPS = 256, 1e-3


def _head(channels: int) -> nn.Sequential:
    """[N, C, s, s] -> one logit for each place."""
    return nn.Sequential(
        spectral_norm(nn.Conv2d(channels, _WIDTH, 1)),
        nn.LeakyReLU(0.2),
        spectral_norm(nn.Conv2d(_WIDTH, _WIDTH, 3, padding=1)),
        nn.LeakyReLU(0.2),
        spectral_norm(nn.Conv2d(_WIDTH, 1, 1)),
    )


class FeatureDiscriminator(nn.Module):
    """Pictures in [-1, 1] -> logits. The heads learn; the frozen network adds nothing to the state dict."""

    def __init__(self, weights: Path, side: int, photographs: Tensor) -> None:
        """`weights` is the folder that frozen/prepare.sh filled; pictures are brought to `side`.

        Features are standardised by those of `photographs`, [N, 3, S, S] in [-1, 1]: their channels differ in scale by
        far.
        """
        super().__init__()
        self._side = side
        self._frozen = LayersModel(weights / _NETWORK, _TAPS)
        with torch.no_grad():
            features = self._features(photographs)
        self.heads = nn.ModuleList(_head(x.shape[1]) for x in features)
        for index, x in enumerate(features):
            self.register_buffer(f"mean_{index}", x.mean(dim=(0, 2, 3), keepdim=True))
            self.register_buffer(f"spread_{index}", x.std(dim=(0, 2, 3), keepdim=True) + _SPREAD_EPS)

    def _features(self, pictures: Tensor) -> list[Tensor]:
        if pictures.shape[-1] != self._side:
            size = (self._side, self._side)
            pictures = F.interpolate(pictures, size=size, mode="bilinear", align_corners=False)
        return self._frozen(pictures * 0.5 + 0.5)

    def forward(self, pictures: Tensor) -> Tensor:
        """[N, 3, S, S] -> [N, all places of all heads]."""
        logits = []
        for index, (head, x) in enumerate(zip(self.heads, self._features(pictures))):
            x = (x - getattr(self, f"mean_{index}")) / getattr(self, f"spread_{index}")
            logits.append(head(x).flatten(1))
        return torch.cat(logits, dim=1)


def create_feature_discriminator(
    config: TrainConfig, images: Tensor, weights: Path | None
) -> FeatureDiscriminator | None:
    """The one that a run of `config` on `images` (uint8 [N, 3, S, S]) learns with; None where it has none."""
    if config.prediction_weight == 0.0:
        return None
    if weights is None:
        raise ValueError("prediction_weight needs a frozen network: give the folder that frozen/prepare.sh filled")
    torch.manual_seed(config.seed)
    return FeatureDiscriminator(weights, config.prediction_side, to_float(images[:_PHOTOGRAPHS]))
