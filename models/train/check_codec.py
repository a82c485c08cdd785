"""Compares codec.scnn, evaluated in numpy integers, with the trained model on a crop of a photo.

    python check_codec.py --image PHOTO --codec runs/codec --scnn ../tiny/codec.scnn
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from codec_model import STEPS, Codec, planes_of
from export_codec import LOG2_OFFSET, LOG2_SCALE, MU_SCALE, Y_SCALE
from scnn_reference import evaluate, read


def hwc(x: torch.Tensor) -> np.ndarray:
    return x[0].permute(1, 2, 0).detach().double().numpy()


@torch.no_grad()
def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--image", type=Path, required=True)
    args.add_argument("--codec", type=Path, default=Path("runs/codec"))
    args.add_argument("--scnn", type=Path, default=Path("../tiny/codec.scnn"))
    args.add_argument("--step", type=int, default=16)
    a = args.parse_args()
    weights = torch.load(a.codec / "checkpoint.pt")["model"]
    codec = Codec(weights["deviation"])
    codec.load_state_dict(weights)
    graphs = read(a.scnn.read_bytes())
    photo = np.asarray(Image.open(a.image).convert("RGB"))[:192, :192]
    pixels = torch.from_numpy(photo.transpose(2, 0, 1).copy())[None]
    y = codec.g_a(pixels)
    y_int = evaluate(graphs["g_a"], {"rgb": photo})["y"]
    difference = y_int / Y_SCALE - hwc(y)
    print(f"y: largest difference {np.abs(difference).max():.4f}, rms {np.std(difference):.5f}")
    one = torch.ones(1, 1, 12, 12)
    k0, _ = codec.quantize(y, STEPS[a.step] * one, one)
    k0 = k0.round()
    planes = planes_of(a.step * one, one)
    hf, z = codec.hyper(k0)
    anchor = ((torch.arange(12)[:, None] + torch.arange(12)[None]) % 2 == 0).float()[None, None]
    z_int = evaluate(graphs["h_a"], {"k_abs": hwc(k0.abs().clamp_max(127)).astype(np.uint8)})["z"]
    print(f"z: {np.mean(z_int != hwc(z)):.4f} of the symbols differ")
    plane_bytes = hwc(planes).astype(np.uint8)
    hf_int = evaluate(graphs["h_s"], {"z": (z_int + 64).astype(np.uint8), "planes": plane_bytes})["hf"]
    print(f"hf: {np.mean(hf_int != hwc(hf)):.4f} differ, at most {np.abs(hf_int - hwc(hf)).max():.0f}")
    nets = [("base_0", codec.base_0, None), ("base_1", codec.base_1, k0 * anchor), ("refine", codec.refine, k0)]
    for name, net, symbols in nets:
        mu, s = net(hf, planes, symbols)
        inputs = {"hf": hf_int, "planes": plane_bytes}
        if symbols is not None:
            inputs["k_anchor" if name == "base_1" else "k_base"] = hwc(symbols.clamp(-63, 63) + 64).astype(np.uint8)
        out = evaluate(graphs[name], inputs)["params"].astype(np.float64)
        m = out.shape[2] // 2
        print(f"{name}: rms difference of mu {np.std(out[..., :m] / MU_SCALE - hwc(mu)):.4f} symbols,"
              f" of log2 scale {np.std(out[..., m:].clip(0, 63) / LOG2_SCALE - LOG2_OFFSET - hwc(s)):.4f}")


if __name__ == "__main__":
    main()
