"""The photographs of all training folders, each once, by their original path."""

import hashlib
import json
from pathlib import Path
from typing import NamedTuple

FOLDERS = ("saliency", "core", "extra", "camvid")


class Photo(NamedTuple):
    path: str
    file: Path
    row: dict


def photo_list(data: Path) -> list[Photo]:
    """Masked photographs first; a path that occurs in several folders is listed where it occurs first."""
    photos: dict[str, Photo] = {}
    for folder in FOLDERS:
        for line in (data / folder / "index.jsonl").read_text().splitlines():
            row = json.loads(line)
            photos.setdefault(row["path"], Photo(row["path"], data / folder / row["file"], row))
    return list(photos.values())


def cache_name(path: str) -> str:
    return hashlib.sha256(path.encode()).hexdigest()[:24] + ".npy"
