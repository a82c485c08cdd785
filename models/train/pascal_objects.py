"""Object masks of photographs by the Pascal teacher (DeepLab v3 on MobileNet v2, 21 classes), cached in one folder.

    python pascal_objects.py --data DATA --teacher deeplabv3_mnv2_pascal_quant.tflite --out CACHE

Each photograph is squeezed to the teacher's 513×513; its class map is kept at 65×65 (the teacher's own resolution) in
CACHE/<sha256 of its path>.npy, uint8, 0 background. Files that exist are kept, so a run may be stopped and resumed.
The teacher itself is not shipped. Needs `ai-edge-litert`.
"""

import argparse
import time
from pathlib import Path

import numpy as np
from PIL import Image

from photo_list import cache_name, photo_list

SIDE, MAP = 513, 65


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--teacher", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    from ai_edge_litert.interpreter import Interpreter

    net = Interpreter(str(args.teacher), num_threads=1)
    net.allocate_tensors()
    source, result = net.get_input_details()[0], net.get_output_details()[0]
    args.out.mkdir(parents=True, exist_ok=True)
    photos = photo_list(args.data)
    at = (np.arange(MAP) * (SIDE - 1)) // (MAP - 1)
    start = time.monotonic()
    for done, photo in enumerate(photos):
        target = args.out / cache_name(photo.path)
        if target.exists():
            continue
        rgb = Image.open(photo.file).convert("RGB").resize((SIDE, SIDE), Image.Resampling.BILINEAR)
        net.set_tensor(source["index"], np.asarray(rgb, np.uint8)[None])
        net.invoke()
        classes = net.get_tensor(result["index"])[0]
        if classes.ndim == 3:
            classes = classes.argmax(2)
        np.save(target, classes[at[:, None], at[None]].astype(np.uint8))
        if done % 100 == 99:
            print(f"{done + 1} of {len(photos)}, {time.monotonic() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
