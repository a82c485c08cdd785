"""Compares converted networks with ONNX Runtime (CPU, QDQ) on photographs.

    python tests/nn/convert/compare.py [--photos ../shared/data/eval/kodak] [--keep DIR]     24 Kodak photographs, whole
    python tests/nn/convert/compare.py --fixtures                                            small networks for the tests

Networks have seeded random weights (networks.py). This script quantizes them, runs ONNX Runtime and writes what it gave;
compare.ts converts them, runs the kernels and prints how many outputs differ by how many quantization steps.
"""

import argparse
import json
import logging
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from networks import NETWORKS, quantize
from onnx import numpy_helper
from operators import insert_qdq, operators
from PIL import Image

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
FIXTURE_WIDTH = {"reference": 12, "reference_8bit": 12, "mobile": 8, "unet": 8, "residual": 12, "residual_signed": 12}


def photo_input(photo: np.ndarray) -> np.ndarray:
    return (photo.astype(np.float32) / np.float32(255)).transpose(2, 0, 1)[None]


def quantization(model: onnx.ModelProto, output: str) -> tuple[float, int, int]:
    """Scale, zero point and the type's least integer of the DequantizeLinear that gives an output, perhaps through
    operators that only move it."""
    constants = {c.name: numpy_helper.to_array(c) for c in model.graph.initializer}
    makers = {name: node for node in model.graph.node for name in node.output}
    node = makers[output]
    while node.op_type != "DequantizeLinear":
        node = makers[node.input[0]]
    point = constants[node.input[2]]
    return float(constants[node.input[1]]), int(point), int(np.iinfo(point.dtype).min)


def run(name: str, model: onnx.ModelProto, photos: dict[str, np.ndarray], folder: Path, floats: bool = False) -> dict:
    """Writes the model and, photo by photo, ONNX Runtime's results: bytes q - least, [h, w, c], one output after the other."""
    onnx.save(model, folder / f"{name}.onnx")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.log_severity_level = 1, 3
    if floats:
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    cases = []
    for photo, pixels in photos.items():
        parts, outputs = [], []
        for port, y in zip(model.graph.output, session.run(None, {"x": photo_input(pixels)}), strict=True):
            scale, zero_point, least = quantization(model, port.name)
            q = np.rint(y / np.float32(scale)).astype(np.int32) + zero_point - least
            q = q[0].transpose(1, 2, 0) if q.ndim == 4 else q.reshape(1, 1, -1)
            parts.append(q.astype(np.uint8).tobytes())
            outputs.append({"name": port.name, "shape": list(q.shape), "least": least})
        file = f"{name}.{photo}.bin"
        (folder / file).write_bytes(b"".join(parts))
        cases.append({"photo": photo, "file": file, "outputs": outputs})
    return {"name": name, "cases": cases}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, default=ROOT / "../shared/data/eval/kodak")
    parser.add_argument("--keep", type=Path, help="folder for models and results; a temporary one otherwise")
    parser.add_argument("--count", type=int, default=24, help="photographs at most")
    parser.add_argument("--only", nargs="*", default=list(NETWORKS))
    parser.add_argument("--fixtures", action="store_true")
    parser.add_argument("--floats", action="store_true",
                        help="ONNX Runtime without its optimizations: it computes in floats, and no product of bytes saturates")
    a = parser.parse_args()
    logging.disable(logging.WARNING)
    if a.fixtures:
        image = ROOT / "examples/boat.png"
        picture = np.asarray(Image.open(image).convert("RGB").resize((192, 128), Image.Resampling.BOX))
        photos = {"photo": picture[40:88, 60:124]}
        calibration = [photo_input(picture)]
    else:
        files = sorted(a.photos.glob("*.png"))[: a.count]
        photos = {file.stem: np.asarray(Image.open(file).convert("RGB")) for file in files}
        calibration = [photo_input(p[:256, :256]) for p in list(photos.values())[::3]]
    with tempfile.TemporaryDirectory() as temporary:
        folder = HERE / "fixtures" if a.fixtures else a.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        networks = []
        if a.fixtures:
            photos["small"] = picture[40:56, 60:80]
            networks.append(run("operators", insert_qdq(operators(), calibration), {"small": photos["small"]}, folder))
        for name in a.only:
            build, options = NETWORKS[name]
            model = quantize(build(**({"width": FIXTURE_WIDTH[name]} if a.fixtures else {})), calibration, **options)
            chosen = {"photo": photos["photo"]} if a.fixtures else photos
            networks.append(run(name, model, chosen, folder, a.floats))
        for name, pixels in photos.items():
            (folder / f"{name}.rgb").write_bytes(pixels.tobytes())
        sizes = {name: {"width": p.shape[1], "height": p.shape[0]} for name, p in photos.items()}
        (folder / "index.json").write_text(json.dumps({"photos": sizes, "networks": networks}, indent=2) + "\n")
        subprocess.run(["deno", "run", "--allow-read", HERE / "compare.ts", folder], check=True)


if __name__ == "__main__":
    main()
