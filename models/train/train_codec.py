"""Trains the latent codec for any rate, any key map and lost layers at once.

    python train_codec.py --data DATA --run runs/codec --minutes 70

Resumes from the run's checkpoint. The loss is bits + c * squared error / step^2 per cell (c = 7, the Lagrangian of
uniform quantization at low rate), so the step alone sets the trade and key cells weigh more because theirs is finer.
With --structure W, and with --perceptual W and --features mobilenet_v1_features.npz, W bits a pixel are worth a unit of
1 - SSIM or of perceptual distance besides. --only-synthesis leaves the encoder and the entropy model as they are, so
that what has been sent stays readable.
"""

import argparse
import copy
import json
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

import analog
from averaging import follow
from codec_model import CELL, STEPS, Codec, planes_of
from perceptual import PerceptualDistance, dissimilarity
from photos import load_photos, random_crops
from precision import autocast

LAGRANGIAN = 7.0
SIDE = 192
AVERAGED = 0.995  # of the mean of past weights stays at each step
ANALOG = 2  # crops of every fourth batch that also go over noise


def random_key(batch: int, cells: int, rng: np.random.Generator) -> torch.Tensor:
    """Key groups [B,1,h,w] as random ellipses; now and then all or nothing."""
    yy, xx = np.mgrid[:cells, :cells] + 0.5
    key = np.zeros((batch, 1, cells, cells), np.float32)
    for i in range(batch):
        kind = rng.random()
        if kind < 0.2:
            key[i] = 1
        elif kind < 0.9:
            cy, cx = rng.uniform(0, cells, 2)
            ry, rx = rng.uniform(1.5, cells * 0.7, 2)
            key[i, 0] = ((yy - cy) / ry) ** 2 + ((xx - cx) / rx) ** 2 < 1
    return torch.from_numpy(key)


def draw_conditions(batch: int, cells: int, rng: np.random.Generator) -> dict[str, torch.Tensor]:
    """Step index, groups and which cells arrive refined, for one batch."""
    key = random_key(batch, cells, rng)
    q = torch.from_numpy(rng.integers(2, 39, (batch, 1, 1, 1))).float()
    rho = np.where(rng.random((batch, 1, 1, 1)) < 0.4, 0, rng.integers(1, 16, (batch, 1, 1, 1)))
    rho = torch.from_numpy(rho).float()
    q_cell = (q + rho * (1 - key)).clamp(max=47)
    refine_key = torch.from_numpy((rng.random((batch, 1, 1, 1)) < 0.85).astype(np.float32))
    refine_rest = torch.from_numpy((rng.random((batch, 1, 1, 1)) < 0.5).astype(np.float32)) * refine_key
    some, where = rng.random((batch, 1, 1, 1)) < 0.06, rng.random((batch, 1, cells, cells)) < 0.25
    lost = torch.from_numpy(some * where).float()
    return {"key": key, "q_cell": q_cell, "refined": key * refine_key + (1 - key) * refine_rest, "received": 1 - lost}


def forward(model: Codec, pixels: torch.Tensor, cond: dict[str, torch.Tensor]):
    """Decoded image in [-1/2, 1/2], bits per pixel of each photo, effective step and latents."""
    step = torch.from_numpy(STEPS).float()[cond["q_cell"].long()]
    effective = torch.where(cond["refined"] > 0, step, 3 * step)
    with torch.set_grad_enabled(torch.is_grad_enabled() and model.T.requires_grad):
        y = model.g_a(pixels)
        coded = model.code(y, step, cond["refined"], planes_of(cond["q_cell"], cond["key"]), cond.get("weight", 12.0))
    area = pixels.shape[2] * pixels.shape[3]
    refinement = (coded["bits_refine"] * cond["refined"]).sum((1, 2, 3))
    bits = coded["bits_z"].sum((1, 2, 3)) + coded["bits_base"].sum((1, 2, 3)) + refinement
    y_hat = (3 * coded["k0"].detach().round() + coded["r"] * cond["refined"]) * step
    y_hat = (y + (y_hat - y).detach()) * cond["received"]
    x_hat = synthesize(model, y_hat, cond["received"], effective.log2())
    return x_hat, bits / area, effective, y


def synthesize(model: Codec, y_hat: torch.Tensor, reliability: torch.Tensor, log2_step: torch.Tensor) -> torch.Tensor:
    # Half the bits halve the time of training, where the processor has them; what is measured is measured in full.
    with autocast(torch.is_grad_enabled()):
        return model.g_s(y_hat, reliability, log2_step).float()


