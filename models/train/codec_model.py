"""The latent codec: transforms, nested quantizer, hyperprior and checkerboard context.

    x --g_a--> y --round(y/step)--> k = 3 k0 + r      base symbols k0, refinement r in {-1, 0, 1}
    |k0| --h_a--> z --h_s--> hf
    hf, planes --base_0--> (mu, s) of k0 at anchors        (Ballé et al., arXiv 1802.01436)
    hf, planes, anchors --base_1--> (mu, s) of the others  (checkerboard: He et al., arXiv 2103.15306)
    hf, planes, k0 --refine--> (mu, s) of r given k0       (embedded quantization: nested bins, chain rule)
    y_hat --g_s--> x_hat

The analysis begins as a 16x16 DCT in YCbCr with gains that make it orthonormal with respect to RGB error; the learned
parts begin at zero. Everything but g_s is integer (see quant.py).
"""

import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from precision import autocast
from quant import QConv, QRes, int8_weight, round_ste

CELL = 16
M, Z = 192, 32
LUMA_SIDE, CHROMA = 12, 24
STEPS = np.round(512 * 0.06 * 2 ** (np.arange(48) / 8)) / 512
MIN_MASS = 2.0**-22
ROUNDING = 0.4  # below 1/2: a dead zone, worth 0.3 dB at equal rate
G_WIDE, G_FINE = 144, 96
LEAK = 0.1
LN2 = math.log(2)


def dct_basis(count: int) -> np.ndarray:
    """The `count` lowest 16x16 DCT-II basis pictures, ordered by u+v."""
    k = np.arange(CELL)
    d = np.sqrt(2 / CELL) * np.cos(np.pi * (2 * k[None] + 1) * k[:, None] / (2 * CELL))
    d[0] /= np.sqrt(2)
    order = sorted(((u, v) for u in range(CELL) for v in range(CELL)), key=lambda t: (t[0] + t[1], t[0]))
    return np.stack([np.outer(d[u], d[v]) for u, v in order[:count]])


def transforms() -> tuple[torch.Tensor, torch.Tensor]:
    """Analysis and synthesis filters [M, 3, 16, 16] of the DCT start."""
    to_ycc = np.array([[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]])
    to_rgb = np.linalg.inv(to_ycc)
    counts = [LUMA_SIDE**2, CHROMA, CHROMA]
    analysis, synthesis = [], []
    for plane, count in enumerate(counts):
        gain = np.linalg.norm(to_rgb[:, plane])
        for b in dct_basis(count):
            analysis.append(gain * to_ycc[plane][:, None, None] * b)
            synthesis.append(to_rgb[:, plane][:, None, None] * b / gain)
    return tuple(torch.tensor(np.stack(filters), dtype=torch.float32) for filters in (analysis, synthesis))


def logistic_mass(n: torch.Tensor, mu: torch.Tensor, log2_scale: torch.Tensor) -> torch.Tensor:
    """Probability of the unit bin around n; both ends are taken in the lower tail, where the difference is exact."""
    inv = torch.exp2(-log2_scale)
    d = -(n - mu).abs()
    return torch.sigmoid((d + 0.5) * inv) - torch.sigmoid((d - 0.5) * inv)


def symbol_bits(k: torch.Tensor, mu: torch.Tensor, log2_scale: torch.Tensor) -> torch.Tensor:
    return -logistic_mass(k, mu, log2_scale).clamp_min(MIN_MASS).log2()


def refinement_bits(k0: torch.Tensor, r: torch.Tensor, mu: torch.Tensor, log2_scale: torch.Tensor) -> torch.Tensor:
    """Bits of r given k0 under a model of 3 k0 + r."""
    masses = [logistic_mass(3 * k0 + i, mu, log2_scale) + MIN_MASS for i in (-1, 0, 1)]
    return (sum(masses) / (logistic_mass(3 * k0 + r, mu, log2_scale) + MIN_MASS)).log2()


