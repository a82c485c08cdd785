"""The mean of past weights, which is smoother than the last ones and is what is kept (Polyak and Juditsky, 1992)."""

import torch
from torch import nn


def follow(mean: nn.Module, net: nn.Module, decay: float) -> None:
    """Moves the weights of `mean` towards those of `net`; counters are copied."""
    with torch.no_grad():
        for a, b in zip(mean.state_dict().values(), net.state_dict().values(), strict=True):
            if a.is_floating_point():
                a.lerp_(b, 1 - decay)
            else:
                a.copy_(b)
