"""Trains, judges and exports the key-map network.

    python key_map.py train --data DATA --runs RUNS --run RUN --minutes 50      resumes from RUN/checkpoint.pt
    python key_map.py quantize --data DATA --runs RUNS --run RUN --minutes 10   trains on in integers: quantized.pt
    python key_map.py judge --data DATA --runs RUNS --run RUN                   figures on held-back pictures
    python key_map.py export --run RUN --out FILE            int8 file for kernels/nn, compared with PyTorch

DATA holds `saliency`, `camvid`, `core` and `extra`, each with an index.jsonl; RUNS what the teachers said of them
(README.md has the order of the scripts). Held back is every picture whose path hashes into the validation tenth
(key_map_data.is_validation).
"""

import argparse
import copy
import math
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn

from averaging import follow
from key_map_data import ANY, CELL, THING, Drawer, Example, deployed_size, load, pascal_map, to_grid, to_input
from key_map_model import C16, C32, LABELS, KeyMapNet
from key_map_quant import QKeyMapNet, export
from precision import autocast
from scene_words import SCENE_OF, WORDS
from scnn_reference import evaluate, read

LABEL_WEIGHT, WORD_WEIGHT, IOU_WEIGHT, FEATURE_WEIGHT = 0.35, 0.15, 0.6, 1.5
FEATURES = (96, 192)  # components that the teacher's features were reduced to
BATCH, DECAY = 16, 0.998
REPORT = 12_000  # pictures between reports


