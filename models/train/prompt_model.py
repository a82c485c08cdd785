"""Counts the static frequencies of the prompt codec and learns the pieces of its caption dictionary.

    python prompt_model.py --data DATA --prompts prompts.jsonl --out ../../functions/_shared/semantics/prompt_model.json

`prompts.jsonl` comes from prompts.ts; captions are those of the index rows in DATA/core and DATA/extra. Without prompts
the structural tables are flat. Pieces follow the unigram language model of Kudo (arXiv 1804.10959): many candidates,
then in turn the cheapest parse of the corpus and new frequencies, dropping what is hardly used. Run `deno fmt` after.
"""

import argparse
import json
from collections import Counter
from itertools import pairwise
from math import inf, log2
from pathlib import Path

from key_map_data import is_validation

SCALE = 1 << 14
CAPTION_SCALE = 1 << 15
PIECES = 1200
ROUNDS = 8
LONGEST = 18


def frequencies(counts: list[float], scale: int, smoothing: float) -> list[int]:
    """Integer frequencies, each at least 1, whose sum is about `scale`."""
    total = sum(counts) + smoothing * len(counts)
    return [max(1, round(scale * (c + smoothing) / total)) for c in counts]


def structure(prompts: list[dict], words: dict[str, list[str]]) -> dict:
    """Frequency tables of everything but the caption, in the order of prompt_codec.ts."""
    scene, size, count = Counter(), Counter(), Counter()
    palette, label = Counter(), Counter()
    detail = {"position": Counter(), "colour": Counter(), "texture": Counter()}
    colours, labels = words["colour"], words["label"]
    for prompt in prompts:
        scene[prompt["scene"]] += 1
        size[len(prompt["palette"])] += 1
        count[len(prompt["regions"])] += 1
        palette.update(pairwise([None, *prompt["palette"]]))
        label.update(pairwise([None, *(r["label"] for r in prompt["regions"])]))
        for region in prompt["regions"]:
            for name, counter in detail.items():
                counter[region["label"], region[name]] += 1

    def table(counter: Counter, before: list, after: list) -> list[list[int]]:
        everywhere = [sum(counter[b, a] for b in before) for a in after]
        shares = [(e + 0.5) / (sum(everywhere) + 0.5 * len(after)) for e in everywhere]
        # rows seen seldom lean on the shares of all rows together
        return [
            frequencies([counter[b, a] + 12 * s for a, s in zip(after, shares, strict=True)], SCALE, 0.02)
            for b in before
        ]

    return {
        "scene": frequencies([scene[s] for s in words["scene"]], SCALE, 2),
        "paletteSize": frequencies([size[n] for n in (1, 2, 3)], SCALE, 2),
        "palette": table(palette, [*colours, None], colours),
        "regionCount": frequencies([count[n] for n in range(8)], SCALE, 2),
        "label": table(label, [*labels, None], labels),
        **{name: table(counter, labels, words[name]) for name, counter in detail.items()},
        # most prompts that are sent come from the network, which writes no caption
        "hasCaption": frequencies([7, 1], SCALE, 0),
    }


def candidates(lines: list[str]) -> Counter:
    """Words with the space before them, short phrases, and parts of words, with how often they occur."""
    found = Counter()
    for line in lines:
        words = line.split(" ")
        for n in (1, 2, 3):
            for i in range(len(words) - n + 1):
                phrase = " " + " ".join(words[i : i + n])
                if len(phrase) <= LONGEST:
                    found[phrase] += 1
        for word in words:
            spaced = " " + word
            for start in range(len(spaced)):
                for end in range(start + 1, min(len(spaced), start + 7) + 1):
                    found[spaced[start:end]] += 1
    return Counter({
        piece: n
        for piece, n in found.items()
        if piece.isascii() and n >= (2 if piece[0] == " " and piece.count(" ") == 1 else 12)
    })


def parse(text: str, costs: dict[str, float]) -> list[str]:
    best = [0.0] + [inf] * len(text)
    last = [0] * (len(text) + 1)
    for at in range(len(text)):
        for length in range(1, min(LONGEST, len(text) - at) + 1):
            cost = costs.get(text[at : at + length], 24.0 if length == 1 else inf)
            if best[at] + cost < best[at + length]:
                best[at + length], last[at + length] = best[at] + cost, length
    pieces, at = [], len(text)
    while at > 0:
        pieces.append(text[at - last[at] : at])
        at -= last[at]
    return pieces


def learn_pieces(lines: list[str]) -> tuple[list[str], list[int]]:
    """The dictionary, and the frequencies of [end, 256 bytes, pieces]."""
    counts = candidates(lines)
    for turn in range(ROUNDS):
        total = sum(counts.values()) + len(lines)
        costs = {piece: log2(total / n) for piece, n in counts.items()}
        counts = Counter(piece for line in lines for piece in parse(" " + line, costs))
        long = [p for p in counts if len(p) > 1]
        limit = PIECES * 4 if turn < 2 else PIECES * 2 if turn < 4 else PIECES
        gain = {p: counts[p] * len(p) for p in long}
        keep = set(sorted(long, key=lambda p: (-gain[p], p))[:limit])
        counts = Counter({p: n for p, n in counts.items() if p in keep or len(p) == 1})
    pieces = sorted((p for p in counts if len(p) > 1), key=lambda p: (-counts[p], p))
    single = [0.3 + (8.0 if 32 <= b < 127 else 0) + (30.0 if chr(b).islower() and b < 128 else 0) for b in range(256)]
    for piece, n in counts.items():
        if len(piece) == 1 and ord(piece) < 128:
            single[ord(piece)] += n
    return pieces, frequencies([len(lines), *single, *(counts[p] for p in pieces)], CAPTION_SCALE, 0.2)


def captions(data: Path) -> tuple[list[str], list[str]]:
    """Captions to learn from and held-back ones."""
    learn, held = [], []
    for folder in ("core", "extra"):
        for line in (data / folder / "index.jsonl").read_text().splitlines():
            row = json.loads(line)
            texts = [" ".join(c.split()).rstrip(".") for c in row.get("captions", [])]
            (held if is_validation(row["path"]) else learn).extend(texts)
    return learn, held


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--prompts", type=Path)
    parser.add_argument("--vocabulary", type=Path, default=Path(__file__).parent.parent / "tiny" / "vocabulary.json")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    words: dict[str, list[str]] = {}
    for entry in json.loads(args.vocabulary.read_text())["words"]:
        words.setdefault(entry["kind"], []).append(entry["word"])
    prompts = [json.loads(line)["prompt"] for line in args.prompts.read_text().splitlines()] if args.prompts else []
    learn, held = captions(args.data)
    pieces, table = learn_pieces(learn)
    model = structure(prompts, words) | {"pieces": pieces, "caption": table}
    args.out.write_text(json.dumps(model, separators=(",", ":")) + "\n")
    total = sum(table)
    costs = {p: log2(total / f) for p, f in zip(pieces, table[257:], strict=True)}
    costs |= {chr(b): log2(total / table[1 + b]) for b in range(256)}
    bits = [sum(costs[p] for p in parse(" " + line, costs)) + log2(total / table[0]) for line in held if line.isascii()]
    print(f"{len(prompts)} prompts, {len(learn)} captions, {len(pieces)} pieces; {len(bits)} held-back captions: "
          f"mean {sum(map(len, held)) / len(held):.0f} characters in {sum(bits) / len(bits) / 8:.1f} bytes")


if __name__ == "__main__":
    main()