def in_bfloat16(net, *inputs: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    with autocast():
        return net(*inputs)


def checkerboard(x: torch.Tensor) -> torch.Tensor:
    """1 at anchors, [1,1,h,w]."""
    h, w = x.shape[2:]
    return ((torch.arange(h)[:, None] + torch.arange(w)[None]) % 2 == 0).float()[None, None]


@torch.no_grad()
def cheapest(s: torch.Tensor, mu: torch.Tensor, log2_scale: torch.Tensor, weight: float) -> torch.Tensor:
    """Of the nearest symbol, the next one towards 0, and 0: the one with the least bits + weight * (s - k)^2."""
    nearest = s.sign() * (s.abs() + 0.5).floor()
    best, least = nearest, symbol_bits(nearest, mu, log2_scale) + weight * (s - nearest).square()
    for k in (nearest - nearest.sign(), torch.zeros_like(nearest)):
        cost = symbol_bits(k, mu, log2_scale) + weight * (s - k).square()
        best, least = torch.where(cost < least, k, best), torch.minimum(cost, least)
    return best


@torch.no_grad()
def cheapest_refinement(s: torch.Tensor, k0: torch.Tensor, mu: torch.Tensor, log2_scale: torch.Tensor, weight: float):
    """Of -1, 0 and 1 the r with the least bits + weight * (s - 3 k0 - r)^2."""
    costs = [-(logistic_mass(3 * k0 + r, mu, log2_scale) + MIN_MASS).log2() + weight * (s - 3 * k0 - r).square()
             for r in (-1, 0, 1)]
    return torch.stack(costs).argmin(0).float() - 1


class ParameterNet(nn.Module):
    """hf, planes and optionally symbols -> mu and log2 scale per latent."""

    def __init__(self, context: int, plane_offset: float):
        super().__init__()
        self.context = QConv(M, context, 3, gain=24.0) if context else None
        self.hidden = QConv(96 + 4 + context, 192)
        self.out = QConv(192, 2 * M, gain=1 / 16, relu=False, zero=True)
        with torch.no_grad():  # hidden unit 0 carries 2 q, so that scales follow the step from the start
            self.hidden.weight[0].zero_()
            self.hidden.weight[0, 96] = 1.0
            self.out.weight[M:, 0] = -1.0
            self.out.bias[M:] = plane_offset

    def forward(self, hf: torch.Tensor, planes: torch.Tensor, symbols: torch.Tensor | None = None):
        inputs = [hf, planes]
        if self.context is not None:
            inputs.append(self.context(symbols.clamp(-63, 63)))
        mu, s = self.out(self.hidden(torch.cat(inputs, 1))).float().chunk(2, 1)
        return mu, s.clamp(-5, 2.875)


class FloatRes(nn.Module):
    def __init__(self, channels: int):
        super().__init__()
        self.a = nn.Conv2d(channels, channels, 3, 1, 1)
        self.b = nn.Conv2d(channels, channels, 3, 1, 1)
        nn.init.zeros_(self.b.weight)
        nn.init.zeros_(self.b.bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.b(F.leaky_relu(self.a(x), LEAK))


class Synthesis(nn.Module):
    """g_s: linear synthesis plus a learned correction, computed in units of the step so that one network fits any rate.

        y_hat --filters--> linear --detail per 8x8, means--> fine --x step--> + linear
        y_hat / step, deviation, reliability --> wide --up--> fine
    """

    def __init__(self, filters: torch.Tensor, deviation: torch.Tensor):
        super().__init__()
        self.filters = nn.Parameter(filters)
        self.register_buffer("inverse_deviation", 1.0 / deviation.clamp_min(0.1).view(1, -1, 1, 1))
        self.wide_in = nn.Conv2d(2 * M + 2, G_WIDE, 1)
        self.wide = nn.Sequential(*(FloatRes(G_WIDE) for _ in range(4)))
        self.up = nn.ConvTranspose2d(G_WIDE, G_FINE, 4, 2, 1)
        self.fine_in = nn.Conv2d(192 + 3, G_FINE, 1)
        self.fine = nn.Sequential(*(FloatRes(G_FINE) for _ in range(4)))
        self.out = nn.Conv2d(G_FINE, 192, 3, 1, 1)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def forward(self, y_hat: torch.Tensor, reliability: torch.Tensor, step: torch.Tensor) -> torch.Tensor:
        linear = F.conv_transpose2d(y_hat, self.filters, stride=CELL)
        size = torch.exp(LN2 * step)
        symbols = (y_hat / size).clamp(-4, 4)
        wide = self.wide_in(torch.cat([symbols, (y_hat * self.inverse_deviation).clamp(-4, 4), reliability, step], 1))
        size = F.interpolate(size, scale_factor=2, mode="nearest")
        mean = F.avg_pool2d(linear, 8)
        detail = F.pixel_unshuffle(linear - F.interpolate(mean, scale_factor=8, mode="nearest"), 8)
        fine_in = torch.cat([(detail * (8 / size)).clamp(-8, 8), 2 * mean], 1)
        fine = self.up(F.leaky_relu(self.wide(wide), LEAK)) + self.fine_in(fine_in)
        correction = self.out(F.leaky_relu(self.fine(fine), LEAK)) * (size / 8)
        return linear + F.pixel_shuffle(correction, 8)


class Codec(nn.Module):
    def __init__(self, deviation: torch.Tensor | None = None):
        super().__init__()
        analysis, synthesis = transforms()
        deviation = torch.ones(M) if deviation is None else deviation
        self.register_buffer("deviation", deviation)
        self.register_buffer("residual_deviation", torch.zeros(3, 64))  # for the analog mode, see analog.py
        self.T = nn.Parameter(analysis)
        # x is (p >> 1) - 64 in units of 2/255: on average 1/255 below p/255 - 1/2
        self.T_bias = nn.Parameter(analysis.sum((1, 2, 3)) / 255)
        self.f_in = QConv(192, G_FINE)
        self.f_res = QRes(G_FINE)
        self.f_down = QConv(4 * G_FINE, G_WIDE)
        self.f_res2 = QRes(G_WIDE)
        self.f_out = QConv(G_WIDE, M, gain=1 / 256, relu=False, zero=True)
        self.h_a_in = QConv(M, 48, gain=16.0)
        self.h_a_out = QConv(48, Z, 4, 4, gain=1 / 8, relu=False)
        self.h_s = QConv(Z, 96 * 16, gain=8.0)
        self.z_mu = nn.Parameter(torch.zeros(Z))
        self.z_log2_scale = nn.Parameter(torch.ones(Z))
        log2_first = math.log2(0.55 / STEPS[0])
        self.base_0 = ParameterNet(0, log2_first - math.log2(3))
        self.base_1 = ParameterNet(96, log2_first - math.log2(3))
        self.refine = ParameterNet(144, log2_first)
        with torch.no_grad():
            for net in (self.base_0, self.base_1, self.refine):
                net.out.bias[M:] += deviation.log2()
        self.g_s = Synthesis(synthesis, deviation)

    def g_a(self, pixels: torch.Tensor) -> torch.Tensor:
        """uint8 pixels [B,3,H,W] -> y [B,M,H/16,W/16], real units."""
        x = (pixels >> 1).float() - 64.0
        filters = int8_weight(self.T * (2 / 255))
        linear = F.conv2d(x, filters, self.T_bias, stride=CELL)
        with autocast():
            f = self.f_res(self.f_in(F.pixel_unshuffle(x, 8)))
            f = self.f_res2(self.f_down(F.pixel_unshuffle(f, 2)))
            learned = self.f_out(f)
        return linear + learned.float()

    def hyper(self, k0: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Base symbols -> hf (cropped to their size) and z."""
        h, w = k0.shape[2:]
        inner = self.h_a_in(k0.abs().clamp_max(127))
        z = round_ste(self.h_a_out(F.pad(inner, (0, -w % 4, 0, -h % 4))).float()).clamp(-31, 31)
        hf = F.pixel_shuffle(self.h_s(z), 4)[:, :, :h, :w]
        return hf, z

    def z_bits(self, z: torch.Tensor) -> torch.Tensor:
        mass = logistic_mass(z, self.z_mu.view(1, -1, 1, 1), self.z_log2_scale.clamp(-5, 2.875).view(1, -1, 1, 1))
        return -mass.clamp_min(MIN_MASS).log2()

    def code(self, y: torch.Tensor, step: torch.Tensor, refined: torch.Tensor, planes: torch.Tensor, weight: float):
        """Symbols as the encoder chooses them, by bits + weight * squared error in steps, with straight-through
        gradients, and their bits. Step [B,1,h,w] is the fine one.

        The order is the stream's, so that each choice knows the model of what it chooses: hyperlatents of the plain
        quantizer's symbols, anchors, the others, refinements.
        """
        plain, r = self.quantize(y, step, refined)
        scaled = y / step
        fine, coarse = scaled.detach(), scaled.detach() / 3
        plain, anchor = plain.detach().round(), checkerboard(y)
        hf, z = in_bfloat16(self.hyper, plain)
        mu_0, s_0 = in_bfloat16(self.base_0, hf, planes)
        k0 = torch.where(refined > 0, plain, cheapest(coarse, mu_0, s_0, weight))
        mu_1, s_1 = in_bfloat16(self.base_1, hf, planes, k0 * anchor)
        k0 = torch.where((refined > 0) | (anchor > 0), k0, cheapest(coarse, mu_1, s_1, weight))
        mu_b, s_b = torch.where(anchor > 0, mu_0, mu_1), torch.where(anchor > 0, s_0, s_1)
        mu_r, s_r = in_bfloat16(self.refine, hf, planes, k0)
        r = torch.where(refined > 0, cheapest_refinement(fine, k0, mu_r, s_r, weight), r.round())
        through = (scaled - fine) / 3
        return {"k0": k0 + through, "r": r, "bits_z": self.z_bits(z.float()),
                "bits_base": symbol_bits(k0 + through, mu_b, s_b), "bits_refine": refinement_bits(k0, r, mu_r, s_r),
                "log2_scale": s_b.detach()}

    def quantize(self, y: torch.Tensor, step: torch.Tensor, refined: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Symbols with a dead zone and straight-through gradients; step [B,1,h,w] is the fine one.

        Cells that will be refined take nested symbols; the others round on the coarse grid itself, with r = 0.
        """
        scaled = y / step
        s = scaled.detach()
        k = s.sign() * (s.abs() + ROUNDING).floor()
        nested = ((k + k.sign()) / 3).trunc()
        coarse = s.sign() * (s.abs() / 3 + ROUNDING).floor()
        k0 = torch.where(refined > 0, nested, coarse)
        r = torch.where(refined > 0, k - 3 * k0, torch.zeros_like(k))
        return k0 + (scaled - s) / 3, r


def planes_of(q_cell: torch.Tensor, key: torch.Tensor) -> torch.Tensor:
    """Side information of the parameter networks [B,4,h,w] from step index and key group [B,1,h,w]."""
    zero = torch.zeros_like(key)
    return torch.cat([2 * q_cell, 127 * key, zero, zero], 1)
