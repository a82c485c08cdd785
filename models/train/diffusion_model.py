"""Conditional flow matching over the codec's latents (Lipman et al., arXiv 2210.02747).

What it draws is the correction u = (y - y_hat) / step_eff of received cells, or y / lost_scale of lost ones, scaled
to unit variance: x1 = u / 0.25. From x0 ~ N(0, 1) Euler steps follow the velocity v = (x1_hat - x_t) / (1 - t); the
network predicts x1_hat, so a single step is the conditional mean and more steps draw detail.

    x_t, y_hat, reliability, step, key map --1x1--> [depthwise 5x5, 1x1, 1x1 with FiLM(t, prompt)] x 8 --1x1--> x1_hat
"""

import math

import torch
import torch.nn.functional as F
from torch import nn

from codec_model import LN2, M

WIDTH, HIDDEN, BLOCKS, EMBED = 192, 384, 8, 128
TOKENS, VOCABULARY = 32, 256
CORRECTION_SCALE = 0.25
LAST_TIME = 0.98


class Block(nn.Module):
    """ConvNeXt-like (arXiv 2201.03545), without normalization so that it quantizes well."""

    def __init__(self):
        super().__init__()
        self.depthwise = nn.Conv2d(WIDTH, WIDTH, 5, 1, 2, groups=WIDTH)
        self.film = nn.Linear(EMBED, 2 * WIDTH)
        self.expand = nn.Conv2d(WIDTH, HIDDEN, 1)
        self.project = nn.Conv2d(HIDDEN, WIDTH, 1)
        for zero in (self.film, self.project):
            nn.init.zeros_(zero.weight)
            nn.init.zeros_(zero.bias)

    def forward(self, x: torch.Tensor, condition: torch.Tensor) -> torch.Tensor:
        scale, shift = self.film(condition)[:, :, None, None].chunk(2, 1)
        inner = self.depthwise(x) * (1 + scale) + shift
        return x + self.project(F.relu(self.expand(inner)))


class Diffusion(nn.Module):
    def __init__(self, deviation: torch.Tensor):
        super().__init__()
        self.register_buffer("inverse_deviation", 1.0 / deviation.clamp_min(0.1).view(1, -1, 1, 1))
        self.words = nn.Embedding(VOCABULARY, 64)
        self.slots = nn.Parameter(torch.randn(TOKENS, 64) * 0.1)
        self.prompt = nn.Linear(64 * TOKENS, EMBED)
        self.mix = nn.Linear(EMBED + 16, EMBED)
        self.register_buffer("frequencies", torch.exp(torch.linspace(0, math.log(60), 8)))
        self.inward = nn.Conv2d(3 * M + 3, WIDTH, 1)
        self.blocks = nn.ModuleList(Block() for _ in range(BLOCKS))
        self.outward = nn.Conv2d(WIDTH, M, 1)
        nn.init.zeros_(self.outward.weight)
        nn.init.zeros_(self.outward.bias)

    def x1_hat(self, x_t, t, y_hat, reliability, step, key_map, prompt):
        words = (self.words(prompt) + self.slots).flatten(1)
        phase = t[:, None] * self.frequencies
        condition = F.relu(self.mix(torch.cat([F.relu(self.prompt(words)), phase.sin(), phase.cos()], 1)))
        symbols = (y_hat * torch.exp(-LN2 * step)).clamp(-4, 4)
        sizes = (y_hat * self.inverse_deviation).clamp(-4, 4)
        x = self.inward(torch.cat([x_t, symbols, sizes, reliability, step, key_map], 1))
        for block in self.blocks:
            x = block(x, condition)
        return self.outward(F.relu(x))

    def forward(self, x_t, t, y_hat, reliability, step, key_map, prompt):
        """Velocity at time t [B]."""
        x1 = self.x1_hat(x_t, t, y_hat, reliability, step, key_map, prompt)
        return (x1 - x_t) / (1 - t.clamp(max=LAST_TIME))[:, None, None, None]
