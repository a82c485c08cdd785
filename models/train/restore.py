"""Makes a checkpoint of the shipped weights, so that training can go on where its own was not kept.

    python restore.py --models ../tiny --run runs/codec

codec.scnn comes back exactly: its weights are the rounded ones that training ran with. synthesis.onnx comes back as its
int8 weights say. The optimizer begins anew.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from codec_model import Codec
from export_codec import LOG2_OFFSET, LOG2_SCALE, MU_SCALE, Y_SCALE
from quant import QConv
from scnn_reference import read


def real_convolution(op: dict) -> tuple[np.ndarray, np.ndarray]:
    """Weights [oc, ic, kh, kw] and bias [oc] in units of the output."""
    scale = op["mult"] / 2.0 ** op["shift"]
    bias = op["bias"] + op["in_zero_point"] * op["weight"].sum((1, 2, 3))
    return (op["weight"] * scale[:, None, None, None]).transpose(0, 3, 1, 2), bias * scale


def unfused(weight: np.ndarray, factor: int) -> np.ndarray:
    """The kernel behind a pixel_unshuffle that pack.py made one over pixels: [oc, ic, kf, kf] → [oc, ic·ff, k, k]."""
    oc, ic, kh, kw = weight.shape
    apart = weight.reshape(oc, ic, kh // factor, factor, kw // factor, factor)
    return apart.transpose(0, 1, 3, 5, 2, 4).reshape(oc, ic * factor * factor, kh // factor, kw // factor)


def put(layer: QConv, weight: np.ndarray, bias: np.ndarray, unit: np.ndarray | float = 1.0) -> None:
    """Sets a layer so that `folded` gives these; `unit` is what the exporter multiplied the output with."""
    unit = np.broadcast_to(unit, bias.shape)
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(weight / unit[:, None, None, None] / layer.gain))
        layer.bias.copy_(torch.from_numpy(bias / unit / layer.bias_gain))


def restore_integers(codec: Codec, graphs: dict[str, dict]) -> None:
    convolutions = {name: [real_convolution(op) for op in graph["ops"] if op["kind"] == 1]
                    for name, graph in graphs.items()}
    (filters, bias), f_in, a1, b1, f_down, a2, b2, f_out = in_order(convolutions["g_a"])
    with torch.no_grad():
        codec.T.copy_(torch.from_numpy(filters / Y_SCALE * 255 / 2))
        codec.T_bias.copy_(torch.from_numpy(bias / Y_SCALE))
    put(codec.f_in, unfused(f_in[0], 8), f_in[1])
    put(codec.f_down, unfused(f_down[0], 2), f_down[1])
    for block, first, second in ((codec.f_res, a1, b1), (codec.f_res2, a2, b2)):
        put(block.a, *first)
        put(block.b, *second)
    put(codec.f_out, *f_out, Y_SCALE)
    put(codec.h_a_in, *convolutions["h_a"][0])
    put(codec.h_a_out, *convolutions["h_a"][1])
    put(codec.h_s, *convolutions["h_s"][0])
    for name in ("base_0", "base_1", "refine"):
        net, layers = getattr(codec, name), convolutions[name]
        if net.context is not None:
            put(net.context, *layers[0])
        put(net.hidden, *layers[-2])
        weight, bias = layers[-1]
        unit = np.repeat([MU_SCALE, LOG2_SCALE], len(bias) // 2)
        put(net.out, weight, bias - np.repeat([0, LOG2_OFFSET * LOG2_SCALE], len(bias) // 2), unit)


def in_order(layers: list[tuple[np.ndarray, np.ndarray]]) -> list[tuple[np.ndarray, np.ndarray]]:
    """The linear analysis first, wherever the file has it."""
    linear = next(i for i, (weight, _) in enumerate(layers) if weight.shape[1:] == (3, 16, 16))
    return [layers[linear], *layers[:linear], *layers[linear + 1 :]]


def restore_synthesis(codec: Codec, path: Path) -> None:
    tensors = {t.name: numpy_helper.to_array(t) for t in onnx.load(path).graph.initializer}
    with torch.no_grad():
        for name, parameter in codec.g_s.named_parameters():
            name = f"g_s.{name}"
            parameter.copy_(torch.from_numpy(tensors[name].copy() if name in tensors else dequantized(tensors, name)))


def dequantized(tensors: dict[str, np.ndarray], name: str) -> np.ndarray:
    stored = tensors[f"{name}_quantized"].astype(np.float32)
    scale = tensors.get(f"{name}_scale", tensors.get(f"{name}_quantized_scale"))
    axis = stored.shape.index(scale.size)
    return stored * scale.reshape([-1 if i == axis else 1 for i in range(stored.ndim)])


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--models", type=Path, default=Path("../tiny"))
    args.add_argument("--run", type=Path, default=Path("runs/codec"))
    a = args.parse_args()
    description = json.loads((a.models / "codec.json").read_text())
    codec = Codec(torch.tensor(description["lost_scale"]) / 4)
    restore_integers(codec, read((a.models / "codec.scnn").read_bytes()))
    restore_synthesis(codec, a.models / "synthesis.onnx")
    with torch.no_grad():
        codec.residual_deviation.copy_(torch.tensor(description["residual_deviation"]))
        codec.z_mu.copy_(torch.tensor(description["z_mu"]) / MU_SCALE)
        codec.z_log2_scale.copy_(torch.tensor(description["z_scale"]) / LOG2_SCALE - LOG2_OFFSET)
    a.run.mkdir(parents=True, exist_ok=True)
    torch.save({"model": codec.state_dict()}, a.run / "checkpoint.pt")
    print(f"{a.run / 'checkpoint.pt'}: {sum(p.numel() for p in codec.parameters()) / 1e6:.2f} M parameters")


if __name__ == "__main__":
    main()
