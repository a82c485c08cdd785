"""Trains a LoRA adapter of the synthesis network on a folder of photographs.

    python lora.py PHOTOS NAME [--minutes 25]                       -> ../lora/NAME.safetensors
    deno task send photo.jpg --lora NAME                            the adapter in use

The shipped codec sends every photo at random rates and losses (received.ts, by Deno), the shipped synthesis makes
pictures of what arrives, and low-rank changes of its convolutions (Hu et al., arXiv 2106.09685) learn to bring them
nearer to the photos: W + alpha / rank B A, in float; the receiver merges them into the int8 weights. One photo in eight
is held back, and judges the adapter by PSNR, SSIM and the strength of gradients, before and after.
"""

import argparse
import json
import subprocess
import time
from pathlib import Path

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper
from safetensors.torch import save_file
from torch import nn
from torch.nn.utils import parametrize

from codec_model import M, Synthesis, transforms
from precision import autocast

HERE = Path(__file__).parent
HELD_BACK = 8
LAYERS = ("wide_in", "wide.", "fine_in", "fine.", "out")


class LowRank(nn.Module):
    """W + scale B A; B begins at zero, so that the adapter begins as nothing."""

    def __init__(self, weight: torch.Tensor, rank: int, alpha: float):
        super().__init__()
        outputs, inputs = weight.shape[0], weight[0].numel()
        self.down = nn.Parameter(torch.randn(rank, inputs) / inputs**0.5)
        self.up = nn.Parameter(torch.zeros(outputs, rank))
        self.scale = alpha / rank

    def forward(self, weight: torch.Tensor) -> torch.Tensor:
        return weight + self.scale * (self.up @ self.down).view_as(weight)


def shipped_synthesis(path: Path) -> Synthesis:
    """The network with the weights of an exported file; int8 ones as they are there."""
    tensors = {t.name: numpy_helper.to_array(t) for t in onnx.load(path).graph.initializer}
    description = json.loads((path.parent / "codec.json").read_text())
    model = Synthesis(transforms()[1], torch.tensor(description["lost_scale"]) / 4)

    def real(name: str) -> np.ndarray:
        if name in tensors:
            return tensors[name].copy()
        stored = tensors[f"{name}_quantized"].astype(np.float32)
        scale = tensors.get(f"{name}_scale", tensors.get(f"{name}_quantized_scale"))
        axis = stored.shape.index(scale.size)
        return stored * scale.reshape([-1 if i == axis else 1 for i in range(stored.ndim)])

    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(torch.from_numpy(real(f"g_s.{name}")))
    return model


def load(folder: Path) -> list[dict]:
    """What arrived of every photo, and the photo in [-1/2, 1/2]."""
    rows = []
    for line in (folder / "index.jsonl").read_text().splitlines():
        row = json.loads(line)
        h, w = row["h"], row["w"]
        rgb = np.fromfile(folder / f"{row['name']}.rgb", np.uint8).reshape(16 * h, 16 * w, 3)
        photo = torch.from_numpy(rgb.transpose(2, 0, 1).copy()).float()[None] / 255 - 0.5
        for k in range(row["versions"]):
            data = torch.from_numpy(np.fromfile(folder / f"{row['name']}-{k}.bin", np.float32))
            y_hat, reliability, step = data.split([M * h * w, h * w, h * w])
            rows.append({"photo": photo, "y_hat": y_hat.view(1, M, h, w), "name": row["name"],
                         "reliability": reliability.view(1, 1, h, w), "step": step.view(1, 1, h, w)})
    return rows


def crops(rows: list[dict], batch: int, cells: int, rng: np.random.Generator) -> dict[str, torch.Tensor]:
    parts = {name: [] for name in ("photo", "y_hat", "reliability", "step")}
    for _ in range(batch):
        row = rows[rng.integers(len(rows))]
        _, _, h, w = row["y_hat"].shape
        y, x = rng.integers(h - cells + 1), rng.integers(w - cells + 1)
        for name, part in parts.items():
            unit = 16 if name == "photo" else 1
            part.append(row[name][:, :, unit * y : unit * (y + cells), unit * x : unit * (x + cells)])
    return {name: torch.cat(part) for name, part in parts.items()}


