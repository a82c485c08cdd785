"""Trains the diffusion decoder on the latents of a trained codec.

    python train_diffusion.py --data DATA --codec runs/codec --prompts DATA/prompts.jsonl --run runs/diffusion

One model for all step sizes, key maps and losses. Resumes from the run's checkpoint. The loss is the flow-matching loss
in x1 form, weighted by 1 / (1 - t)^2 up to a bound, which is the velocity's.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch

from codec_model import CELL, STEPS, Codec
from diffusion_model import CORRECTION_SCALE, TOKENS, Diffusion
from photos import is_validation, load_photos
from precision import autocast
from train_codec import SIDE, draw_conditions

FOLDERS = ("core", "extra")


def load_prompts(path: Path, data: Path) -> list[np.ndarray]:
    """Token rows in the order of load_photos."""
    tokens = {}
    for line in path.read_text().splitlines():
        row = json.loads(line)
        tokens[row["file"]] = np.asarray(row["tokens"], np.int64)
    out = []
    for folder in FOLDERS:
        for line in (data / folder / "index.jsonl").read_text().splitlines():
            row = json.loads(line)
            if not is_validation(row["path"]) and min(row["width"], row["height"]) >= SIDE:
                out.append(tokens.get(f"{folder}/{row['file']}", np.zeros(TOKENS, np.int64)))
    return out


@torch.no_grad()
def latents_of(codec: Codec, photos: list[np.ndarray]) -> list[torch.Tensor]:
    """y of every photo, float16 to save memory."""
    out = []
    for photo in photos:
        h, w = (s // CELL * CELL for s in photo.shape[:2])
        pixels = torch.from_numpy(photo[:h, :w].transpose(2, 0, 1).copy())[None]
        out.append(codec.g_a(pixels)[0].half())
    return out


def draw(latents, prompts, batch, cells, rng):
    y, tokens = [], []
    for _ in range(batch):
        i = rng.integers(len(latents))
        _, h, w = latents[i].shape
        top, left = rng.integers(h - cells + 1), rng.integers(w - cells + 1)
        y.append(latents[i][:, top : top + cells, left : left + cells].float())
        keep = rng.random() > 0.15
        tokens.append(torch.from_numpy(prompts[i] if keep else np.zeros(TOKENS, np.int64)))
    return torch.stack(y), torch.stack(tokens)


def conditions(codec, y, cells, rng):
    """What the receiver holds: y_hat, reliability, log2 step, key; and the target x1."""
    batch = y.shape[0]
    cond = draw_conditions(batch, cells, rng)
    step = torch.from_numpy(STEPS).float()[cond["q_cell"].long()]
    effective = torch.where(cond["refined"] > 0, step, 3 * step)
    k0, r = codec.quantize(y, step, cond["refined"])
    kind = rng.random((batch, 1, 1, 1))
    share = np.where(kind < 0.1, 1.0, np.where(kind < 0.4, rng.random((batch, 1, 1, 1)), 0.0))
    received = torch.from_numpy((rng.random((batch, 1, cells, cells)) >= share).astype(np.float32))
    y_hat = (3 * k0.round() + r * cond["refined"]) * step * received
    lost_scale = 4 * codec.deviation.view(1, -1, 1, 1)
    unit = torch.where(received > 0, effective, lost_scale)
    return y_hat, received, effective.log2(), cond["key"], (y - y_hat) / unit / CORRECTION_SCALE


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--data", type=Path, required=True)
    args.add_argument("--codec", type=Path, default=Path("runs/codec"))
    args.add_argument("--prompts", type=Path, required=True, help="JSON lines of file, tokens; made by prompts.ts")
    args.add_argument("--run", type=Path, default=Path("runs/diffusion"))
    args.add_argument("--minutes", type=float, default=25)
    args.add_argument("--batch", type=int, default=24)
    args.add_argument("--rate", type=float, default=1e-3)
    args.add_argument("--threads", type=int, default=2)
    args.add_argument("--seed", type=int, default=2)
    a = args.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    rng = np.random.default_rng(a.seed)
    a.run.mkdir(parents=True, exist_ok=True)
    weights = torch.load(a.codec / "checkpoint.pt")["model"]
    codec = Codec(weights["deviation"])
    codec.load_state_dict(weights)
    codec.eval()
    prompts = load_prompts(a.prompts, a.data)
    latents = latents_of(codec, load_photos(a.data, FOLDERS, SIDE))
    model = Diffusion(codec.deviation)
    optimizer = torch.optim.Adam(model.parameters(), a.rate)
    checkpoint = a.run / "checkpoint.pt"
    iteration, elapsed = 0, 0.0
    if checkpoint.exists():
        state = torch.load(checkpoint)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        iteration, elapsed = state["iteration"], state["elapsed"]
        rng = np.random.default_rng(a.seed + iteration)
    print(f"{len(latents)} photos, {sum(p.numel() for p in model.parameters()) / 1e6:.2f} M parameters", flush=True)

    last, saved, logged = time.time(), elapsed, []
    while elapsed < a.minutes * 60:
        part = elapsed / (a.minutes * 60)
        rate = a.rate * min(1, iteration / 200 + 0.01) * (1 if part < 0.6 else max(0.02, (1 - part) / 0.4))
        for group in optimizer.param_groups:
            group["lr"] = rate
        y, tokens = draw(latents, prompts, a.batch, SIDE // CELL, rng)
        with torch.no_grad():
            y_hat, received, step, key, x1 = conditions(codec, y, SIDE // CELL, rng)
        t = torch.from_numpy(rng.random(a.batch).astype(np.float32))
        tt = t[:, None, None, None]
        x_t = (1 - tt) * torch.randn_like(x1) + tt * x1
        with autocast():
            x1_hat = model.x1_hat(x_t, t, y_hat, received, step, key, tokens)
        error = (x1_hat.float() - x1).square()
        weight = (1 / (1 - tt).square()).clamp(max=16.0)
        loss = (weight * error).mean()
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        iteration += 1
        logged.append((loss.item(), error.mean().item(), x1.square().mean().item()))
        now = time.time()
        elapsed, last = elapsed + now - last, now
        if iteration % 100 == 0:
            total, squared, power = np.mean(logged, 0)
            print(f"{iteration} {elapsed:.0f}s loss {total:.4f} x1 error {squared:.4f} of {power:.4f}", flush=True)
            logged = []
        if elapsed - saved > 180 or elapsed >= a.minutes * 60:
            saved = elapsed
            torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "iteration": iteration,
                        "elapsed": elapsed}, checkpoint.with_suffix(".new"))
            checkpoint.with_suffix(".new").rename(checkpoint)


if __name__ == "__main__":
    main()
