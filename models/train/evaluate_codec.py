"""Rate-distortion points of the float model on a folder of pictures (ideal entropy, uniform key map).

    python evaluate_codec.py --images DIR --codec runs/codec [--steps 8,12,16,20,24,28]
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from codec_model import Codec
from train_codec import validate


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--images", type=Path, required=True)
    args.add_argument("--codec", type=Path, default=Path("runs/codec"))
    args.add_argument("--steps", default="12,16,20,24,28,32")
    args.add_argument("--threads", type=int, default=2)
    a = args.parse_args()
    torch.set_num_threads(a.threads)
    weights = torch.load(a.codec / "checkpoint.pt")["model"]
    codec = Codec(weights["deviation"])
    codec.load_state_dict(weights)
    files = sorted(f for f in a.images.iterdir() if f.suffix in (".png", ".jpg"))
    photos = [np.asarray(Image.open(f).convert("RGB")) for f in files]
    for q in (int(s) for s in a.steps.split(",")):
        psnr, rate = validate(codec, photos, q)
        print(f"q {q}: {psnr:.2f} dB at {rate:.4f} bpp (mean of {len(photos)})", flush=True)


if __name__ == "__main__":
    main()
