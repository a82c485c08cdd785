"""Rate-distortion points on a folder of pictures (ideal entropy, uniform key map), and what integers cost.

    python evaluate_codec.py --images DIR --codec runs/codec [--steps 8,12,16,20,24,28]

With the activations of analysis and entropy networks as integers 0..127, as the kernels have them, and as floats in the
same range; the difference at equal rate, interpolated along the logarithm of the rate. Synthesis is float in both.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from codec_model import Codec
from quant import QConv
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
    curves = {}
    for name, exact in (("int8", False), ("float", True)):
        for layer in codec.modules():
            if isinstance(layer, QConv):
                layer.exact = exact
        curves[name] = [validate(codec, photos, int(q)) for q in a.steps.split(",")]
    rates = {name: np.log([rate for _, rate in curve]) for name, curve in curves.items()}
    order = np.argsort(rates["float"])
    for q, (psnr, rate), log_rate in zip(a.steps.split(","), curves["int8"], rates["int8"], strict=True):
        exact = np.interp(log_rate, rates["float"][order], np.array([p for p, _ in curves["float"]])[order])
        inside = rates["float"].min() <= log_rate <= rates["float"].max()
        loss = f"int8 {exact - psnr:+.3f} dB behind float" if inside else "beyond the float curve"
        print(f"q {q}: {psnr:.2f} dB at {rate:.4f} bpp (mean of {len(photos)}); {loss}")


if __name__ == "__main__":
    main()
