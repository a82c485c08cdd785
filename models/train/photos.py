"""Training photographs: loading, the fixed validation split, random crops."""

import hashlib
import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image

VALIDATION_SHARE = 0.04


def is_validation(path: str) -> bool:
    """The split is a hash of the photo's original path, so it never moves."""
    digest = hashlib.sha256(path.encode()).digest()
    return int.from_bytes(digest[:4], "little") / 2**32 < VALIDATION_SHARE


def load_photos(data: Path, folders: tuple[str, ...], min_side: int, validation: bool = False) -> list[np.ndarray]:
    """All photos (uint8, HWC, RGB) of `folders` on one side of the split whose short side is at least `min_side`."""
    photos = []
    for folder in folders:
        for line in (data / folder / "index.jsonl").read_text().splitlines():
            row = json.loads(line)
            if is_validation(row["path"]) != validation or min(row["width"], row["height"]) < min_side:
                continue
            photos.append(np.asarray(Image.open(data / folder / row["file"]).convert("RGB")))
    return photos


def random_crops(photos: list[np.ndarray], count: int, side: int, rng: np.random.Generator) -> torch.Tensor:
    """`count` crops, uint8 [count, 3, side, side]; a third are enlarged up to 1.6 times, half are mirrored."""
    out = np.empty((count, 3, side, side), np.uint8)
    for i in range(count):
        photo = photos[rng.integers(len(photos))]
        cut = side if rng.random() < 0.67 else int(side / rng.uniform(1.0, 1.6))
        y = rng.integers(photo.shape[0] - cut + 1)
        x = rng.integers(photo.shape[1] - cut + 1)
        crop = photo[y : y + cut, x : x + cut]
        if cut != side:
            crop = np.asarray(Image.fromarray(crop).resize((side, side), Image.Resampling.BICUBIC))
        if rng.random() < 0.5:
            crop = crop[:, ::-1]
        out[i] = crop.transpose(2, 0, 1)
    return torch.from_numpy(out)
