"""Rate-distortion points on a folder of pictures (ideal entropy, uniform key map), and what integers cost.

    python evaluate_codec.py --images DIR --codec runs/codec [--steps 8,12,16] [--synthesis ../tiny/synthesis.onnx]

With the activations of analysis and entropy networks as integers 0..127, as the kernels have them, and as floats in the
same range; the difference at equal rate, interpolated along the logarithm of the rate. Synthesis is float in both, or
with --synthesis the int8 network of that file where the others are integers.
"""

import argparse
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from PIL import Image
from torch import nn

from codec_model import Codec
from quant import QConv
from train_codec import validate


class Exported(nn.Module):
    """A synthesis that onnxruntime evaluates."""

    def __init__(self, path: Path, threads: int):
        super().__init__()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def forward(self, y_hat: torch.Tensor, reliability: torch.Tensor, step: torch.Tensor) -> torch.Tensor:
        inputs = {"y_hat": y_hat.numpy(), "reliability": reliability.numpy(), "step": step.numpy()}
        return torch.from_numpy(self.session.run(None, inputs)[0]) - 0.5


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--images", type=Path, required=True)
    args.add_argument("--codec", type=Path, default=Path("runs/codec"))
    args.add_argument("--steps", default="12,16,20,24,28,32")
    args.add_argument("--synthesis", type=Path, help="exported int8 synthesis")
    args.add_argument("--threads", type=int, default=2)
    a = args.parse_args()
    torch.set_num_threads(a.threads)
    weights = torch.load(a.codec / "checkpoint.pt")["model"]
    codec = Codec(weights["deviation"])
    codec.load_state_dict(weights)
    files = sorted(f for f in a.images.iterdir() if f.suffix in (".png", ".jpg"))
    photos = [np.asarray(Image.open(f).convert("RGB")) for f in files]
    steps = [int(q) for q in a.steps.split(",")]

    def curve(steps: list[int], exact: bool) -> np.ndarray:
        for layer in codec.modules():
            if isinstance(layer, QConv):
                layer.exact = exact
        return np.array([validate(codec, photos, q)[:2] for q in steps])

    around = [max(0, min(steps) - 1), *steps, min(47, max(steps) + 1)]
    exact = curve(sorted(set(around)), exact=True)[::-1]  # by rising rate
    if a.synthesis is not None:
        codec.g_s = Exported(a.synthesis, a.threads)
    for q, (psnr, rate) in zip(steps, curve(steps, exact=False), strict=True):
        loss = np.interp(np.log(rate), np.log(exact[:, 1]), exact[:, 0]) - psnr
        print(f"q {q}: {psnr:.2f} dB at {rate:.4f} bpp (mean of {len(photos)}); int8 {loss:+.3f} dB behind float")


if __name__ == "__main__":
    main()
