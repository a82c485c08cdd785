"""The terms of the codec's loss that look at structure: 1 - SSIM, and a distance of MobileNet v1 features, each channel
vector at unit length.

The latter is the distance of `models/perceptual/export.py mobilenet --shrink 2`, differentiable, at strides 8 to 32.
`features` is the .npz of `mobilenet_teacher.py`; the network is fixed and never shipped.
"""

from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

from mobilenet_teacher import MobileNet

WINDOW, SIGMA = 11, 1.5


def smoothed(x: torch.Tensor) -> torch.Tensor:
    at = torch.arange(WINDOW, dtype=x.dtype) - WINDOW // 2
    kernel = torch.exp(-at.square() / (2 * SIGMA**2))
    kernel = (kernel / kernel.sum()).repeat(x.shape[1], 1, 1, 1)
    return F.conv2d(F.conv2d(x, kernel, groups=x.shape[1]), kernel.transpose(2, 3), groups=x.shape[1])


def dissimilarity(decoded: torch.Tensor, pixels: torch.Tensor) -> torch.Tensor:
    """1 - SSIM (Wang et al., IEEE Trans. Image Process. 13(4), 2004) of pictures in [-1/2, 1/2] against bytes
    [B,3,H,W], with the window that piq has; a number in 0…2 for each, [B]."""
    a, b = decoded + 0.5, pixels.float() / 255
    means = smoothed(torch.cat([a, b, a * a, b * b, a * b], 1))
    mean_a, mean_b, square_a, square_b, product = means.chunk(5, 1)
    contrast = (2 * (product - mean_a * mean_b) + 0.03**2) / (
        square_a - mean_a.square() + square_b - mean_b.square() + 0.03**2
    )
    brightness = (2 * mean_a * mean_b + 0.01**2) / (mean_a.square() + mean_b.square() + 0.01**2)
    return 1 - (contrast * brightness).mean((1, 2, 3))


def unit_length(features: torch.Tensor) -> torch.Tensor:
    return features / features.square().sum(1, keepdim=True).add(1e-6).sqrt()


class PerceptualDistance(nn.Module):
    def __init__(self, features: Path):
        super().__init__()
        self.network = MobileNet(features).eval().requires_grad_(False)

    def forward(self, decoded: torch.Tensor, pixels: torch.Tensor) -> torch.Tensor:
        """Pictures in [-1/2, 1/2] against bytes, [B,3,H,W]; a distance in 0…2 for each, [B]."""
        made = self.network(F.avg_pool2d((decoded + 0.5).clamp(0, 1) * 255, 2))
        with torch.no_grad():
            meant = self.network(F.avg_pool2d(pixels.float(), 2))
        layers = [
            (unit_length(a) - unit_length(b)).square().sum(1).mean((1, 2)) for a, b in zip(made, meant, strict=True)
        ]
        return torch.stack(layers).mean(0)
