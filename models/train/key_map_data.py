"""Pictures, masks and labels for the key-map network, and the random crops it is trained on."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from key_map_model import CLASSES
from scene_labels import SCENES, fold

VALIDATION_SHARE = 0.10
STRIDE = 8
IGNORE = 255

SKY, BUILDING, ROAD, VEGETATION, VEHICLE, PERSON, OBJECT, OTHER = (1 << i for i in range(len(CLASSES)))
ANY = (1 << len(CLASSES)) - 1
THINGS = VEHICLE | PERSON | OBJECT

# CamVid's 12 labels: the set of classes that each may be, and whether it is key (0 no, 1 yes, 255 not said).
CAMVID_CLASSES = (SKY, BUILDING, OTHER, ROAD, ROAD, VEGETATION, OTHER, OTHER, VEHICLE, PERSON, PERSON | VEHICLE, ANY)
CAMVID_KEY = (0, 0, IGNORE, 0, 0, 0, 1, IGNORE, 1, 1, 1, IGNORE)

VEHICLE_WORDS = {"car", "bus", "train", "truck", "airplane", "motorcycle", "bicycle", "boat"}


# Scenes in which a background may be a road or a house.
BUILT = {SCENES.index(name) for name in ("street", "building", "vehicle")}
INDOORS = {SCENES.index(name) for name in ("room", "kitchen", "bedroom", "bathroom")}


@dataclass
class Example:
    """`key` is uint8 0/1/255 per pixel (None where unlabelled), `classes` a bit set of admissible classes per pixel."""

    rgb: np.ndarray
    key: np.ndarray | None
    classes: np.ndarray
    scene: int
    path: str
    kind: str


def is_validation(path: str) -> bool:
    """Fixed by a hash of the picture's original path, so that the split never moves."""
    return int.from_bytes(hashlib.sha256(path.encode()).digest()[:4], "little") / 2**32 < VALIDATION_SHARE


def rows(data: Path, folder: str) -> list[dict]:
    return [json.loads(line) for line in (data / folder / "index.jsonl").read_text().splitlines()]


def read_rgb(path: Path) -> np.ndarray:
    return np.asarray(Image.open(path).convert("RGB"))


def mask_classes(row: dict, labels: dict[str, str]) -> int:
    """What the masked part of a saliency picture may be."""
    if row["kind"] == "person":
        return PERSON
    if row["kind"] == "salient object":
        return THINGS
    words = {w.strip() for w in labels.get(row["path"], "").split(",") if w.strip()}
    if not words:
        return THINGS
    sets = 0
    if "person" in words:
        sets |= PERSON
    if words & VEHICLE_WORDS:
        sets |= VEHICLE
    if words - {"person"} - VEHICLE_WORDS:
        sets |= OBJECT
    return sets


