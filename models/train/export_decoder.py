"""Exports the decoder's graphs as int8 ONNX: synthesis.onnx and diffusion.onnx.

    python export_decoder.py --data DATA --codec runs/codec --diffusion runs/diffusion --out ../tiny

With --between CHECKPOINT the synthesis is the part --part of the way from its weights there to those of --codec, where
the terms of a loss that the last training traded balance better than at either end (Wortsman et al., arXiv 2109.01903).

Post-training quantization (QDQ, int8 weights per channel, uint8 activations), calibrated on validation photos:
synthesis to the 99.9th percentile, 5 dB nearer to float than the extremes; diffusion, whose activations have long tails
that matter, to the extremes. The linear synthesis and the layers that read latents stay float: they carry the range.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import nn

from averaging import follow
from codec_model import CELL, Codec, M
from diffusion_model import TOKENS, Diffusion
from photos import load_photos
from train_codec import SIDE
from train_diffusion import conditions

OPSET = 17


class Picture(nn.Module):
    """Synthesis with the picture in [0, 1]."""

    def __init__(self, g_s: nn.Module):
        super().__init__()
        self.g_s = g_s

    def forward(self, y_hat, reliability, step):
        return (self.g_s(y_hat, reliability, step) + 0.5).clamp(0, 1)


class Samples(CalibrationDataReader):
    def __init__(self, rows: list[dict[str, np.ndarray]]):
        self.rows = iter(rows)

    def get_next(self):
        return next(self.rows, None)


def export(model: nn.Module, inputs: dict[str, torch.Tensor], output: str, path: Path) -> None:
    spatial = {name: {2: "h", 3: "w"} for name, value in inputs.items() if value.ndim == 4}
    size = {2: "height", 3: "width"} if output == "image" else {2: "h", 3: "w"}
    torch.onnx.export(model, tuple(inputs.values()), str(path), input_names=list(inputs), output_names=[output],
                      opset_version=OPSET, dynamic_axes={**spatial, output: size}, dynamo=False)


def quantize(source: Path, target: Path, rows: list[dict[str, np.ndarray]], keep_float: list[str], tails: bool) -> None:
    prepared = source.with_suffix(".prepared.onnx")
    quant_pre_process(str(source), str(prepared), skip_symbolic_shape=True)
    graph = onnx.load(prepared).graph
    wanted = [n.name for n in graph.node if n.op_type in ("Conv", "ConvTranspose", "MatMul", "Gemm")
              and not any(mark in n.name for mark in keep_float)]
    quantize_static(str(prepared), str(target), Samples(rows), quant_format=QuantFormat.QDQ, per_channel=True,
                    weight_type=QuantType.QInt8, activation_type=QuantType.QUInt8, nodes_to_quantize=wanted,
                    calibrate_method=CalibrationMethod.MinMax if tails else CalibrationMethod.Percentile,
                    extra_options={} if tails else {"CalibPercentile": 99.9})


def open_batch(path: Path) -> None:
    """Declares the first axis of every input and output as `batch`: the graph computes its elements independently."""
    model = onnx.load(path)
    del model.graph.value_info[:]  # shapes with a batch of 1
    for value in [*model.graph.input, *model.graph.output]:
        value.type.tensor_type.shape.dim[0].dim_param = "batch"
    onnx.save(model, path)


def compare(float_path: Path, int8_path: Path, rows: list[dict[str, np.ndarray]]) -> float:
    """Signal-to-difference in dB between the float and the int8 graph."""
    a, b = (onnxruntime.InferenceSession(str(p), providers=["CPUExecutionProvider"]) for p in (float_path, int8_path))
    noise = power = 0.0
    for row in rows:
        x, y = a.run(None, row)[0], b.run(None, row)[0]
        noise += float(np.square(x - y).mean())
        power += float(np.square(x).mean())
    return 10 * np.log10(power / max(noise, 1e-12))


@torch.no_grad()
def calibration_rows(codec: Codec, photos: list[np.ndarray], rng: np.random.Generator):
    """Received latents as the decoder meets them, for both graphs."""
    synthesis, diffusion = [], []
    for photo in photos:
        pixels = torch.from_numpy(photo[:SIDE, :SIDE].transpose(2, 0, 1).copy())[None]
        y = codec.g_a(pixels)
        y_hat, reliability, step, key, x1 = conditions(codec, y, SIDE // CELL, rng)
        t = torch.tensor([rng.integers(4) / 4], dtype=torch.float32)  # where four Euler steps look
        x_t = (1 - t) * torch.randn(x1.shape) + t * x1
        base = {"y_hat": y_hat.numpy(), "reliability": reliability.numpy(), "step": step.numpy()}
        synthesis.append(base)
        diffusion.append({"x_t": x_t.numpy(), "t": t.numpy(), **base, "key_map": key.numpy(),
                          "prompt": rng.integers(0, 200, (1, TOKENS))})
    return synthesis, diffusion


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--data", type=Path, required=True)
    args.add_argument("--codec", type=Path, default=Path("runs/codec"))
    args.add_argument("--diffusion", type=Path, default=Path("runs/diffusion"))
    args.add_argument("--between", type=Path, help="checkpoint that the last training began from")
    args.add_argument("--part", type=float, default=1.0, help="of the way from there to --codec")
    args.add_argument("--out", type=Path, default=Path("../tiny"))
    a = args.parse_args()
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    weights = torch.load(a.codec / "checkpoint.pt")["model"]
    codec = Codec(weights["deviation"])
    codec.load_state_dict(weights)
    if a.between is not None:
        begun = Codec(weights["deviation"])
        begun.load_state_dict(torch.load(a.between)["model"])
        follow(begun.g_s, codec.g_s, 1 - a.part)
        codec.g_s = begun.g_s
    diffusion = Diffusion(codec.deviation)
    trained = (a.diffusion / "checkpoint.pt").exists()
    if trained:
        diffusion.load_state_dict(torch.load(a.diffusion / "checkpoint.pt")["model"])
    else:
        print("No trained diffusion: diffusion.onnx stays as it is")
    codec.eval(), diffusion.eval()
    photos = load_photos(a.data, ("core",), SIDE, validation=True)[:48]
    synthesis_rows, diffusion_rows = calibration_rows(codec, photos, rng)
    one = torch.ones(1, 1, 12, 12)
    shared = {"y_hat": torch.zeros(1, M, 12, 12), "reliability": one, "step": one}
    jobs = [
        ("synthesis", Picture(codec.g_s), shared, "image", synthesis_rows,
         ["/g_s/ConvTranspose", "/g_s/wide_in", "/g_s/fine_in"]),
        ("diffusion", diffusion, {"x_t": torch.zeros(1, M, 12, 12), "t": torch.zeros(1), **shared, "key_map": one,
                                  "prompt": torch.zeros(1, TOKENS, dtype=torch.int64)}, "velocity", diffusion_rows,
         ["/inward", "/outward", "/mix", "/prompt", "film"]),
    ]
    with tempfile.TemporaryDirectory() as folder:
        for name, model, inputs, output, rows, keep_float in jobs if trained else jobs[:1]:
            source = Path(folder) / f"{name}.onnx"
            export(model, inputs, output, source)
            quantize(source, a.out / f"{name}.onnx", rows, keep_float, tails=name == "diffusion")
            open_batch(a.out / f"{name}.onnx")
            agreement = compare(source, a.out / f"{name}.onnx", rows[:16])
            size = (a.out / f"{name}.onnx").stat().st_size
            print(f"{name}.onnx: {size} bytes (float {source.stat().st_size}), int8 to float {agreement:.1f} dB")


if __name__ == "__main__":
    main()
