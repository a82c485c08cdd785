"""Makes fixtures.json: small pictures of every kind that Pillow writes, with the upright RGB that Pillow reads from them.

    python tests/pixels/make_fixtures.py        # needs pillow and numpy
"""

import base64
import io
import json
import zlib
from pathlib import Path

import numpy as np
from bitmaps import bitmaps
from PIL import Image, ImageOps

W, H = 24, 16


def picture() -> Image.Image:
    y, x = np.mgrid[:H, :W]
    rgb = np.stack([x * 255 // (W - 1), y * 255 // (H - 1), 255 - (x + y) * 255 // (W + H - 2)], 2)
    return Image.fromarray(rgb.astype(np.uint8))


def alpha() -> Image.Image:
    out = picture().convert("RGBA")
    out.putalpha(Image.fromarray((np.mgrid[:H, :W][1] * 255 // (W - 1)).astype(np.uint8)))
    return out


def saved(image: Image.Image, kind: str, **options) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def oriented(value: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = value
    return exif


def reference(data: bytes) -> np.ndarray:
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    if image.mode == "I;16":
        return np.repeat((np.asarray(image) / 257).round().astype(np.uint8)[..., None], 3, 2)
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        a = np.asarray(image).astype(int)
        return ((a[..., :3] * a[..., 3:] + 255 * (255 - a[..., 3:]) + 127) // 255).astype(np.uint8)
    return np.asarray(image.convert("RGB"))


def main() -> None:
    p = picture()
    grey16 = Image.fromarray((np.mgrid[:H, :W][1] * 65535 // (W - 1)).astype(np.uint16))
    files = {
        "jpeg": saved(p, "JPEG", quality=95, subsampling=0),
        "jpeg 4:2:0": saved(p, "JPEG", quality=90, subsampling=2),
        "jpeg progressive": saved(p, "JPEG", quality=95, subsampling=0, progressive=True),
        "jpeg grey": saved(p.convert("L"), "JPEG", quality=95),
        "jpeg cmyk": saved(p.convert("CMYK"), "JPEG", quality=98),
        "png": saved(p, "PNG"),
        "png palette": saved(p.quantize(16), "PNG"),
        "png grey": saved(p.convert("L"), "PNG"),
        "png grey 16 bit": saved(grey16, "PNG"),
        "png one bit": saved(p.convert("1"), "PNG"),
        "png alpha": saved(alpha(), "PNG"),
        "webp": saved(p, "WEBP", quality=95),
        "webp lossless": saved(p, "WEBP", lossless=True),
        "webp alpha": saved(alpha(), "WEBP", lossless=True, exact=True),
        "gif": saved(p.quantize(64), "GIF"),
        "bmp": saved(p, "BMP"),
        "tiff": saved(p, "TIFF"),
        "tiff lzw": saved(p, "TIFF", compression="tiff_lzw"),
        "tiff cmyk": saved(p.convert("CMYK"), "TIFF"),
    }
    files |= bitmaps(p, alpha())
    for value in range(1, 9):
        files[f"jpeg orientation {value}"] = saved(p, "JPEG", quality=95, subsampling=0, exif=oriented(value))
    files["png orientation 6"] = saved(p, "PNG", exif=oriented(6))
    files["webp orientation 8"] = saved(p, "WEBP", lossless=True, exif=oriented(8))
    rows = []
    for name, data in files.items():
        rgb = reference(data)
        rows.append({"name": name, "file": base64.b64encode(data).decode(), "width": rgb.shape[1], "height": rgb.shape[0],
                     "rgb": base64.b64encode(zlib.compress(rgb.tobytes(), 9)).decode()})
    Path(__file__).with_name("fixtures.json").write_text(json.dumps(rows, indent=1) + "\n")
    print(f"{len(rows)} pictures")


if __name__ == "__main__":
    main()
