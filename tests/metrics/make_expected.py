"""Writes expected.json: what piq 0.8 says of 200 seeded pairs of pictures (see pair() in pairs.ts for the same pictures).

    python tests/metrics/make_expected.py        # needs torch and piq; some minutes
"""

import json
from pathlib import Path

import numpy as np
import piq
import torch

SMALL = [(64, 48), (97, 61), (101, 75), (121, 163), (129, 200), (161, 163), (167, 180), (180, 162), (177, 193)]
LARGE = [(383, 511), (512, 384), (641, 400), (768, 512)]
STRENGTHS = [1, 2, 4, 8, 16, 32, 48, 64, 96, 128]
METRICS = ["psnr", "ssim", "ms_ssim", "gmsd", "fsim", "fsim_luma", "vsi"]
MS_SSIM_SIDE = 161


def pair(width: int, height: int, strength: int, smooth: bool) -> tuple[np.ndarray, np.ndarray]:
    y, x, c = np.mgrid[:height, :width, :3].astype(np.uint64)
    edges = ((x * 3 + y * 2 + c * 40) ^ ((x * y) >> np.uint64(6))) & np.uint64(255)
    slopes = (x * 251 // width * (c + 1) + y * 199 // height * (3 - c)) // np.uint64(4)
    a = slopes if smooth else edges
    i = (y * np.uint64(width) + x) * np.uint64(3) + c
    noise = ((i * np.uint64(2654435761)) & np.uint64(0xFFFFFFFF)) >> np.uint64(24)
    b = np.clip(a.astype(int) + (noise.astype(int) - 128) * strength // 128, 0, 255)
    return a.astype(np.uint8), b.astype(np.uint8)


def measure(a: torch.Tensor, b: torch.Tensor) -> list[float | None]:
    large = min(a.shape[-2:]) >= MS_SSIM_SIDE
    values = [
        piq.psnr(a, b, data_range=1.0),
        piq.ssim(a, b, data_range=1.0),
        piq.multi_scale_ssim(a, b, data_range=1.0) if large else None,
        piq.gmsd(a, b, data_range=1.0),
        piq.fsim(a, b, data_range=1.0),
        piq.fsim(a, b, data_range=1.0, chromatic=False),
        piq.vsi(a, b, data_range=1.0),
    ]
    return [None if value is None else float(f"{value.item():.7g}") for value in values]


def main() -> None:
    torch.set_num_threads(1)
    rows = []
    cases = [(size, strength, smooth) for size in SMALL for strength in STRENGTHS for smooth in (False, True)]
    cases += [(size, strength, i % 2 == 1) for size in LARGE for i, strength in enumerate(STRENGTHS[::2])]
    for (width, height), strength, smooth in cases:
        pictures = pair(width, height, strength, smooth)
        a, b = (torch.from_numpy(p.transpose(2, 0, 1)[None].copy()).double() / 255 for p in pictures)
        rows.append([width, height, strength, int(smooth), *measure(a, b)])
    columns = ["width", "height", "strength", "smooth", *METRICS]
    text = ",\n".join(json.dumps(row) for row in rows)
    Path(__file__).with_name("expected.json").write_text(f'{{"columns": {json.dumps(columns)}, "rows": [\n{text}\n]}}\n')
    print(f"{len(rows)} pairs")


if __name__ == "__main__":
    main()
