"""The perceptual term of the codec's loss: distance of MobileNet v1 features, each channel vector at unit length.

The distance of `models/perceptual/export.py mobilenet`, differentiable, at strides 8, 16 and 32 only. `features`
is the .npz of `mobilenet_teacher.py`; the network is fixed and never shipped.
"""

from pathlib import Path

import torch
from torch import nn

from mobilenet_teacher import MobileNet


def unit_length(features: torch.Tensor) -> torch.Tensor:
    return features / features.square().sum(1, keepdim=True).add(1e-6).sqrt()


class PerceptualDistance(nn.Module):
    def __init__(self, features: Path):
        super().__init__()
        self.network = MobileNet(features).eval().requires_grad_(False)

    def forward(self, decoded: torch.Tensor, pixels: torch.Tensor) -> torch.Tensor:
        """Pictures in [-1/2, 1/2] against bytes, [B,3,H,W]; a distance in 0…2 for each, [B]."""
        made = self.network((decoded + 0.5).clamp(0, 1) * 255)
        with torch.no_grad():
            meant = self.network(pixels.float())
        layers = [
            (unit_length(a) - unit_length(b)).square().sum(1).mean((1, 2)) for a, b in zip(made, meant, strict=True)
        ]
        return torch.stack(layers).mean(0)
