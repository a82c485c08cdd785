"""Fine-tunes the salient-object teacher, then lets it look at every photograph.

    python train_teacher.py train --data DATA --features mobilenet_v1_features.npz --run RUN --minutes 12
    python train_teacher.py look  --data DATA --features mobilenet_v1_features.npz --run RUN

`look` writes RUN/saliency.npy (uint8 [photos, 36, 36], mean over both mirror images), RUN/features16.npy and
features32.npy (int8, principal components, whitened) in the order of photo_list. Held-back photographs are looked at
like all others, for measuring; no training reads their rows.
"""

import argparse
import math
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

from key_map_data import colour_jitter, is_validation
from mobilenet_teacher import SIDE, Teacher
from photo_list import Photo, photo_list
from precision import autocast

CELLS = SIDE // 8
COMPONENTS = (96, 192)
REPORT = 50  # steps between reports and checkpoints


def read(photo: Photo) -> np.ndarray:
    return np.asarray(Image.open(photo.file).convert("RGB"))


def masked(data: Path, photos: list[Photo], kind: str, validation: bool) -> list[tuple[np.ndarray, np.ndarray]]:
    """Pictures and their masks, of one kind."""
    rows = [p for p in photos if p.row.get("kind") == kind and is_validation(p.path) == validation]
    return [(read(p), np.asarray(Image.open(data / "saliency" / p.row["mask"]).convert("L"))) for p in rows]


def crop(rgb: np.ndarray, mask: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    height, width = mask.shape
    w, h = (side * rng.uniform(0.65, 1.0) for side in (width, height))
    x, y = rng.uniform(0, width - w), rng.uniform(0, height - h)
    box = (x, y, x + w, y + h)
    a = np.asarray(Image.fromarray(rgb).resize((SIDE, SIDE), Image.Resampling.BILINEAR, box=box))
    b = np.asarray(Image.fromarray(mask).resize((CELLS, CELLS), Image.Resampling.BOX, box=box), np.float32) / 255
    return (a[:, ::-1], b[:, ::-1]) if rng.random() < 0.5 else (a, b)


def to_tensor(pictures: list[np.ndarray]) -> torch.Tensor:
    return torch.from_numpy(np.stack(pictures).transpose(0, 3, 1, 2).copy()).float()


@torch.no_grad()
def saliency(net: Teacher, x: torch.Tensor) -> tuple[torch.Tensor, list[torch.Tensor]]:
    """Probability, mean over both mirror images, and the features of the upright one."""
    with autocast():
        a, taps = net(x)
        b, _ = net(x.flip(3))
    return (torch.sigmoid(a.float()) + torch.sigmoid(b.float()).flip(2)) / 2, taps


def squeeze(rgb: np.ndarray) -> np.ndarray:
    return np.asarray(Image.fromarray(rgb).resize((SIDE, SIDE), Image.Resampling.BILINEAR))


def judge(net: Teacher, held: list[tuple[np.ndarray, np.ndarray]]) -> str:
    from key_map import max_f

    net.eval()
    said, truth = [], []
    for rgb, mask in held:
        said.append(saliency(net, to_tensor([squeeze(rgb)]))[0][0].numpy())
        truth.append(np.asarray(Image.fromarray(mask).resize((CELLS, CELLS), Image.Resampling.BOX), np.float32) / 255)
    net.train()
    mae = np.mean([np.abs(p - t).mean() for p, t in zip(said, truth, strict=True)])
    return f"max-F {max_f(said, truth):.3f}, MAE {mae:.3f} on {len(held)}"


def train(args: argparse.Namespace) -> None:
    args.run.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(args.seed)
    photos = photo_list(args.data)
    groups = [(masked(args.data, photos, "salient object", False), 6), (masked(args.data, photos, "person", False), 2)]
    held = masked(args.data, photos, "salient object", True)
    net = Teacher(args.features).train().to(memory_format=torch.channels_last)
    rest = [p for name, p in net.named_parameters() if not name.startswith("backbone")]
    optimizer = torch.optim.AdamW([{"params": net.backbone.parameters()}, {"params": rest}], weight_decay=0.01)
    checkpoint, budget, step, before = args.run / "teacher_checkpoint.pt", args.minutes * 60, 0, 0.0
    if checkpoint.exists():
        state = torch.load(checkpoint)
        net.load_state_dict(state["net"])
        optimizer.load_state_dict(state["optimizer"])
        step, before = state["step"], state["seconds"]
        rng = np.random.default_rng([args.seed, step])
    start, seconds = time.monotonic(), before
    while seconds < budget:
        rate = min(1, step / 100 + 0.02) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(1, seconds / budget))))
        for group, peak in zip(optimizer.param_groups, (2e-4, 2e-3), strict=True):
            group["lr"] = peak * rate
        drawn = [crop(*examples[i], rng) for examples, n in groups for i in rng.integers(len(examples), size=n)]
        x = colour_jitter(to_tensor([a for a, _ in drawn]), rng)
        y = torch.from_numpy(np.stack([b for _, b in drawn]))
        with autocast():
            logit = net(x)[0]
        logit = logit.float()
        p = torch.sigmoid(logit)
        both = (p * y).sum((1, 2))
        iou = 1 - (both + 1) / ((p + y - p * y).sum((1, 2)) + 1)
        loss = F.binary_cross_entropy_with_logits(logit, y) + 0.5 * iou.mean()
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        optimizer.step()
        step, seconds = step + 1, before + time.monotonic() - start
        if step % REPORT == 0:
            print(f"{seconds:.0f} s, step {step}, loss {loss.item():.3f}; {judge(net, held)}", flush=True)
            state = {"net": net.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "seconds": seconds}
            torch.save(state, checkpoint)
    torch.save(net.state_dict(), args.run / "teacher.pt")
    print(judge(net, held), flush=True)


