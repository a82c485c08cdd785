"""Analog mode: what the base layer left, sent as amplitudes, as the receiver meets it (optimal linear coding: Lee and
Petersen, IEEE Trans. Commun. 24(12), 1976; SoftCast: Jakubczak and Katabi, SIGCOMM 2011).

A latent's residual beyond the base has a deviation that both ends read off a table by the scale index of its model and
its base symbol. Its share of the energy is p = max(0, tau deviation - N), the least mean squared error for a given sum;
the receiver's estimate is the linear minimum mean squared error one.
"""

import numpy as np
import torch

from codec_model import CELL, STEPS, Codec, M, planes_of

SCALES = 64
CLASSES = 3  # base symbol 0, 1 or -1, others
FITTED = (14, 20, 26, 32, 38, 44)  # step indices of the base that the table is fitted on
NO_BASE = 7  # log2 of the step that stands for a base that was not sent


def scale_index(log2_scale: torch.Tensor) -> torch.Tensor:
    return (8 * (log2_scale + 5)).round().clamp(0, SCALES - 1).long()


def residual_class(k0: torch.Tensor) -> torch.Tensor:
    return k0.abs().clamp(max=CLASSES - 1).long()


@torch.no_grad()
def fit_deviations(codec: Codec, photos: list[np.ndarray]) -> torch.Tensor:
    """Deviation of y / step - k0 by class and scale index [3, 64], in base steps; smoothed where little was seen."""
    count, square = torch.zeros(CLASSES * SCALES), torch.zeros(CLASSES * SCALES)
    for photo in photos:
        h, w = (s // CELL * CELL for s in photo.shape[:2])
        y = codec.g_a(torch.from_numpy(photo[:h, :w].transpose(2, 0, 1).copy())[None])
        one = torch.ones(1, 1, h // CELL, w // CELL)
        for q in FITTED:
            step = 3 * float(STEPS[q]) * one
            coded = codec.code(y, step / 3, 0 * one, planes_of(q * one, one), 12.0)
            k0 = coded["k0"].round()
            at = (SCALES * residual_class(k0) + scale_index(coded["log2_scale"])).flatten()
            count.index_add_(0, at, torch.ones(at.shape[0]))
            square.index_add_(0, at, (y / step - k0).square().flatten())
    count, square = count.view(CLASSES, SCALES), square.view(CLASSES, SCALES)
    index = torch.arange(SCALES).float()
    near = torch.exp2(-(index[:, None] - index[None]).abs())
    return ((square @ near + 1e-6) / (count @ near + 1e-3)).sqrt()


def transmit(deviation: torch.Tensor, sent_energy: torch.Tensor, slots: torch.Tensor, noise: torch.Tensor):
    """Energy of each latent [B,...] for a total of `sent_energy` over at most `slots` real dimensions, noise variance a
    real dimension `noise` [B]."""
    b = deviation.shape[0]
    order, _ = deviation.flatten(1).sort(1, descending=True)
    sums = order.cumsum(1)
    counts = torch.arange(1, order.shape[1] + 1).float()
    n = noise.view(b, 1)
    tau = (sent_energy.view(b, 1) + counts * n) / sums.clamp_min(1e-9)  # with the first `counts` sent
    positive = (tau * order > n) & (counts <= slots.view(b, 1))
    last = positive.sum(1, keepdim=True).clamp_min(1) - 1
    tau, least = tau.gather(1, last), order.gather(1, last)
    shape = (b, *[1] * (deviation.dim() - 1))
    energy = (tau.view(shape) * deviation - noise.view(shape)).clamp_min(0)
    return torch.where(deviation >= least.view(shape), energy, torch.zeros_like(energy))


@torch.no_grad()
def receive(codec: Codec, y: torch.Tensor, rng: np.random.Generator, q=None, snr_db=None, slots_per_cell=None,
            base=None, fading=True):
    """Latents, reliability and log2 step [B,1,h,w] at the receiver; everything not given is drawn at random."""
    b, _, h, w = y.shape
    draw = lambda value, low, high: torch.from_numpy(  # noqa: E731
        (rng.uniform(low, high, b) if value is None else np.full(b, value)).astype(np.float32))
    q = draw(q, 12, 47).round().view(b, 1, 1, 1)
    noise = 0.5 * 10 ** (-draw(snr_db, -10, 14) / 10)
    slots = (h * w * torch.exp2(draw(None if slots_per_cell is None else np.log2(slots_per_cell), 3, 7.5))).round()
    base = (draw(base, 0, 1) > 0.12).float().view(b, 1, 1, 1)
    one = torch.ones(b, 1, h, w)
    step = torch.from_numpy(STEPS).float()[q.long()] * one
    coded = codec.code(y, step, 0 * one, planes_of(q * one, one), 12.0)
    k0 = coded["k0"].round()
    known = codec.residual_deviation[residual_class(k0), scale_index(coded["log2_scale"])] * 3 * step
    deviation = torch.where(base > 0, known, codec.deviation.view(1, M, 1, 1).expand_as(known))
    start = 3 * step * k0 * base
    residual = y - start
    energy = transmit(deviation, 0.5 * slots, slots, noise)
    # The real energy is scaled to the budget; the receiver knows the factor.
    gain = energy.sqrt() / deviation
    power = (gain * residual).square().flatten(1).sum(1)
    factor = (0.5 * slots / power.clamp_min(1e-9)).sqrt().view(b, 1, 1, 1)
    n = noise.view(b, 1, 1, 1)
    if fading:
        gains = torch.from_numpy(rng.exponential(1.0, tuple(y.shape)).astype(np.float32)).clamp_min(0.02)
        n = n / torch.where(torch.from_numpy(rng.random((b, 1, 1, 1)) < 0.2), gains, torch.ones_like(gains))
    gain = gain * factor
    observed = gain * residual + torch.randn_like(y) * n.sqrt()
    variance = deviation.square()
    estimate = observed * gain * variance / (gain.square() * variance + n)
    left = variance * n / (gain.square() * variance + n)
    sent = (energy > 0).float()
    error = (left * sent).sum(1, keepdim=True) / sent.sum(1, keepdim=True).clamp_min(1)
    coarse = torch.where(base > 0, (3 * step).log2(), NO_BASE * one)
    log2_step = torch.minimum(0.5 * (12 * error.clamp_min(1e-6)).log2(), coarse)
    log2_step = torch.where(sent.sum(1, keepdim=True) > 0, log2_step, coarse)
    reliability = 1 - left.sum(1, keepdim=True) / variance.sum(1, keepdim=True)
    return start + estimate * sent, reliability, log2_step
