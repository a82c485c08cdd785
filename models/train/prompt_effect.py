"""How much worse a picture is that was decoded with a wrong prompt, outside the key regions, to a network's eye.

    python prompt_effect.py --features mobilenet_v1_features.npz --pictures OUT

OUT is what tests/bench/wrong_prompt.ts wrote. The distance is that of features of strides 4 to 16, each normalized over
its channels, squared, mean over cells that are not key (after Zhang et al., arXiv 1801.03924, without learned weights).
"""

import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

from mobilenet_teacher import MobileNet

LAYERS = (4, 8, 12, 22)


@torch.no_grad()
def features(net: MobileNet, file: Path) -> list[torch.Tensor]:
    rgb = torch.from_numpy(np.asarray(Image.open(file).convert("RGB")).transpose(2, 0, 1).copy()).float()[None]
    x, out = (rgb - 128) / 128, []
    for i, conv in enumerate(net.layers[: max(LAYERS) + 1]):
        if conv.kernel_size[0] == 3:
            x = F.pad(x, (0, 1, 0, 1) if conv.stride[0] == 2 else (1, 1, 1, 1))
        x = conv(x).clamp(0, 6)
        if i in LAYERS:
            out.append(F.normalize(x, dim=1))
    return out


def distance(a: list[torch.Tensor], b: list[torch.Tensor], rest: torch.Tensor) -> float:
    total = 0.0
    for x, y in zip(a, b, strict=True):
        apart = ((x - y) ** 2).sum(1)[0]
        weight = F.interpolate(rest, size=apart.shape, mode="area")[0, 0]
        total += float((apart * weight).sum() / weight.sum().clamp_min(1e-6)) / len(a)
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--features", type=Path, required=True)
    parser.add_argument("--pictures", type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(1)
    net = MobileNet(args.features).eval()
    rows = []
    for photo in sorted(args.pictures.glob("*-photo.png")):
        base = str(photo)[: -len("-photo.png")]
        width, height = Image.open(photo).size
        key = np.fromfile(f"{base}-key.bin", np.uint8).reshape(-(-height // 16), -(-width // 16))
        rest = torch.from_numpy(1.0 - key.astype(np.float32))[None, None]
        truth = features(net, photo)
        made = [features(net, Path(f"{base}-{kind}.png")) for kind in ("right", "wrong", "empty")]
        rows.append([distance(truth, picture, rest) for picture in made])
    table = np.array(rows)
    worse = table[:, 1] - table[:, 0]
    error = worse.std(ddof=1) / np.sqrt(len(worse))
    print(f"{len(table)} photos, distance outside key regions: own prompt {table[:, 0].mean():.4f}, another photo's "
          f"{table[:, 1].mean():.4f}, an empty one {table[:, 2].mean():.4f}")
    mean, spread = (100 * value / table[:, 0].mean() for value in (worse.mean(), 2 * error))
    print(f"another photo's prompt is worse by {mean:.2f} % (± {spread:.2f} %, two standard errors), "
          f"in {(worse > 0).sum()} of {len(table)}")


if __name__ == "__main__":
    main()