def analog_loss(model: Codec, pixels: torch.Tensor, y: torch.Tensor, rng) -> torch.Tensor:
    """Distortion over random noise, in units of what the noise makes inevitable; trains the synthesis alone."""
    y_hat, reliability, log2_step = analog.receive(model, y.detach(), rng)
    x_hat = synthesize(model, y_hat, reliability, log2_step)
    per_cell = F.avg_pool2d((x_hat - pixels.float() / 255 + 0.5).square().sum(1, keepdim=True), CELL)
    size = torch.exp2(log2_step)
    return (LAGRANGIAN * per_cell / size.square() * size.clamp(max=2.0) ** 0.5).clamp(max=20).mean()


def loss_of(x_hat, bpp, pixels, effective, received):
    target = pixels.float() / 255 - 0.5
    per_cell = F.avg_pool2d((x_hat - target).square().sum(1, keepdim=True), CELL)
    distortion = (LAGRANGIAN * per_cell / effective.square() * received).mean((1, 2, 3))
    balance = effective.mean((1, 2, 3)).clamp(max=2.0) ** 0.5  # fine steps cost more bits; keep coarse ones heard
    return (balance * (bpp + distortion)).mean()


def psnr_of(x_hat: torch.Tensor, pixels: torch.Tensor) -> float:
    decoded = ((x_hat + 0.5).clamp(0, 1) * 255).round()
    return -10 * np.log10(((decoded - pixels) / 255).square().mean().item() + 1e-12)


