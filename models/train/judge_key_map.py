"""Figures of the shipped key map, as the transmitter runs it: int8, in WebAssembly, at latent resolution.

    python judge_key_map.py --data DATA --runs RUNS [--deno "npx -y deno@2.9.6"]

Writes held-back photographs, the same cut by two per cent, and the same as JPEG of quality 60 into a folder, lets
prompts.ts look at them, and compares. RUNS/pascal is the cache of pascal_objects.py.
"""

import argparse
import base64
import json
import shlex
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

from key_map import max_f
from key_map_data import CELL, hash_share, is_validation, pascal_map, read_rgb
from photo_list import photo_list

MASKS, OBJECTS = 93, 200


def look(folder: Path, deno: str) -> dict[str, dict]:
    """What the shipped code says of the pictures of a folder, by name."""
    script = Path(__file__).parent / "prompts.ts"
    command = [*shlex.split(deno), "run", "--no-prompt", "--allow-read", "--allow-write", script, folder]
    subprocess.run([*command, folder / "out.jsonl"], check=True, cwd=script.parent)
    return {row["file"]: row for row in map(json.loads, (folder / "out.jsonl").read_text().splitlines())}


def plane(row: dict, name: str = "importance") -> np.ndarray:
    m = row["map"]
    values = np.frombuffer(base64.b64decode(m[name]), np.uint8).reshape(m["height"], m["width"])
    return values.astype(np.float32) / (1 if name == "key" else 255)


def in_photo_cells(values: np.ndarray, rgb: np.ndarray) -> np.ndarray:
    """Means over cells of exactly 16×16 photo pixels; the last ones, which reach over the edge, of what is inside."""
    height, width = rgb.shape[:2]
    fine = np.asarray(Image.fromarray(values.astype(np.float32)).resize((width, height), Image.Resampling.BILINEAR))
    padded = np.pad(fine, ((0, -height % CELL), (0, -width % CELL)), constant_values=np.nan)
    cells = padded.reshape(padded.shape[0] // CELL, CELL, padded.shape[1] // CELL, CELL)
    return np.nanmean(cells, axis=(1, 3))


def cut(rgb: np.ndarray) -> tuple[np.ndarray, tuple[int, int]]:
    """Two per cent less at two sides."""
    dy, dx = round(0.02 * rgb.shape[0]), round(0.02 * rgb.shape[1])
    return rgb[dy:, dx:], (dy, dx)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--runs", type=Path, required=True)
    parser.add_argument("--deno", default="npx -y deno@2.9.6")
    args = parser.parse_args()
    photos = sorted((p for p in photo_list(args.data) if is_validation(p.path)), key=lambda p: hash_share(p.path))
    masked = [p for p in photos if p.row.get("kind") == "salient object"]
    others = [p for p in photos if p.row.get("kind") != "salient object"]
    teacher = {p.path: pascal_map(args.runs / "pascal", p.path) for p in others}
    objects = [p for p in others if (m := teacher[p.path]) is not None and (m > 0).mean() > 0.04][:OBJECTS]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind, some in (("m", masked), ("o", objects)):
            for i, p in enumerate(some):
                rgb = read_rgb(p.file)
                Image.fromarray(rgb).save(folder / f"{kind}{i:04d}.png")
                if kind == "m":
                    Image.fromarray(cut(rgb)[0]).save(folder / f"c{i:04d}.png")
                    Image.fromarray(rgb).save(folder / f"j{i:04d}.jpg", quality=60)
        said = look(folder, args.deno)
    for which, some in ((f"{MASKS} of smallest hash", masked[:MASKS]), (f"all {len(masked)}", masked)):
        for name in ("importance", "weighed"):
            maps, truths = [], []
            for i, p in enumerate(some):
                mask = Image.open(args.data / "saliency" / p.row["mask"]).convert("L")
                truths.append(in_photo_cells(np.asarray(mask, np.float32) / 255, read_rgb(p.file)))
                maps.append(plane(said[f"m{i:04d}.png"], name))
            soft = np.mean([np.abs(a - b).mean() for a, b in zip(maps, truths, strict=True)])
            hard = np.mean([np.abs(a - (b >= 0.5)).mean() for a, b in zip(maps, truths, strict=True)])
            print(f"ECSSD, {which}, {name}: max-F {max_f(maps, truths):.3f}, MAE {soft:.3f} against the masks' share of"
                  f" each cell, {hard:.3f} against their majority")
    overlap = []
    for i, p in enumerate(objects):
        theirs = in_photo_cells((teacher[p.path] > 0).astype(np.float32), read_rgb(p.file)) >= 0.5
        ours = plane(said[f"o{i:04d}.png"]) >= 0.5
        overlap.append((theirs & ours).sum() / max(1, (theirs | ours).sum()))
    print(f"IoU with the Pascal teacher's objects, {len(objects)} photographs: {np.mean(overlap):.3f}")
    crops, jpegs = [], []
    for i, p in enumerate(masked[:MASKS]):
        whole = plane(said[f"m{i:04d}.png"])
        jpegs.append(np.abs(whole - plane(said[f"j{i:04d}.jpg"])).mean())
        rgb = read_rgb(p.file)
        # both at the pixels that they share
        fine = np.asarray(Image.fromarray(whole).resize((whole.shape[1] * 16, whole.shape[0] * 16)))
        part, (dy, dx) = cut(rgb)
        less = plane(said[f"c{i:04d}.png"])
        back = np.asarray(Image.fromarray(less).resize((less.shape[1] * 16, less.shape[0] * 16)))
        h, w = part.shape[:2]
        crops.append(np.abs(fine[dy : dy + h, dx : dx + w] - back[:h, :w]).mean())
    print(f"stability, mean change: crop by 2 % {np.mean(crops):.3f}, JPEG of quality 60 {np.mean(jpegs):.3f}")


if __name__ == "__main__":
    main()