def principal(samples: torch.Tensor, count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean [c] and whitening projection [c, count] of samples [n, c]."""
    mean = samples.mean(0)
    values, vectors = torch.linalg.eigh((samples - mean).T @ (samples - mean) / len(samples))
    return mean, vectors[:, -count:].flip(1) / values[-count:].flip(0).clamp_min(1e-6).sqrt()


@torch.no_grad()
def look(args: argparse.Namespace) -> None:
    photos = photo_list(args.data)
    net = Teacher(args.features).eval().to(memory_format=torch.channels_last)
    net.load_state_dict(torch.load(args.run / "teacher.pt"))
    rng = np.random.default_rng(args.seed)
    sample = [photos[i] for i in rng.choice(len(photos), 320, replace=False) if not is_validation(photos[i].path)]
    taps = [saliency(net, to_tensor([squeeze(read(p))]))[1] for p in sample]
    bases = [
        principal(torch.cat([t[level][0].float().flatten(1).T for t in taps]), count)
        for level, count in zip((1, 2), COMPONENTS, strict=True)
    ]
    torch.save(bases, args.run / "bases.pt")
    maps = np.zeros((len(photos), CELLS, CELLS), np.uint8)
    sides = (CELLS // 2, CELLS // 4)
    features = [np.zeros((len(photos), s, s, c), np.int8) for s, c in zip(sides, COMPONENTS, strict=True)]
    start = time.monotonic()
    for at in range(0, len(photos), 8):
        some = photos[at : at + 8]
        said, taps = saliency(net, to_tensor([squeeze(read(p)) for p in some]))
        maps[at : at + 8] = (said * 255).round().numpy()
        for store, tap, (mean, projection) in zip(features, taps[1:], bases, strict=True):
            white = (tap.float().permute(0, 2, 3, 1) - mean) @ projection
            store[at : at + 8] = (white * 32).round().clamp(-127, 127).numpy()
        if at % 800 == 0:
            print(f"{at} of {len(photos)}, {time.monotonic() - start:.0f} s", flush=True)
    np.save(args.run / "saliency.npy", maps)
    for store, stride in zip(features, (16, 32), strict=True):
        np.save(args.run / f"features{stride}.npy", store)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("train", "look"))
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--features", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=12)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    {"train": train, "look": look}[args.command](args)


if __name__ == "__main__":
    main()