def whole_cells(photo: np.ndarray) -> torch.Tensor:
    h, w = (s // CELL * CELL for s in photo.shape[:2])
    return torch.from_numpy(photo[:h, :w].transpose(2, 0, 1).copy())[None]


@torch.no_grad()
def validate(model: Codec, photos: list[np.ndarray], q: int, refined: float = 0,
             perceptual: PerceptualDistance | None = None) -> list[float]:
    """Mean PSNR, bpp and SSIM, and with a network perceptual distance, of uniform coding in one layer or refined
    everywhere."""
    found = []
    for pixels in map(whole_cells, photos):
        one = torch.ones(1, 1, pixels.shape[2] // CELL, pixels.shape[3] // CELL)
        cond = {"key": one, "q_cell": q * one, "refined": refined * one, "received": one}
        x_hat, bpp, *_ = forward(model, pixels, cond)
        similarity = 1 - dissimilarity(x_hat.clamp(-0.5, 0.5), pixels).item()
        distance = [] if perceptual is None else [perceptual(x_hat, pixels).item()]
        found.append([psnr_of(x_hat, pixels), bpp.item(), similarity, *distance])
    return [float(value) for value in np.mean(found, 0)]


@torch.no_grad()
def validate_analog(model: Codec, photos: list[np.ndarray], snr_db: float, q: int = 32, slots: float = 48) -> float:
    """Mean PSNR over white noise with `slots` real dimensions a cell besides a free base."""
    rng, psnr = np.random.default_rng(0), []
    for pixels in map(whole_cells, photos):
        received = analog.receive(model, model.g_a(pixels), rng, q, snr_db, slots, base=1, fading=False)
        psnr.append(psnr_of(synthesize(model, *received), pixels))
    return float(np.mean(psnr))


@torch.no_grad()
def latent_deviation(photos: list[np.ndarray], rng: np.random.Generator) -> torch.Tensor:
    y = Codec().g_a(random_crops(photos, 256, SIDE, rng))
    return y.std((0, 2, 3)).clamp_min(0.02)


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--data", type=Path, required=True)
    args.add_argument("--run", type=Path, default=Path("runs/codec"))
    args.add_argument("--start", type=Path, help="weights to begin from in a new run")
    args.add_argument("--minutes", type=float, default=70, help="total training time, over all resumed runs")
    args.add_argument("--batch", type=int, default=8)
    args.add_argument("--rate", type=float, default=6e-4, help="learning rate")
    args.add_argument("--analog", type=float, default=0.1, help="weight of the analog mode's loss")
    args.add_argument("--structure", type=float, default=0, help="weight of 1 - SSIM")
    args.add_argument("--perceptual", type=float, default=0, help="weight of the perceptual distance")
    args.add_argument("--features", type=Path, help="a MobileNet v1 of mobilenet_teacher.py, which --perceptual takes")
    args.add_argument("--only-synthesis", action="store_true", help="train the decoder of an encoder that stays")
    args.add_argument("--threads", type=int, default=2)
    args.add_argument("--seed", type=int, default=1)
    a = args.parse_args()
    if a.perceptual > 0 and a.features is None:
        args.error("--perceptual takes --features")
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    perceptual = PerceptualDistance(a.features) if a.perceptual > 0 else None
    rng = np.random.default_rng(a.seed)
    a.run.mkdir(parents=True, exist_ok=True)
    photos = load_photos(a.data, ("core", "extra"), SIDE)
    held_back = load_photos(a.data, ("core",), SIDE, validation=True)[:24]
    checkpoint = a.run / "checkpoint.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint)
        model = Codec(state["model"]["deviation"])
        model.load_state_dict(state["trained"])
    else:
        state = None
        begin = torch.load(a.start)["model"] if a.start else None
        model = Codec(latent_deviation(photos, rng) if begin is None else begin["deviation"])
        if begin is not None:
            model.load_state_dict(begin, strict=False)  # blocks that a newer model adds begin as the identity
    if not model.residual_deviation.any():
        model.residual_deviation.copy_(analog.fit_deviations(model, held_back[:12]))
    mean = copy.deepcopy(model).requires_grad_(False)
    if state is not None:
        mean.load_state_dict(state["model"])
    model.requires_grad_(not a.only_synthesis)
    model.g_s.requires_grad_(True)
    linear = [model.T, model.T_bias, model.f_out.bias, model.g_s.filters, model.g_s.out.bias]
    others = [p for p in model.parameters() if not any(p is q for q in linear)]
    # One step of the linear transforms moves 768 coherent inputs: theirs must be small or the rest chases it.
    optimizer = torch.optim.Adam([{"params": others, "part": 1.0}, {"params": linear, "part": 0.03}], a.rate)
    iteration, elapsed = 0, 0.0
    if state is not None:
        optimizer.load_state_dict(state["optimizer"])
        iteration, elapsed = state["iteration"], state["elapsed"]
        rng = np.random.default_rng(a.seed + iteration)
    print(f"{len(photos)} photos, {sum(p.numel() for p in model.parameters()) / 1e6:.2f} M parameters", flush=True)

    last, saved, logged = time.time(), elapsed, []
    while elapsed < a.minutes * 60:
        part = elapsed / (a.minutes * 60)
        rate = a.rate * min(1, iteration / 300 + 0.01) * (1 if part < 0.6 else max(0.02, (1 - part) / 0.4))
        for group in optimizer.param_groups:
            group["lr"] = rate * group["part"]
        pixels = random_crops(photos, a.batch, SIDE, rng)
        cond = draw_conditions(a.batch, SIDE // CELL, rng)
        cond["weight"] = float(rng.uniform(8, 16))
        x_hat, bpp, effective, y = forward(model, pixels, cond)
        loss = loss_of(x_hat, bpp, pixels, effective, cond["received"])
        if a.structure > 0:
            loss = loss + a.structure * dissimilarity(x_hat, pixels).mean()
        if perceptual is not None:
            loss = loss + a.perceptual * perceptual(x_hat, pixels).mean()
        if iteration % 4 == 0:
            loss = loss + a.analog * analog_loss(model, pixels[:ANALOG], y[:ANALOG], rng)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        iteration += 1
        follow(mean, model, min(AVERAGED, 1 - 10 / (iteration + 20)))
        logged.append(loss.item())
        now = time.time()
        elapsed, last = elapsed + now - last, now
        if iteration % 100 == 0:
            print(f"{iteration} {elapsed:.0f}s loss {np.mean(logged):.4f} rate {rate:.1e}", flush=True)
            logged = []
        if elapsed - saved > 240 or elapsed >= a.minutes * 60:
            saved = elapsed
            if not a.only_synthesis:
                mean.residual_deviation.copy_(analog.fit_deviations(mean, held_back[:12]))
                model.residual_deviation.copy_(mean.residual_deviation)
            kept = {"model": mean.state_dict(), "trained": model.state_dict(), "optimizer": optimizer.state_dict(),
                    "iteration": iteration, "elapsed": elapsed}
            torch.save(kept, checkpoint.with_suffix(".new"))
            checkpoint.with_suffix(".new").rename(checkpoint)
            row = {"iteration": iteration, "seconds": round(elapsed)}
            for q in (0, 8, 16, 22):
                row[f"q{q}"] = [round(v, 4) for v in validate(mean, held_back, q, perceptual=perceptual)]
            for snr_db in (-6, 1, 7):
                row[f"snr{snr_db}"] = round(validate_analog(mean, held_back, snr_db), 3)
            with (a.run / "curve.jsonl").open("a") as log:
                log.write(json.dumps(row) + "\n")
            print("validation", row, flush=True)
            last = time.time()


if __name__ == "__main__":
    main()
