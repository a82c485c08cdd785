"""Exports the integer half of the codec: codec.scnn (six graphs for kernels/nn) and codec.json.

    python export_codec.py --codec runs/codec --out ../tiny
"""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import torch

from codec_model import Codec, M, ParameterNet, Z
from pack import Graph, Value, int8_weight, pack, requant
from quant import QConv, QRes

Y_SCALE = 512  # y leaves g_a in Q9
MU_SCALE, LOG2_SCALE, LOG2_OFFSET = 16, 8, 5  # location in 1/16 symbol; scale index = 8 (log2 scale + 5)


def folded(layer: QConv) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """int8 weights, real bias and real scale per channel."""
    weight, bias = (t.detach().double().numpy() for t in layer.folded())
    integers, scale = int8_weight(weight)
    return integers, bias, scale


def conv(g: Graph, layer: QConv, x: Value, **options) -> Value:
    """A layer with ReLU: u7 to u7."""
    weight, bias, scale = folded(layer)
    pad = 1 if layer.kernel == 3 else 0
    return g.conv(x, weight, bias / scale, requant(scale), stride=layer.stride, pad=pad, **options)


def residual(g: Graph, block: QRes, x: Value) -> Value:
    weight, bias, scale = folded(block.b)
    return g.conv(conv(g, block.a, x), weight, bias / scale, requant(scale, skip=1.0), pad=1, skip=x)


def analysis(codec: Codec) -> Graph:
    g = Graph("g_a")
    rgb = g.rgb("rgb")
    filters, scale = int8_weight(codec.T.detach().double().numpy() * (2 / 255))
    bias = codec.T_bias.detach().double().numpy()
    linear = g.conv(rgb, filters, bias / scale, requant(scale * Y_SCALE), stride=16, out="i16")
    f = residual(g, codec.f_res, conv(g, codec.f_in, g.pixel_unshuffle(rgb, 8)))
    f = residual(g, codec.f_res2, conv(g, codec.f_down, g.pixel_unshuffle(f, 2)))
    weight, bias, scale = folded(codec.f_out)
    learned = g.conv(f, weight, bias / scale, requant(scale * Y_SCALE), out="i16")
    g.output("y", g.add_i16(linear, learned))
    return g


def hyper_analysis(codec: Codec) -> Graph:
    g = Graph("h_a")
    inner = conv(g, codec.h_a_in, g.input("k_abs", M))
    weight, bias, scale = folded(codec.h_a_out)
    g.output("z", g.conv(inner, weight, bias / scale, requant(scale), stride=4, ceil=True, out="i16", clamp=(-31, 31)))
    return g


def hyper_synthesis(codec: Codec) -> Graph:
    g = Graph("h_s")
    z, planes = g.input("z", Z, zero_point=64), g.input("planes", 4)
    g.output("hf", g.crop_like(g.pixel_shuffle(conv(g, codec.h_s, z), 4), planes))
    return g


def parameters(name: str, net: ParameterNet, symbols: str | None) -> Graph:
    g = Graph(name)
    parts = [g.input("hf", 96), g.input("planes", 4)]
    if symbols is not None:
        parts.append(conv(g, net.context, g.input(symbols, M, zero_point=64)))
    hidden = conv(g, net.hidden, g.concat(*parts))
    weight, bias, scale = folded(net.out)
    unit = np.repeat([MU_SCALE, LOG2_SCALE], M)
    bias = bias + np.repeat([0.0, LOG2_OFFSET], M)
    g.output("params", g.conv(hidden, weight, bias / scale, requant(scale * unit), out="i16", clamp=(-2047, 2047)))
    return g


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--codec", type=Path, default=Path("runs/codec"))
    args.add_argument("--out", type=Path, default=Path("../tiny"))
    a = args.parse_args()
    weights = torch.load(a.codec / "checkpoint.pt")["model"]
    codec = Codec(weights["deviation"])
    codec.load_state_dict(weights)
    packed = pack([
        analysis(codec), hyper_analysis(codec), hyper_synthesis(codec), parameters("base_0", codec.base_0, None),
        parameters("base_1", codec.base_1, "k_anchor"), parameters("refine", codec.refine, "k_base"),
    ])
    a.out.mkdir(parents=True, exist_ok=True)
    (a.out / "codec.scnn").write_bytes(packed)
    z_scale = ((codec.z_log2_scale.detach() + LOG2_OFFSET) * LOG2_SCALE).round().clamp(0, 63)
    description = {
        "id": hashlib.sha256(packed).hexdigest()[:16],
        "M": M,
        "Z": Z,
        "z_mu": [int(v) for v in (codec.z_mu.detach() * MU_SCALE).round()],
        "z_scale": [int(v) for v in z_scale],
        "lost_scale": [round(float(v), 4) for v in 4 * codec.deviation],
        "residual_deviation": [[round(float(v), 4) for v in row] for row in codec.residual_deviation],
    }
    (a.out / "codec.json").write_text(json.dumps(description) + "\n")
    print(f"codec.scnn: {len(packed)} bytes, id {description['id']}")


if __name__ == "__main__":
    main()
