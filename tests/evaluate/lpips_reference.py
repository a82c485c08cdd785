"""LPIPS of a random backbone, for perceptual_test.ts: exports it with models/perceptual/export.py and prints what lpips itself says.

Writes the parts that `models pull` downloads too: backbone.pth and old.pth, in both of PyTorch's file formats, and the heads.

    python tests/evaluate/lpips_reference.py NET FOLDER      # needs torch, torchvision, lpips, onnx
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import lpips
import torch
import torchvision

EXPORT = Path(__file__).parents[2] / "models" / "perceptual" / "export.py"
SIZES = [(64, 64), (97, 75), (128, 161)]


def picture(width: int, height: int, seed: int) -> torch.Tensor:
    """Bytes that perceptual_test.ts makes too."""
    i = torch.arange(width * height * 3, dtype=torch.int64)
    values = ((i * 2654435761 * (seed + 1)) % 4294967296) // 16777216 // (1 + seed)
    return values.reshape(height, width, 3).permute(2, 0, 1)[None].float() / 255


def main() -> None:
    net, folder = sys.argv[1], Path(sys.argv[2])
    torch.set_num_threads(1)
    torch.manual_seed(7)
    name = {"alex": "alexnet", "vgg": "vgg16", "squeeze": "squeezenet1_1"}[net]
    backbone = torchvision.models.get_model(name, weights=None).state_dict()
    for key in [key for key in backbone if key.startswith("classifier.")]:
        del backbone[key]  # not compared, and most of the bytes
    torch.save(backbone, folder / "backbone.pth")
    torch.save(backbone, folder / "old.pth", _use_new_zipfile_serialization=False)
    shutil.copy(Path(lpips.__file__).parent / "weights" / "v0.1" / f"{net}.pth", folder / f"{net}.pth")
    arguments = ["lpips", "--net", net, "--weights", folder / "backbone.pth", "--out", folder / f"{net}.onnx"]
    subprocess.run([sys.executable, EXPORT, *arguments], check=True, capture_output=True)
    reference = lpips.LPIPS(net=net, pnet_rand=True, verbose=False).eval()
    own = reference.net.state_dict()
    features = [value for key, value in backbone.items() if key.startswith("features.")]
    reference.net.load_state_dict(dict(zip(own, features, strict=False)))
    with torch.no_grad():
        said = [reference(picture(w, h, 0), picture(w, h, 1), normalize=True).item() for w, h in SIZES]
    print(json.dumps([[w, h, value] for (w, h), value in zip(SIZES, said, strict=True)]))


if __name__ == "__main__":
    main()