def background(rgb: np.ndarray, scene: int, built: bool) -> np.ndarray:
    """What a background may be, by colour: only green or dark is vegetation, only what is light or blue and reaches up
    to the top is sky, and roads and houses are admitted where the scene has them. Without this the street frames'
    layout (sky above, road below) is taken for a rule."""
    small = Image.fromarray(rgb).resize((rgb.shape[1] // 4, rgb.shape[0] // 4), Image.Resampling.BOX)
    r, g, b = np.moveaxis(np.asarray(small).astype(int), 2, 0)
    dark = np.maximum(np.maximum(r, g), b) < 70
    green = (2 * g - r - b > 12) & (g >= r - 4)
    low, high = np.minimum(np.minimum(r, g), b), np.maximum(np.maximum(r, g), b)
    airy = (((b > r + 6) & (b >= g - 4) & (b > 90)) | ((low > 150) & (high - low < 40))) & (scene not in INDOORS)
    airy = np.logical_and.accumulate(airy, axis=0)
    sets = np.full(r.shape, OTHER | (BUILDING | ROAD if built else 0), np.uint8)
    sets[airy] |= SKY
    sets[airy & (b > r + 20)] = SKY
    if scene not in INDOORS:
        sets[green | dark] |= VEGETATION
        sets[green & (2 * g - r - b > 40)] &= VEGETATION | OTHER
    rows, columns = np.arange(rgb.shape[0]) // 4, np.arange(rgb.shape[1]) // 4
    return sets[np.minimum(rows, len(sets) - 1)[:, None], np.minimum(columns, sets.shape[1] - 1)[None]]


def load(data: Path, validation: bool) -> tuple[list[Example], list[Example], list[Example]]:
    """Pictures with a saliency mask, street frames with a label map, and pictures of which only the scene is known."""
    known = {row["path"]: row for folder in ("core", "extra") for row in rows(data, folder)}
    labels = {path: row.get("label") or "" for path, row in known.items()}
    masked, street, scenes, seen = [], [], [], set()
    for row in rows(data, "saliency"):
        if is_validation(row["path"]) != validation:
            continue
        seen.add(row["path"])
        rgb = read_rgb(data / "saliency" / row["file"])
        key = (np.asarray(Image.open(data / "saliency" / row["mask"]).convert("L")) > 127).astype(np.uint8)
        scene = fold(known[row["path"]]) if row["path"] in known else -1
        behind = background(rgb, scene, built=row["kind"] == "person" or scene in BUILT)
        classes = np.where(key == 1, mask_classes(row, labels), behind).astype(np.uint8)
        masked.append(Example(rgb, key, classes, scene, row["path"], row["kind"]))
    for row in rows(data, "camvid"):
        if is_validation(row["path"]) != validation:
            continue
        seen.add(row["path"])
        rgb = read_rgb(data / "camvid" / row["file"])
        label = np.asarray(Image.open(data / "camvid" / row["labels"]))
        key = np.asarray(CAMVID_KEY, np.uint8)[label]
        street.append(Example(rgb, key, np.asarray(CAMVID_CLASSES, np.uint8)[label], 0, row["path"], "camvid"))
    for folder in ("core", "extra"):
        for row in rows(data, folder):
            if row["path"] in seen or is_validation(row["path"]) != validation:
                continue
            scene = fold(row)
            if scene >= 0:
                rgb = read_rgb(data / folder / row["file"])
                classes = background(rgb, scene, built=scene in BUILT) | np.uint8(THINGS)
                scenes.append(Example(rgb, None, classes, scene, row["path"], "scene"))
    return masked, street, scenes


def bit_planes(classes: np.ndarray) -> np.ndarray:
    return (classes[None] >> np.arange(len(CLASSES))[:, None, None]) & 1


def crop(example: Example, side: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A random window, stretched by at most a third, as (rgb [3, s, s], key [s/8, s/8], class sets [s/8, s/8])."""
    height, width = example.rgb.shape[:2]
    share = rng.uniform(0.35, 1.0) ** 0.5
    aspect = np.exp(rng.uniform(-0.25, 0.25))
    w = min(width, share * width * aspect)
    h = min(height, share * height / aspect)
    if rng.random() < 0.7:
        # square-ish windows keep shapes; the rest of the time the whole picture may be squeezed
        w = h = min(width, height, (w * h) ** 0.5)
    x = rng.uniform(0, width - w)
    y = rng.uniform(0, height - h)
    box = (x, y, x + w, y + h)
    rgb = np.asarray(Image.fromarray(example.rgb).resize((side, side), Image.Resampling.BILINEAR, box=box))
    cells = side // STRIDE
    # the label at the centre of each cell
    cy = np.minimum((y + (np.arange(cells) + 0.5) * h / cells).astype(int), height - 1)
    cx = np.minimum((x + (np.arange(cells) + 0.5) * w / cells).astype(int), width - 1)
    classes = example.classes[cy[:, None], cx[None]]
    if example.key is None:
        key = np.full((cells, cells), IGNORE, np.float32)
    else:
        soft = Image.fromarray(np.where(example.key == 1, 255, 0).astype(np.uint8))
        key = np.asarray(soft.resize((cells, cells), Image.Resampling.BOX, box=box), np.float32) / 255
        if example.kind == "camvid":
            said = example.key[cy[:, None], cx[None]]
            key = np.where(said == IGNORE, IGNORE, key)
    if rng.random() < 0.5:
        rgb, key, classes = rgb[:, ::-1], key[:, ::-1], classes[:, ::-1]
    return rgb.transpose(2, 0, 1), key, classes


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
    noise = torch.from_numpy(rng.standard_normal(rgb.shape, dtype=np.float32)) * draw(0, 6)
    return (rgb + noise).clamp(0, 255)


def to_input(rgb: torch.Tensor) -> torch.Tensor:
    """What the kernel feeds the first layer: the pixel's upper 7 bits, zero point 64."""
    return torch.floor(rgb / 2) - 64


def batch(
    groups: list[tuple[list[Example], int]], side: int, rng: np.random.Generator
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Draws the given number of pictures from each group: input, key target, class planes, scene."""
    rgb, key, planes, scene = [], [], [], []
    for examples, count in groups:
        for i in rng.integers(len(examples), size=count):
            a, b, c = crop(examples[i], side, rng)
            rgb.append(a)
            key.append(b)
            planes.append(bit_planes(c))
            scene.append(examples[i].scene)
    pixels = colour_jitter(torch.from_numpy(np.stack(rgb)).float(), rng)
    return (
        to_input(pixels),
        torch.from_numpy(np.stack(key).astype(np.float32)),
        torch.from_numpy(np.stack(planes).astype(np.float32)),
        torch.tensor(scene),
    )


def deployed_size(width: int, height: int) -> tuple[int, int]:
    """The network's input size for a photo: short side 256, long side the nearest multiple of 32."""
    long = max(256, round(max(width, height) * 256 / min(width, height) / 32) * 32)
    return (long, 256) if width >= height else (256, long)
