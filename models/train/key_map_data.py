"""What the key-map network is trained on: every photograph, with what masks and teachers say of it.

A photograph's importance is its mask where it has one; otherwise what the salient-object teacher and the Pascal teacher
make of it. Labels of cells are sets: a street frame's own label, the Pascal teacher's class, else «something» where the
photo is salient, else what its background may be (background_labels.py).
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

from background_labels import BIT, background_sets
from key_map_model import LABELS
from photo_list import Photo, cache_name, photo_list
from scene_words import word_of

VALIDATION_SHARE = 0.10
SHORT_SIDE = 192
STRIDE = 8
CELL = 16  # pixels of a latent cell
GRID = 36  # cells per side of what the teachers say, whatever the photo's shape
PASCAL = (
    "airplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow", "table", "dog", "horse",
    "motorcycle", "person", "potted plant", "sheep", "sofa", "train", "screen",
)  # fmt: skip
ANY = (1 << len(LABELS)) - 1
THING = sum(BIT[label] for label in (*PASCAL, "object", "vehicle", "flowers", "furniture", "building", "rock"))
PERSONS_THING = BIT["person"]
# CamVid's 12 labels: the set of labels that each may be, and whether it is important (255: not said).
CAMVID_LABELS = [
    sum(BIT[w] for w in words.split(",")) if words else ANY
    for words in (
        "sky", "building", "other,object", "road", "road", "tree", "other,object", "other,wall", "car,vehicle,bus",
        "person", "person,bicycle", "",
    )
]  # fmt: skip
CAMVID_KEY = (0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 255, 0)
SALIENT = 0.6
# How often each kind of photo is drawn, against a photo that only the teachers know.
DRAW = {"salient object": 4.0, "person": 0.45, "street": 0.8}


NOISE = np.random.default_rng(0).standard_normal(1 << 20, dtype=np.float32)


def is_validation(path: str) -> bool:
    """Fixed by a hash of the picture's original path, so that the split never moves."""
    return hash_share(path) < VALIDATION_SHARE


def hash_share(path: str) -> float:
    return int.from_bytes(hashlib.sha256(path.encode()).digest()[:4], "little") / 2**32


@dataclass
class Example:
    """A photo and its targets; `importance` [h, w] bytes of any size and `labels` bit sets [GRID, GRID]."""

    index: int
    path: str
    rgb: np.ndarray
    importance: np.ndarray
    real: bool
    labels: np.ndarray
    word: int
    weight: float


def read_rgb(path: Path) -> np.ndarray:
    return np.asarray(Image.open(path).convert("RGB"))


def to_grid(values: np.ndarray, side: int = GRID) -> np.ndarray:
    """The value at the centre of each of side × side cells."""
    y, x = (((np.arange(side) + 0.5) * n / side).astype(int) for n in values.shape)
    return values[y[:, None], x[None]]


def sharpened(probability: np.ndarray) -> np.ndarray:
    odds = np.clip(probability, 0.01, 0.99)
    odds = (odds / (1 - odds)) ** 1.5
    return odds / (1 + odds)


def pascal_map(cache: Path, path: str) -> np.ndarray | None:
    """The Pascal teacher's classes, 0 background; None for a photo that it has not looked at."""
    file = cache / cache_name(path)
    return to_grid(np.load(file)) if file.exists() else None


PASCAL_SETS = np.array([0, *(BIT[label] for label in PASCAL)], np.int64)


def kind_of(photo: Photo) -> str:
    return photo.row.get("kind") or ("street" if "SegNet" in photo.row["source"] else "photo")


def example(data: Path, runs: Path, photo: Photo, index: int, teacher, word: int) -> Example:
    kind = kind_of(photo)
    salient = teacher[index].astype(np.float32) / 255
    seen = pascal_map(runs / "pascal", photo.path)
    pascal = np.zeros((GRID, GRID), np.uint8) if seen is None else seen
    # what is neither salient nor surely background is left open where no teacher named things
    rgb = read_rgb(photo.file)
    background = np.where((seen is None) & (salient >= 0.15), np.int64(ANY), background_sets(rgb, word, GRID))
    labels = np.where(pascal > 0, PASCAL_SETS[pascal], np.where(salient >= SALIENT, np.int64(THING), background))
    importance = np.where(pascal > 0, np.maximum(0.95, salient), sharpened(salient))
    real = kind in ("salient object", "person")
    if real:
        importance = np.asarray(Image.open(data / "saliency" / photo.row["mask"]).convert("L"))
        inside = to_grid(importance) > 127
        whole = np.int64(PERSONS_THING if kind == "person" else THING)
        labels = np.where(inside, np.where(pascal > 0, labels, whole), labels)
    else:
        importance = np.round(importance * 255).astype(np.uint8)
    if "labels" in photo.row:
        said = to_grid(np.asarray(Image.open(data / "camvid" / photo.row["labels"])))
        labels = np.array(CAMVID_LABELS, np.int64)[said]
        importance = np.maximum(importance, np.where(np.isin(said, (8, 9, 10)), 255, 0)).astype(np.uint8)
    return Example(index, photo.path, rgb, importance, real, labels, word, DRAW.get(kind, 1.0))