def losses(logits: torch.Tensor, words: torch.Tensor, batch: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    target, importance = batch["key"], logits[:, 0]
    weight = 0.6 + 0.9 * batch["real"].float()
    bce = F.binary_cross_entropy_with_logits(importance, target, reduction="none").mean((1, 2))
    p = torch.sigmoid(importance)
    both = (p * target).sum((1, 2))
    iou = 1 - (both + 4) / ((p + target - p * target).sum((1, 2)) + 4)
    key = (bce * weight).mean()
    # a cell whose label is only known as a set: the set's whole probability counts
    inside = torch.logsumexp(label_scores(logits) + allowed(batch["labels"]), 1)
    said = batch["labels"] != ANY
    label = -(inside * said).sum() / said.sum().clamp_min(1)
    known = batch["word"] >= 0
    word = F.cross_entropy(words[known][:, : len(WORDS)], batch["word"][known], label_smoothing=0.05)
    total = key + IOU_WEIGHT * (iou * weight).mean() + LABEL_WEIGHT * label
    if known.any():
        total = total + WORD_WEIGHT * word
    return {"total": total, "key": key, "iou": iou.mean(), "label": label, "word": word}


def label_scores(logits: torch.Tensor) -> torch.Tensor:
    return F.log_softmax(logits[:, 1 : 1 + len(LABELS)], 1)


def allowed(sets: torch.Tensor) -> torch.Tensor:
    """log 1 where a label is in a cell's set, else nearly log 0; [n, labels, h, w]."""
    bits = torch.tensor([1 << k for k in range(len(LABELS))])[None, :, None, None]
    return torch.where((sets[:, None] & bits) != 0, 0.0, -14.0)


class Student(nn.Module):
    """The network and what reads the teacher's features out of its own, which is thrown away after training."""

    def __init__(self) -> None:
        super().__init__()
        self.net = KeyMapNet()
        self.read16, self.read32 = nn.Conv2d(C16, FEATURES[0], 1), nn.Conv2d(C32, FEATURES[1], 1)

    def forward(self, x: torch.Tensor):
        logits, words, x16, x32 = self.net.explained(x)
        return logits, words, self.read16(x16), self.read32(x32)


def feature_loss(ours: torch.Tensor, theirs: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    """Squared error of whitened components, each weighed by its deviation in the teacher."""
    return (weight[None, :, None, None] * (ours.float() - theirs.clamp(-3, 3)) ** 2).mean((0, 2, 3)).sum()


def component_weights(teacher: Path) -> list[torch.Tensor]:
    deviations = [1 / projection.norm(dim=0) for _, projection in torch.load(teacher / "bases.pt")]
    return [deviation / deviation.sum() for deviation in deviations]


def full_input(rgb: np.ndarray) -> torch.Tensor:
    """The picture as the transmitter presents it."""
    small = Image.fromarray(rgb).resize(deployed_size(rgb.shape[1], rgb.shape[0]), Image.Resampling.BILINEAR)
    return to_input(torch.from_numpy(np.asarray(small).transpose(2, 0, 1).copy()).float())[None]


def in_cells(values: np.ndarray, rgb: np.ndarray) -> np.ndarray:
    """A map in the latent cells of a photo of rgb's size: means of what they cover, or between values."""
    size = (math.ceil(rgb.shape[1] / CELL), math.ceil(rgb.shape[0] / CELL))
    finer = values.shape[0] > 4 * size[1]
    resampling = Image.Resampling.BOX if finer else Image.Resampling.BILINEAR
    return np.asarray(Image.fromarray(values.astype(np.float32)).resize(size, resampling))


def max_f(predictions: list[np.ndarray], truths: list[np.ndarray]) -> float:
    """Best F-measure (β² = 0.3) over thresholds of the mean precision and recall curve (Achanta et al., CVPR 2009)."""
    thresholds = np.linspace(0, 1, 65)[1:-1]
    precision, recall = np.zeros(len(thresholds)), np.zeros(len(thresholds))
    for p, t in zip(predictions, truths, strict=True):
        truth = t >= 0.5
        for i, level in enumerate(thresholds):
            hit = p >= level
            both = float((hit & truth).sum())
            precision[i] += both / max(1, hit.sum())
            recall[i] += both / max(1, truth.sum())
    precision /= len(truths)
    recall /= len(truths)
    return float(np.max(1.3 * precision * recall / np.maximum(1e-9, 0.3 * precision + recall)))


@torch.no_grad()
def judge(net: nn.Module, held: list[Example], runs: Path) -> dict[str, float]:
    """Figures at latent resolution; labels on the teachers' grid, words where there is a label."""
    net.eval()
    said, truth, overlap, right, words, scenes = [], [], [], [], [], []
    for e in held:
        logits, scene = net(full_input(e.rgb))
        if e.word >= 0:
            best = WORDS[int(scene[0, : len(WORDS)].argmax())]
            words.append(best == WORDS[e.word])
            scenes.append(SCENE_OF[best] == SCENE_OF[WORDS[e.word]])
        p = torch.sigmoid(logits[0, 0]).numpy()
        if e.weight == 4.0:
            said.append(in_cells(p, e.rgb))
            truth.append(in_cells(e.importance / 255, e.rgb))
        pascal = pascal_map(runs / "pascal", e.path)
        if pascal is not None and (pascal > 0).mean() > 0.04 and not e.real:
            cells = in_cells((pascal > 0).astype(np.float32), e.rgb) >= 0.5
            ours = in_cells(p, e.rgb) >= 0.5
            overlap.append((cells & ours).sum() / max(1, (cells | ours).sum()))
        best = to_grid(label_scores(logits)[0].argmax(0).numpy())
        narrow = (e.labels != ANY) & (e.labels != THING)
        right.append(float(((e.labels >> best) & 1)[narrow].mean()) if narrow.any() else 1.0)
    net.train()
    apart = [np.abs(p - t).mean() for p, t in zip(said, truth, strict=True)]
    return {
        "max-F": max_f(said, truth), "MAE": float(np.mean(apart)), "IoU with Pascal": float(np.mean(overlap)),
        "labels": float(np.mean(right)), "words": float(np.mean(words)), "scenes": float(np.mean(scenes)),
    }  # fmt: skip


def show(result: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.3f}" for name, value in result.items())


def judged(held: list[Example]) -> list[Example]:
    """The masks and as many others as a report can wait for."""
    masks = [e for e in held if e.weight == 4.0]
    return masks + [e for e in held if not e.real][:160]


def train(args: argparse.Namespace) -> None:
    args.run.mkdir(parents=True, exist_ok=True)
    checkpoint = args.run / "checkpoint.pt"
    examples, held = load(args.data, args.runs, False), load(args.data, args.runs, True)
    print(f"{len(examples)} photographs, {len(held)} held back", flush=True)
    features = [np.load(args.runs / "teacher" / f"features{s}.npy", mmap_mode="r") for s in (16, 32)]
    weights = component_weights(args.runs / "teacher")
    student = Student().to(memory_format=torch.channels_last)
    if args.start is not None and not checkpoint.exists():
        theirs, ours = torch.load(args.start)["student"], student.state_dict()
        fitting = {name: value for name, value in theirs.items() if name in ours and ours[name].shape == value.shape}
        student.load_state_dict(ours | fitting)
    mean = copy.deepcopy(student)
    optimizer = torch.optim.AdamW(student.parameters(), lr=args.rate, weight_decay=0.03)
    seconds, pictures = 0.0, 0
    if checkpoint.exists():
        state = torch.load(checkpoint)
        student.load_state_dict(state["student"])
        mean.load_state_dict(state["mean"])
        optimizer.load_state_dict(state["optimizer"])
        seconds, pictures = state["seconds"], state["pictures"]
    drawer = Drawer(examples, np.random.default_rng([args.seed, pictures]))
    budget = args.minutes * 60
    start, before, reported = time.monotonic(), seconds, pictures
    running: dict[str, float] = {}
    while seconds < budget:
        progress = min(1, seconds / budget)
        # small windows first: twice as many pictures in the same time
        short = 128 if progress < 0.5 else 192
        rate = args.rate * min(1, pictures / 6000 + 0.05) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * progress)))
        for group in optimizer.param_groups:
            group["lr"] = rate
        batch = drawer.batch(BATCH, short, features)
        with autocast():
            logits, words, f16, f32 = student(batch["x"].contiguous(memory_format=torch.channels_last))
        parts = losses(logits.float(), words.float(), batch)
        parts["feature"] = feature_loss(f16, batch["f16"], weights[0]) + feature_loss(f32, batch["f32"], weights[1])
        loss = parts["total"] + FEATURE_WEIGHT * (1 - 0.8 * progress) * parts["feature"]
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(student.parameters(), 5.0)
        optimizer.step()
        pictures += BATCH
        follow(mean, student, min(DECAY, 1 - 1 / (1 + pictures / BATCH / 10)))
        seconds = before + time.monotonic() - start
        for name, value in parts.items():
            if not math.isnan(value.item()):
                running[name] = 0.99 * running.get(name, value.item()) + 0.01 * value.item()
        if pictures - reported >= REPORT or seconds >= budget:
            reported = pictures
            print(f"{seconds:.0f} s, {pictures} pictures, rate {rate:.5f}: {show(running)}", flush=True)
            print("   ", show(judge(mean.net, judged(held), args.runs)), flush=True)
            state = {"student": student.state_dict(), "mean": mean.state_dict(), "optimizer": optimizer.state_dict()}
            torch.save(state | {"seconds": seconds, "pictures": pictures}, checkpoint)
    print(show(judge(mean.net, held, args.runs)), flush=True)


