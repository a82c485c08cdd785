"""Reads the convolutions of an 8-bit MobileNet v1 (.tflite) as floats, in the layout of `mobilenet_teacher.py`.

    python features_of_tflite.py mobilenet_v1_0.75_192_quant.tflite mobilenet_v1_0.75.npz
"""

import argparse
from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter


def real(interpreter: Interpreter, details: dict) -> np.ndarray:
    scale, zero = (details["quantization_parameters"][key] for key in ("scales", "zero_points"))
    return (interpreter.get_tensor(details["index"]).astype(np.float64) - zero) * scale


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("network", type=Path)
    args.add_argument("out", type=Path)
    a = args.parse_args()
    interpreter = Interpreter(str(a.network), experimental_preserve_all_tensors=True)
    tensors = {t["index"]: t for t in interpreter.get_tensor_details()}
    # The last convolution is the classifier.
    layers = [op for op in interpreter._get_ops_details() if op["op_name"] in ("CONV_2D", "DEPTHWISE_CONV_2D")][:-1]
    stored = {}
    for i, op in enumerate(layers):
        source, weight, bias = (tensors[index] for index in op["inputs"][:3])
        depthwise = op["op_name"] == "DEPTHWISE_CONV_2D"
        w = real(interpreter, weight)
        stored[f"{i:02d}_w"] = w.transpose((3, 0, 1, 2) if depthwise else (0, 3, 1, 2)).astype(np.float32)
        stored[f"{i:02d}_b"] = real(interpreter, bias).astype(np.float32)
        stride = round(source["shape"][1] / tensors[op["outputs"][0]]["shape"][1])
        stored[f"{i:02d}_meta"] = np.array([stride, depthwise], np.int64)
    np.savez(a.out, **stored)
    print(f"{a.out}: {len(layers)} convolutions, {sum(v.size for v in stored.values()) / 1e6:.2f} M numbers")


if __name__ == "__main__":
    main()
