"""Bitmaps of kinds that Pillow reads but does not write, byte by byte."""

import struct

import numpy as np
from PIL import Image


def bitmap(size: tuple[int, int], bits: int, pixels: bytes, *, compression=0, palette=b"", masks=(), header=40) -> bytes:
    """A file with a header of 12 (OS/2), 40 or 124 bytes; a negative height has its first row at the top."""
    if header == 12:
        info = struct.pack("<IHHHH", 12, *size, 1, bits)
    else:
        info = struct.pack("<IiiHHIIiiII", header, *size, 1, bits, compression, len(pixels), 2835, 2835, len(palette) // 4, 0)
        info += struct.pack(f"<{len(masks)}I", *masks)
        info += bytes(max(0, header - len(info)))
    begin = 14 + len(info) + len(palette)
    return struct.pack("<2sIHHI", b"BM", begin + len(pixels), 0, 0, begin) + info + palette + pixels


def rows(values: np.ndarray, bits: int) -> bytes:
    """Rows of indices or numbers from the bottom, each to a multiple of four bytes."""
    out = b""
    for row in values[::-1]:
        if bits < 8:
            digits = "".join(f"{value:0{bits}b}" for value in row)
            digits += "0" * (-len(digits) % 8)
            data = bytes(int(digits[i : i + 8], 2) for i in range(0, len(digits), 8))
        else:
            data = b"".join(int(value).to_bytes(bits // 8, "little") for value in row)
        out += data + bytes(-len(data) % 4)
    return out


def runs(values: np.ndarray, bits: int) -> bytes:
    """Each row as it is for its first half, then in runs of at most four."""
    out = b""
    for row in values[::-1]:
        half = len(row) // 2 - 1
        literal = bytes(row[:half]) if bits == 8 else nibbles(row[:half])
        out += bytes([0, half]) + literal + bytes(len(literal) % 2)
        at = half
        while at < len(row):
            length = next((n for n in range(1, 4) if at + n == len(row) or row[at + n] != row[at]), 4)
            out += bytes([length, row[at] if bits == 8 else row[at] * 17])
            at += length
        out += b"\0\0"
    return out + b"\0\1"


def nibbles(row: np.ndarray) -> bytes:
    padded = [*row, 0] if len(row) % 2 else list(row)
    return bytes(a << 4 | b for a, b in zip(padded[::2], padded[1::2], strict=True))


def bitmaps(picture: Image.Image, alpha: Image.Image) -> dict[str, bytes]:
    """One of each kind, by name."""
    size = picture.size
    files = {}
    for bits in (1, 4, 8):
        few = picture.quantize(1 << bits)
        colours = np.array(few.getpalette(), np.uint8).reshape(-1, 3)[:, ::-1]
        palette = b"".join(bytes(colour) + b"\0" for colour in colours)
        indices = np.asarray(few)
        files[f"bmp palette of {bits}"] = bitmap(size, bits, rows(indices, bits), palette=palette)
        if bits > 1:
            files[f"bmp runs of {bits}"] = bitmap(size, bits, runs(indices, bits), palette=palette, compression=1 + (bits == 4))
        if bits == 4:
            short = b"".join(map(bytes, colours)) + bytes(48 - 3 * len(colours))
            files["bmp of OS/2"] = bitmap(size, bits, rows(indices, bits), palette=short, header=12)
    r, g, b = np.moveaxis(np.asarray(picture).astype(int), 2, 0)
    narrow = rows(r >> 3 << 10 | g >> 3 << 5 | b >> 3, 16)
    files["bmp 16 bit"] = bitmap(size, 16, narrow)
    masks = (0xF800, 0x07E0, 0x001F)
    files["bmp 16 bit masks"] = bitmap(size, 16, rows(r >> 3 << 11 | g >> 2 << 5 | b >> 3, 16), compression=3, masks=masks)
    files["bmp 32 bit"] = bitmap(size, 32, rows(r << 16 | g << 8 | b, 32))
    upside = np.asarray(picture)[::-1].astype(int) @ [1 << 16, 1 << 8, 1]
    files["bmp from the top"] = bitmap((size[0], -size[1]), 24, rows(upside, 24))
    r, g, b, a = np.moveaxis(np.asarray(alpha).astype(int), 2, 0)
    masks = (0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    files["bmp alpha"] = bitmap(size, 32, rows(a << 24 | r << 16 | g << 8 | b, 32), compression=3, masks=masks, header=124)
    return files