def trained(run: Path) -> KeyMapNet:
    student = Student()
    student.load_state_dict(torch.load(run / "checkpoint.pt")["mean"])
    return student.net.eval()


def quantized(run: Path) -> QKeyMapNet:
    net = QKeyMapNet(trained(run))
    net.load_state_dict(torch.load(run / "quantized.pt"))
    return net.eval()


def quantize(args: argparse.Namespace) -> None:
    """Calibrates the scales, then trains on with integer layers for `--minutes`."""
    examples, held = load(args.data, args.runs, False), load(args.data, args.runs, True)
    drawer = Drawer(examples, np.random.default_rng(args.seed))
    net = QKeyMapNet(trained(args.run))
    net.calibrate([drawer.batch(BATCH, 192, [])["x"] for _ in range(6)])
    print("calibrated:", show(judge(net, judged(held), args.runs)), flush=True)
    scales = [p for name, p in net.named_parameters() if name.endswith("log_scale")]
    weights = [p for name, p in net.named_parameters() if not name.endswith("log_scale")]
    optimizer = torch.optim.Adam([{"params": weights}, {"params": scales}])
    mean = copy.deepcopy(net)
    start, budget, step = time.monotonic(), args.minutes * 60, 0
    while (seconds := time.monotonic() - start) < budget:
        for group, rate in zip(optimizer.param_groups, (args.rate, 2e-3), strict=True):
            group["lr"] = rate * (1.02 - seconds / budget)
        batch = drawer.batch(BATCH, 192, [])
        logits, words = net(batch["x"])
        parts = losses(logits, words, batch)
        optimizer.zero_grad()
        parts["total"].backward()
        torch.nn.utils.clip_grad_norm_(weights, 2.0)
        optimizer.step()
        step += 1
        follow(mean, net, min(0.99, 1 - 1 / (1 + step / 10)))
    torch.save(mean.state_dict(), args.run / "quantized.pt")
    if budget > 0:
        print(f"quantized, {step} steps:", show(judge(mean, held, args.runs)), flush=True)


@torch.no_grad()
def write(args: argparse.Namespace) -> None:
    """Exports, then compares the file, run by the numpy reference, with the integer layers in PyTorch."""
    net = quantized(args.run)
    data = export(net)
    args.out.write_bytes(data)
    graph = read(data)["key_map"]
    pixels = np.random.default_rng(args.seed).integers(0, 256, (8, 8, 3)).astype(np.uint8)
    pixels = np.asarray(Image.fromarray(pixels).resize((288, 192), Image.Resampling.BICUBIC))
    ours = evaluate(graph, {"rgb": pixels})
    logits, scene = net(to_input(torch.from_numpy(pixels.transpose(2, 0, 1).copy()).float())[None])
    theirs = (logits[0].permute(1, 2, 0).numpy() * 256, scene[0].numpy() * 256)
    print(f"{len(data)} bytes; difference from PyTorch in 1/256 logit:")
    for name, a, b in zip(("key_map", "scene"), (ours["key_map"], ours["scene"]), theirs, strict=True):
        apart = np.abs(a.squeeze() - b.squeeze())
        print(f"  {name}: at most {apart.max():.0f}, mean {apart.mean():.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("train", "quantize", "judge", "export"))
    parser.add_argument("--data", type=Path)
    parser.add_argument("--runs", type=Path, default=Path("runs"), help="folder of what the teachers said")
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="checkpoint whose weights, where they fit, a new run begins with")
    parser.add_argument("--out", type=Path, default=Path("key_map.scnn"))
    parser.add_argument("--minutes", type=float, default=50, help="total training time, over all resumed runs")
    parser.add_argument("--rate", type=float)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    args.rate = args.rate or (1e-4 if args.command == "quantize" else 2.5e-3)
    if args.command == "judge":
        print(show(judge(quantized(args.run), load(args.data, args.runs, True), args.runs)))
    else:
        {"train": train, "quantize": quantize, "export": write}[args.command](args)


if __name__ == "__main__":
    main()