def ssim(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Wang et al. 2004 with a box window of 7x7, mean over the picture."""
    def mean(x: torch.Tensor) -> torch.Tensor:
        return F.avg_pool2d(x, 7, 1)

    ma, mb = mean(a), mean(b)
    va, vb, cov = mean(a * a) - ma * ma, mean(b * b) - mb * mb, mean(a * b) - ma * mb
    return ((2 * ma * mb + 1e-4) * (2 * cov + 9e-4) / ((ma * ma + mb * mb + 1e-4) * (va + vb + 9e-4))).mean()


def gradients(x: torch.Tensor) -> torch.Tensor:
    return torch.cat([(x[..., 1:, :-1] - x[..., :-1, :-1]), (x[..., :-1, 1:] - x[..., :-1, :-1])], 1)


def distance(picture: torch.Tensor, photo: torch.Tensor) -> torch.Tensor:
    """Absolute error, structure, and the strength of gradients at three scales."""
    total = (picture - photo).abs().mean() + 0.15 * (1 - ssim(picture + 0.5, photo + 0.5))
    for _ in range(3):
        blur = [F.avg_pool2d(gradients(x).abs(), 4) for x in (picture, photo)]
        total = total + 0.3 * (blur[0] - blur[1]).abs().mean()
        picture, photo = F.avg_pool2d(picture, 2), F.avg_pool2d(photo, 2)
    return total


@torch.no_grad()
def judge(model: Synthesis, rows: list[dict]) -> dict[str, float]:
    figures = []
    for row in rows:
        picture = model(row["y_hat"], row["reliability"], row["step"]).clamp(-0.5, 0.5)
        photo = row["photo"]
        strength = gradients(picture).abs().mean() / gradients(photo).abs().mean()
        figures.append([-10 * torch.log10((picture - photo).square().mean()).item(),
                        ssim(picture + 0.5, photo + 0.5).item(), strength.item(), distance(picture, photo).item()])
    return dict(zip(("psnr", "ssim", "gradients", "distance"), np.mean(figures, 0).round(4).tolist(), strict=True))


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("photos", type=Path, help="folder of JPEG, PNG or WebP files, some dozens at least")
    args.add_argument("name", help="name of the adapter: letters, digits, - and _")
    args.add_argument("--rank", type=int, default=8, choices=range(4, 17), metavar="4..16")
    args.add_argument("--minutes", type=float, default=25)
    args.add_argument("--rate", type=float, default=1e-3)
    args.add_argument("--threads", type=int, default=2)
    args.add_argument("--batch", type=int, default=4)
    args.add_argument("--most", type=int, default=400, help="photos to use")
    args.add_argument("--work", type=Path, default=Path("runs/lora"), help="folder for what the codec makes of them")
    args.add_argument("--models", type=Path, default=HERE / "../tiny")
    args.add_argument("--out", type=Path, default=HERE / "../lora")
    args.add_argument("--deno", default="npx -y deno@2.9.6")
    args.add_argument("--seed", type=int, default=1)
    a = args.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    rng = np.random.default_rng(a.seed)
    began = time.time()
    work = (a.work / a.name).resolve()
    if not (work / "index.jsonl").exists():
        root = HERE.parent.parent
        subprocess.run([*a.deno.split(), "run", "--no-check", "--allow-read", "--allow-write", "--allow-env",
                        str(HERE / "received.ts"), str(a.photos.resolve()), str(work), "3", str(a.most)],
                       check=True, cwd=root)
    rows = load(work)
    held = [row for row in rows if int(row["name"]) % HELD_BACK == 0]
    kept = [row for row in rows if int(row["name"]) % HELD_BACK != 0]
    if len(held) < 3 or len(kept) < 20:
        args.error(f"{a.photos} has too few photos of 128x128 pixels and more")
    model = shipped_synthesis(a.models / "synthesis.onnx").requires_grad_(False)
    before = judge(model, held)
    print(f"{len(kept)} pictures to train on, {len(held)} held back: {before}", flush=True)
    adapted = {}
    for name, module in model.named_modules():
        if isinstance(module, nn.Conv2d) and name.startswith(LAYERS):
            adapted[name] = LowRank(module.weight, a.rank, a.rank)
            parametrize.register_parametrization(module, "weight", adapted[name])
    optimizer = torch.optim.Adam([p for layer in adapted.values() for p in layer.parameters()], a.rate)
    iteration, cells = 0, 8
    start = time.time()
    while (part := (time.time() - start) / (60 * a.minutes)) < 1:
        for group in optimizer.param_groups:
            group["lr"] = a.rate * min(1, (iteration + 1) / 50) * (1 if part < 0.5 else max(0.02, 2 - 2 * part))
        batch = crops(kept, a.batch, cells, rng)
        with autocast():
            picture = model(batch["y_hat"], batch["reliability"], batch["step"])
        loss = distance(picture.float(), batch["photo"])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        iteration += 1
        if iteration % 50 == 0:
            print(f"{iteration} {time.time() - start:.0f}s loss {loss.item():.4f}", flush=True)
    after = judge(model, held)
    tensors = {}
    for name, layer in adapted.items():
        tensors[f"synthesis.g_s.{name}.lora_A.weight"] = layer.down.detach().contiguous()
        tensors[f"synthesis.g_s.{name}.lora_B.weight"] = layer.up.detach().contiguous()
    a.out.mkdir(parents=True, exist_ok=True)
    file = a.out / f"{a.name}.safetensors"
    metadata = {"alpha": str(a.rank), "rank": str(a.rank), "photos": str(len({row["name"] for row in rows})),
                "iterations": str(iteration), "before": json.dumps(before), "after": json.dumps(after)}
    save_file(tensors, file, metadata)
    print(f"{file}: {file.stat().st_size} bytes, {iteration} iterations, {(time.time() - began) / 60:.1f} minutes")
    print(json.dumps({"before": before, "after": after}))


if __name__ == "__main__":
    main()
