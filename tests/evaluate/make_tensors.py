"""Makes tests/evaluate/fixtures/tensors_*.pth: a state dict in both of PyTorch's file formats (needs torch).

    python tests/evaluate/make_tensors.py
"""

from collections import OrderedDict
from pathlib import Path

import torch

FOLDER = Path(__file__).parent / "fixtures"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    whole = torch.arange(12, dtype=torch.float32).reshape(3, 4) / 8
    # The second is a view of the first one's storage.
    tensors = OrderedDict(weight=whole, row=whole[1], bias=torch.tensor([-1.5]))
    torch.save(tensors, FOLDER / "tensors_zip.pth")
    torch.save(tensors, FOLDER / "tensors_old.pth", _use_new_zipfile_serialization=False)


if __name__ == "__main__":
    main()
