"""Writes expected.json: what piq 0.8 says of seeded pairs of pictures (see pair() in metrics_test.ts for the same pictures).

    python tests/metrics/make_expected.py        # needs torch and piq
"""

import json
from pathlib import Path

import numpy as np
import piq
import torch

SIZES = [(64, 48), (97, 61), (255, 256), (300, 301), (383, 511), (512, 384), (641, 400), (768, 512)]
STRENGTHS = [2, 8, 32, 128]


def pair(width: int, height: int, strength: int) -> tuple[np.ndarray, np.ndarray]:
    y, x, c = np.mgrid[:height, :width, :3].astype(np.uint64)
    a = ((x * 3 + y * 2 + c * 40) ^ ((x * y) >> np.uint64(6))) & np.uint64(255)
    i = (y * np.uint64(width) + x) * np.uint64(3) + c
    noise = ((i * np.uint64(2654435761)) & np.uint64(0xFFFFFFFF)) >> np.uint64(24)
    b = np.clip(a.astype(int) + (noise.astype(int) - 128) * strength // 128, 0, 255)
    return a.astype(np.uint8), b.astype(np.uint8)


def main() -> None:
    rows = []
    for width, height in SIZES:
        for strength in STRENGTHS:
            a, b = (torch.from_numpy(p.transpose(2, 0, 1)[None].copy()).double() / 255 for p in pair(width, height, strength))
            rows.append({"width": width, "height": height, "strength": strength,
                         "psnr": piq.psnr(a, b, data_range=1.0).item(), "ssim": piq.ssim(a, b, data_range=1.0).item()})
    Path(__file__).with_name("expected.json").write_text(json.dumps(rows, indent=1) + "\n")
    print(f"{len(rows)} pairs")


if __name__ == "__main__":
    main()
