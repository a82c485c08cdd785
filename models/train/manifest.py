"""Writes ../manifest.json: every shipped file with digest, size, licence, tensors and how it was made.

    python manifest.py [--models ..]
"""

import argparse
import hashlib
import json
from pathlib import Path

import onnx

from scnn_reference import read

DATA = "7,366 photographs of public research sets, short side 256"
FILES = {
    "codec.scnn": f"train_codec.py on {DATA}; int8-aware from the first step; export_codec.py",
    "codec.json": "export_codec.py, with codec.scnn",
    "synthesis.onnx": f"train_codec.py on {DATA}; int8 after training, calibrated on 48 held-back photographs",
    "diffusion.onnx": "train_diffusion.py on the codec's latents; int8 after training, calibrated likewise",
    "key_map.scnn": "key_map.py on 8,526 photographs: masks, street labels and scene names where there are any, and "
    "what teachers said of them; int8-aware",
    "vocabulary.json": "the words of the structured prompt, from functions/_shared/semantics/vocabulary.ts",
}


def onnx_tensors(path: Path) -> dict:
    graph = onnx.load(path).graph

    def shapes(values) -> dict:
        return {v.name: [d.dim_param or d.dim_value for d in v.type.tensor_type.shape.dim] for v in values}

    return {"inputs": shapes(graph.input), "outputs": shapes(graph.output)}


def scnn_tensors(path: Path) -> dict:
    graphs = read(path.read_bytes())
    return {k: {"inputs": [name for name, _ in g["inputs"]], "outputs": list(g["outputs"])} for k, g in graphs.items()}


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--models", type=Path, default=Path(".."))
    a = args.parse_args()
    files = []
    for name, trained in FILES.items():
        path = a.models / "tiny" / name
        if not path.exists():
            print(f"absent: {path}")
            continue
        data = path.read_bytes()
        tensors = {".onnx": onnx_tensors, ".scnn": scnn_tensors}.get(path.suffix, lambda _: {})(path)
        files.append({"file": f"tiny/{name}", "profile": "tiny", "sha256": hashlib.sha256(data).hexdigest(),
                      "bytes": len(data), "licence": "Apache-2.0", "tensors": tensors, "trained": trained})
    (a.models / "manifest.json").write_text(json.dumps({"version": 1, "files": files}, indent=2) + "\n")
    print(f"{len(files)} files, {sum(f['bytes'] for f in files)} bytes")


if __name__ == "__main__":
    main()