def imagenet_numbers(names: Path) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for i, line in enumerate(names.read_text().splitlines()):
        for name in line.strip().split("  ")[-1].split(", "):
            numbers.setdefault(name.lower(), i - 1)
    return numbers


def load(data: Path, runs: Path, validation: bool) -> list[Example]:
    """All photographs of one side of the split. `runs` holds `teacher` and `pascal`."""
    photos = photo_list(data)
    teacher = np.load(runs / "teacher" / "saliency.npy", mmap_mode="r")
    guesses = np.load(runs / "teacher" / "words.npy")
    numbers = imagenet_numbers(runs / "imagenet_labels.txt")
    out = []
    for index, photo in enumerate(photos):
        if is_validation(photo.path) == validation:
            word = word_of(photo.row, numbers)
            word = int(guesses[index]) if word < 0 and not validation else word
            out.append(example(data, runs, photo, index, teacher, word))
    return out


def size_of(shape: str, short: int) -> tuple[int, int]:
    """Width and height of the windows of a batch."""
    long = short * 4 // 3 if short % 96 == 0 else short * 3 // 2
    return {"wide": (long, short), "tall": (short, long), "square": (short, short)}[shape]


def shape_of(e: Example) -> str:
    height, width = e.rgb.shape[:2]
    return "wide" if width > 1.15 * height else "tall" if height > 1.15 * width else "square"


