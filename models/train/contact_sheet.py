"""A sheet of photographs, each with its key map and its prompt beside it.

    python contact_sheet.py --images DIR --out sheet.jpg [--count 48] [--columns 2] [--deno "npx -y deno@2.9.6"]

The shipped code looks at them (prompts.ts): the middle picture shows the importance, with key cells outlined.
"""

import argparse
import tempfile
import textwrap
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from judge_key_map import look, plane

HEIGHT, TEXT = 150, 420
PHOTOS = {".png", ".jpg", ".jpeg", ".webp"}


def overlay(rgb: Image.Image, row: dict) -> Image.Image:
    """Importance in red over grey, key cells outlined."""
    grey = np.asarray(rgb.convert("L"), np.float32)[:, :, None].repeat(3, 2)
    importance = np.asarray(Image.fromarray(plane(row, "weighed")).resize(rgb.size, Image.Resampling.BILINEAR))
    tint = np.array([255, 40, 20], np.float32)
    share = 0.65 * importance[:, :, None]
    out = Image.fromarray((grey * (1 - share) * 0.8 + tint * share).astype(np.uint8))
    draw, key = ImageDraw.Draw(out), plane(row, "key")
    w, h = rgb.width / key.shape[1], rgb.height / key.shape[0]
    for y, x in np.argwhere(key):
        box = (x * w, y * h, (x + 1) * w, (y + 1) * h)
        sides = {(-1, 0): (box[0], box[1], box[2], box[1]), (1, 0): (box[0], box[3], box[2], box[3]),
                 (0, -1): (box[0], box[1], box[0], box[3]), (0, 1): (box[2], box[1], box[2], box[3])}  # fmt: skip
        for (dy, dx), line in sides.items():
            ny, nx = y + dy, x + dx
            if not (0 <= ny < key.shape[0] and 0 <= nx < key.shape[1] and key[ny, nx]):
                draw.line(line, fill=(255, 255, 0), width=1)
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=48)
    parser.add_argument("--columns", type=int, default=2)
    parser.add_argument("--deno", default="npx -y deno@2.9.6")
    args = parser.parse_args()
    files = sorted(f for f in args.images.iterdir() if f.suffix.lower() in PHOTOS)
    # evenly over the folder
    files = [files[i] for i in np.linspace(0, len(files) - 1, min(args.count, len(files))).astype(int)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for i, f in enumerate(files):
            Image.open(f).convert("RGB").save(folder / f"{i:03d}.png")
        said = look(folder, args.deno)
        wide = 2 * (HEIGHT * 3 // 2 + 4) + TEXT
        rows = -(-len(files) // args.columns)
        sheet = Image.new("RGB", (args.columns * wide, rows * (HEIGHT + 6)), "white")
        draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(11)
        for i in range(len(files)):
            row = said[f"{i:03d}.png"]
            rgb = Image.open(folder / f"{i:03d}.png")
            rgb.thumbnail((HEIGHT * 3 // 2, HEIGHT))
            left, top = (i % args.columns) * wide, (i // args.columns) * (HEIGHT + 6)
            sheet.paste(rgb, (left, top))
            sheet.paste(overlay(rgb, row), (left + HEIGHT * 3 // 2 + 4, top))
            text = textwrap.fill(f"{row['text']} [{row['bytes']} bytes]", 74)
            draw.text((left + 2 * (HEIGHT * 3 // 2 + 4) + 4, top + 2), text, fill="black", font=font)
    sheet.save(args.out, quality=85)
    print(f"{len(files)} photographs, {args.out}")


if __name__ == "__main__":
    main()
