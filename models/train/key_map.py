"""Trains, judges and exports the key-map network.

    python key_map.py train --data DATA --run RUN --minutes 15     resumes from RUN/checkpoint.pt
    python key_map.py quantize --data DATA --run RUN --minutes 0   calibrates, trains in integers: quantized.pt
    python key_map.py judge --data DATA --run RUN                  max-F and MAE on held-back pictures
    python key_map.py export --data DATA --run RUN --out FILE      int8 file for kernels/nn, compared with PyTorch

DATA holds `saliency`, `camvid`, `core` and `extra`, each with an index.jsonl. Held back is every picture whose path
hashes into the validation tenth (key_map_data.is_validation).
"""

import argparse
import math
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

from key_map_data import IGNORE, STRIDE, Example, batch, deployed_size, load, to_input
from key_map_model import CLASSES, KeyMapNet
from key_map_quant import QKeyMapNet, export
from scene_labels import SCENES
from scnn_reference import evaluate, read

CLASS_WEIGHT, SCENE_WEIGHT, IOU_WEIGHT = 0.5, 0.3, 0.5
PERIOD = 4_000  # pictures between validations


def losses(
    logits: torch.Tensor, scene_logits: torch.Tensor, key: torch.Tensor, planes: torch.Tensor, scene: torch.Tensor
) -> dict[str, torch.Tensor]:
    known = (key != IGNORE).float()
    target = torch.where(key == IGNORE, torch.zeros_like(key), key)
    importance = logits[:, 0]
    bce = F.binary_cross_entropy_with_logits(importance, target, reduction="none")
    # one vote per picture, not per cell
    labelled = known.mean((1, 2)) > 0.2
    weight = known / known.sum((1, 2), keepdim=True).clamp_min(1)
    key_loss = (bce * weight).sum() / labelled.sum().clamp_min(1)
    p = torch.sigmoid(importance) * known
    inter = (p * target).sum((1, 2))
    union = (p + target * known - p * target).sum((1, 2))
    iou = (1 - (inter + 1) / (union + 1))[labelled].sum() / labelled.sum().clamp_min(1)
    # a cell whose class is only known as a set: the set's whole probability counts
    log_p = F.log_softmax(logits[:, 1 : 1 + len(CLASSES)], 1)
    inside = torch.logsumexp(log_p + torch.log(planes.clamp_min(1e-6)), 1)
    said = (planes.min(1).values == 0).any(2).any(1)
    class_loss = -inside.mean() * len(said) / said.sum().clamp_min(1)
    has_scene = scene >= 0
    scene_loss = F.cross_entropy(scene_logits[has_scene][:, : len(SCENES)], scene[has_scene], label_smoothing=0.05)
    total = key_loss + IOU_WEIGHT * iou + CLASS_WEIGHT * class_loss + SCENE_WEIGHT * scene_loss
    return {"total": total, "key": key_loss, "iou": iou, "class": class_loss, "scene": scene_loss}


