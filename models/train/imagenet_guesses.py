"""Scene words of photographs without a label, by an ImageNet network whose classes are folded to words.

    python imagenet_guesses.py --data DATA --teacher mobilenet_v1_0.75_192_quant.tflite --out RUNS/teacher/words.npy

Writes one int64 per photograph of photo_list: a word's number where the network is sure of one, else −1. The teacher
itself is not shipped. Needs `ai-edge-litert`.
"""

import argparse
from pathlib import Path

import numpy as np
from PIL import Image

from photo_list import photo_list
from scene_words import WORDS, of_imagenet

SURE = 0.6


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
    fold = np.array([of_imagenet(i) for i in range(1000)])
    photos = photo_list(args.data)
    guesses = np.full(len(photos), -1, np.int64)
    for i, photo in enumerate(photos):
        rgb = Image.open(photo.file).convert("RGB").resize((192, 192), Image.Resampling.BILINEAR)
        net.set_tensor(source["index"], np.asarray(rgb, np.uint8)[None])
        net.invoke()
        chances = net.get_tensor(result["index"])[0, 1:].astype(np.float64) / 255
        of_word = np.bincount(fold[fold >= 0], chances[fold >= 0], minlength=len(WORDS))
        if of_word.max() >= SURE:
            guesses[i] = of_word.argmax()
    np.save(args.out, guesses)
    print(f"{(guesses >= 0).sum()} of {len(guesses)} photographs have a word")


if __name__ == "__main__":
    main()