class Drawer:
    """Draws batches: photos of one shape, seldom words more often than their share."""

    def __init__(self, examples: list[Example], rng: np.random.Generator):
        self.rng = rng
        words = np.bincount([e.word for e in examples if e.word >= 0], minlength=128)
        rarity = (words.max() / np.maximum(words, 8)) ** 0.25
        self.groups = {}
        for shape in ("wide", "tall", "square"):
            some = [e for e in examples if shape_of(e) == shape]
            weight = np.array([e.weight * (rarity[e.word] if e.word >= 0 else 1) for e in some])
            self.groups[shape] = (some, weight / weight.sum(), weight.sum())
        total = sum(g[2] for g in self.groups.values())
        self.shares = [g[2] / total for g in self.groups.values()]

    def batch(self, count: int, short: int, features: list[np.ndarray]) -> dict[str, torch.Tensor]:
        rng = self.rng
        shape = ("wide", "tall", "square")[rng.choice(3, p=self.shares)]
        some, chances, _ = self.groups[shape]
        width, height = size_of(shape, short)
        picked = [some[i] for i in rng.choice(len(some), size=count, p=chances)]
        rgb, key, labels, boxes = [], [], [], []
        for e in picked:
            a, b, c, box = window(e, width, height, rng)
            rgb.append(a)
            key.append(b)
            labels.append(c)
            boxes.append(box)
        pixels = torch.from_numpy(np.stack(rgb)).float()
        out = {
            "x": to_input(colour_jitter(pixels, rng)),
            "key": torch.from_numpy(np.stack(key)),
            "labels": torch.from_numpy(np.stack(labels)),
            "word": torch.tensor([e.word for e in picked]),
            "real": torch.tensor([e.real for e in picked]),
        }
        for name, store, stride in zip(("f16", "f32"), features, (16, 32), strict=False):
            maps = torch.from_numpy(np.stack([store[e.index] for e in picked])).float().permute(0, 3, 1, 2) / 32
            out[name] = F.grid_sample(maps, sampling(boxes, width // stride, height // stride), align_corners=False,
                                      padding_mode="border")
        return out


def window(e: Example, width: int, height: int, rng: np.random.Generator):
    """A random window as (rgb [3, h, w], importance [h/8, w/8], label sets, its box as shares; x0 > x1 if mirrored)."""
    share = rng.uniform(0.45, 1.0) ** 0.5 if rng.random() < 0.75 else 1.0
    aspect = np.exp(rng.uniform(-0.12, 0.12))
    h, w = e.rgb.shape[:2]
    # the window has the batch's shape as far as the photo allows
    fit = min(w / width, h / height) * share
    ww, wh = min(w, fit * width * aspect), min(h, fit * height / aspect)
    if share == 1.0:
        ww, wh = w, h
    x, y = rng.uniform(0, w - ww), rng.uniform(0, h - wh)
    filter_ = (Image.Resampling.BILINEAR, Image.Resampling.BICUBIC, Image.Resampling.BOX)[rng.integers(3)]
    rgb = np.asarray(Image.fromarray(e.rgb).resize((width, height), filter_, box=(x, y, x + ww, y + wh)))
    share_box = (x / w, y / h, (x + ww) / w, (y + wh) / h)
    columns, rows = width // STRIDE, height // STRIDE
    mh, mw = e.importance.shape
    box = (share_box[0] * mw, share_box[1] * mh, share_box[2] * mw, share_box[3] * mh)
    average = Image.Resampling.BOX if mh > GRID else Image.Resampling.BILINEAR
    soft = Image.fromarray(e.importance).resize((columns, rows), average, box=box)
    key = np.asarray(soft, np.float32) / 255
    gy = (share_box[1] + (np.arange(rows) + 0.5) / rows * (share_box[3] - share_box[1])) * GRID
    gx = (share_box[0] + (np.arange(columns) + 0.5) / columns * (share_box[2] - share_box[0])) * GRID
    labels = e.labels[gy.astype(int).clip(0, GRID - 1)[:, None], gx.astype(int).clip(0, GRID - 1)[None]]
    if rng.random() < 0.5:
        rgb, key, labels = rgb[:, ::-1], key[:, ::-1], labels[:, ::-1]
        share_box = (share_box[2], share_box[1], share_box[0], share_box[3])
    return rgb.transpose(2, 0, 1), key.copy(), labels.copy(), share_box


def sampling(boxes: list[tuple[float, float, float, float]], columns: int, rows: int) -> torch.Tensor:
    """Coordinates for grid_sample of the cells' centres within boxes."""
    x0, y0, x1, y1 = torch.tensor(boxes, dtype=torch.float32).T[:, :, None, None]
    tx, ty = (torch.arange(columns) + 0.5) / columns, (torch.arange(rows) + 0.5) / rows
    x, y = x0 + tx[None, None] * (x1 - x0), y0 + ty[None, :, None] * (y1 - y0)
    return torch.stack([x.expand(-1, rows, -1), y.expand(-1, -1, columns)], 3) * 2 - 1


def colour_jitter(rgb: torch.Tensor, rng: np.random.Generator) -> torch.Tensor:
    """Brightness, contrast, saturation and a little white balance, per picture; [n, 3, s, s] in 0…255."""
    n = rgb.shape[0]

    def draw(low: float, high: float, channels: int = 1) -> torch.Tensor:
        return torch.from_numpy(rng.uniform(low, high, (n, channels, 1, 1))).float()

    mean = rgb.mean((1, 2, 3), keepdim=True)
    rgb = (rgb - mean) * draw(0.6, 1.4) + mean + draw(-30, 30)
    grey = rgb.mean(1, keepdim=True)
    rgb = grey + (rgb - grey) * draw(0.4, 1.4)
    rgb = rgb * draw(0.93, 1.07, 3)
    # drawing noise anew for each pixel would cost as much as a step of training
    start = int(rng.integers(len(NOISE)))
    noise = torch.from_numpy(np.resize(np.roll(NOISE, start)[: rgb.numel()], tuple(rgb.shape)))
    return (rgb + noise * draw(0, 6)).clamp(0, 255)


def to_input(rgb: torch.Tensor) -> torch.Tensor:
    """What the kernel feeds the first layer: the pixel's upper 7 bits, zero point 64."""
    return torch.floor(rgb / 2) - 64


def deployed_size(width: int, height: int) -> tuple[int, int]:
    """The network's input size for a photo: short side 192, long side the nearest multiple of 32."""
    long = max(SHORT_SIDE, round(max(width, height) * SHORT_SIDE / min(width, height) / 32) * 32)
    return (long, SHORT_SIDE) if width >= height else (SHORT_SIDE, long)