def full_input(example: Example) -> tuple[torch.Tensor, np.ndarray, np.ndarray]:
    """The picture as the transmitter presents it, and its key and class maps at stride 8."""
    height, width = example.rgb.shape[:2]
    size = deployed_size(width, height)
    rgb = np.asarray(Image.fromarray(example.rgb).resize(size, Image.Resampling.BILINEAR))
    cells = (size[0] // STRIDE, size[1] // STRIDE)
    key = Image.fromarray(np.where(example.key == 1, 255, 0).astype(np.uint8)).resize(cells, Image.Resampling.BOX)
    classes = Image.fromarray(example.classes).resize(cells, Image.Resampling.NEAREST)
    x = to_input(torch.from_numpy(rgb.transpose(2, 0, 1).copy()).float())[None]
    return x, np.asarray(key, np.float32) / 255, np.asarray(classes)


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
def judge(net, masked: list[Example], street: list[Example], scenes: list[Example]) -> dict[str, float]:
    net.eval()
    result = {}
    for kind in ("salient object", "person", "union of annotated objects"):
        predictions, truths, right = [], [], []
        for example in (e for e in masked if e.kind == kind):
            x, key, classes = full_input(example)
            logits, _ = net(x)
            predictions.append(torch.sigmoid(logits[0, 0].float()).numpy())
            truths.append(key)
            best = logits[0, 1 : 1 + len(CLASSES)].argmax(0).numpy()
            right.append(float(((classes >> best) & 1).mean()))
        result[f"max-F {kind}"] = max_f(predictions, truths)
        apart = [np.abs(p - (t >= 0.5)).mean() for p, t in zip(predictions, truths, strict=True)]
        result[f"MAE {kind}"] = float(np.mean(apart))
        result[f"class {kind}"] = float(np.mean(right))
    right = []
    for example in street:
        x, _, classes = full_input(example)
        best = net(x)[0][0, 1 : 1 + len(CLASSES)].argmax(0).numpy()
        said = classes != (1 << len(CLASSES)) - 1
        right.append(float(((classes >> best) & 1)[said].mean()))
    result["class camvid"] = float(np.mean(right))
    hits = []
    for example in scenes[:400]:
        size = deployed_size(example.rgb.shape[1], example.rgb.shape[0])
        rgb = np.asarray(Image.fromarray(example.rgb).resize(size, Image.Resampling.BILINEAR))
        x = to_input(torch.from_numpy(rgb.transpose(2, 0, 1).copy()).float())[None]
        hits.append(int(net(x)[1][0, : len(SCENES)].argmax()) == example.scene)
    result["scene"] = float(np.mean(hits))
    net.train()
    return result


def show(result: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.3f}" for name, value in result.items())


def draw(args: argparse.Namespace) -> tuple[list, tuple, np.random.Generator]:
    """The mix of a batch, the held-back pictures and the random numbers."""
    masked, street, scenes = load(args.data, validation=False)
    held = load(args.data, validation=True)
    print(f"{len(masked)} masked, {len(street)} street, {len(scenes)} scene pictures", flush=True)
    print(f"held back: {[len(h) for h in held]}", flush=True)
    ecssd = [e for e in masked if e.kind == "salient object"]
    others = [e for e in masked if e.kind != "salient object"]
    # frequent scenes are shown less often than their share, rare ones more
    counts = np.bincount([e.scene for e in scenes], minlength=len(SCENES))
    copies = np.maximum(1, np.round((counts.max() / np.maximum(counts, 1)) ** 0.7)).astype(int)
    balanced = [e for e in scenes for _ in range(copies[e.scene])]
    return [(ecssd, 6), (others, 4), (street, 2), (balanced, 6)], held, np.random.default_rng(args.seed)


def train(args: argparse.Namespace) -> None:
    args.run.mkdir(parents=True, exist_ok=True)
    checkpoint = args.run / "checkpoint.pt"
    mix, held, rng = draw(args)
    net = KeyMapNet().to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(net.parameters(), lr=args.rate, weight_decay=0.02)
    seconds, pictures = 0.0, 0
    if checkpoint.exists():
        state = torch.load(checkpoint)
        net.load_state_dict(state["net"])
        optimizer.load_state_dict(state["optimizer"])
        seconds, pictures = state["seconds"], state["pictures"]
        rng = np.random.default_rng([args.seed, pictures])
    budget = args.minutes * 60
    start, before, reported = time.monotonic(), seconds, pictures
    running: dict[str, float] = {}
    while seconds < budget:
        progress = min(1, seconds / budget)
        # small crops first: twice as many pictures in the same time
        side = 160 if progress < 0.55 else 192
        rate = args.rate * min(1, pictures / 3000 + 0.05) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * progress)))
        for group in optimizer.param_groups:
            group["lr"] = rate
        x, key, planes, scene = batch(mix, side, rng)
        with torch.autocast("cpu", torch.bfloat16):
            logits, scene_logits = net(x.contiguous(memory_format=torch.channels_last))
        parts = losses(logits.float(), scene_logits.float(), key, planes, scene)
        optimizer.zero_grad()
        parts["total"].backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        optimizer.step()
        pictures += x.shape[0]
        seconds = before + time.monotonic() - start
        for name, value in parts.items():
            running[name] = 0.98 * running.get(name, value.item()) + 0.02 * value.item()
        if pictures - reported >= PERIOD or seconds >= budget:
            reported = pictures
            print(f"{seconds:.0f} s, {pictures} pictures, rate {rate:.5f}: {show(running)}", flush=True)
            progress_so_far = {"seconds": seconds, "pictures": pictures}
            torch.save({"net": net.state_dict(), "optimizer": optimizer.state_dict()} | progress_so_far, checkpoint)
    print(show(judge(net, *held)), flush=True)


def trained(run: Path) -> KeyMapNet:
    net = KeyMapNet()
    net.load_state_dict(torch.load(run / "checkpoint.pt")["net"])
    return net.eval()


def quantized(run: Path) -> QKeyMapNet:
    net = QKeyMapNet(trained(run))
    net.load_state_dict(torch.load(run / "quantized.pt"))
    return net.eval()


def quantize(args: argparse.Namespace) -> None:
    """Calibrates the scales, then trains on with integer layers for `--minutes`."""
    mix, held, rng = draw(args)
    net = QKeyMapNet(trained(args.run))
    net.calibrate([batch(mix, 224, rng)[0] for _ in range(6)])
    print("calibrated:", show(judge(net, *held)), flush=True)
    scales = [p for name, p in net.named_parameters() if name.endswith("log_scale")]
    weights = [p for name, p in net.named_parameters() if not name.endswith("log_scale")]
    optimizer = torch.optim.Adam([{"params": weights, "lr": 1e-4}, {"params": scales, "lr": 2e-3}])
    start, budget = time.monotonic(), args.minutes * 60
    while (seconds := time.monotonic() - start) < budget:
        for group, rate in zip(optimizer.param_groups, (1e-4, 2e-3), strict=True):
            group["lr"] = rate * (1.02 - seconds / budget)
        x, key, planes, scene = batch(mix, 224, rng)
        logits, scene_logits = net(x)
        parts = losses(logits, scene_logits, key, planes, scene)
        optimizer.zero_grad()
        parts["total"].backward()
        torch.nn.utils.clip_grad_norm_(weights, 2.0)
        optimizer.step()
    torch.save(net.state_dict(), args.run / "quantized.pt")
    if budget > 0:
        print("quantized:", show(judge(net, *held)), flush=True)


@torch.no_grad()
def write(args: argparse.Namespace) -> None:
    """Exports, then compares the file, run by the numpy reference, with the integer layers in PyTorch."""
    net = quantized(args.run)
    data = export(net)
    args.out.write_bytes(data)
    graph = read(data)["key_map"]
    pixels = np.random.default_rng(args.seed).integers(0, 256, (8, 8, 3)).astype(np.uint8)
    pixels = np.asarray(Image.fromarray(pixels).resize((384, 256), Image.Resampling.BICUBIC))
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
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("key_map.scnn"))
    parser.add_argument("--minutes", type=float, default=15, help="total training time, over all resumed runs")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    if args.command == "judge":
        print(show(judge(quantized(args.run), *load(args.data, validation=True))))
    else:
        {"train": train, "quantize": quantize, "export": write}[args.command](args)


if __name__ == "__main__":
    main()
