"""Writes vectors.json: what py3gpp 0.6 makes of seeded inputs, as digests.

    pip install py3gpp==0.6.0 && python tests/phy/vectors/make.py

A digest is the first 16 hexadecimal digits of SHA-256 over the output, one bit a byte. Inputs are the top bits of
xoshiro256** seeded by splitmix64, as in functions/_shared/random.ts.
"""

import hashlib
import importlib
import json
from pathlib import Path

import numpy as np
import py3gpp

inner = importlib.import_module("py3gpp.nrLDPCEncode")

MASK = (1 << 64) - 1
MODULATIONS = {1: "pi/2-BPSK", 2: "QPSK", 4: "16QAM", 6: "64QAM", 8: "256QAM"}
SETS = [2, 3, 5, 7, 9, 11, 13, 15]
LIFTING_SIZES = sorted({a << j for a in SETS for j in range(8) if a << j <= 384})


def rotl(x: int, k: int) -> int:
    return ((x << k) | (x >> (64 - k))) & MASK


class Random:
    def __init__(self, seed: int) -> None:
        self.state = []
        x = seed
        for _ in range(4):
            x = (x + 0x9E3779B97F4A7C15) & MASK
            z = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
            z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
            self.state.append(z ^ (z >> 31))

    def uint64(self) -> int:
        s = self.state
        result = (rotl((s[1] * 5) & MASK, 7) * 9) & MASK
        t = (s[1] << 17) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotl(s[3], 45)
        return result

    def bits(self, count: int) -> np.ndarray:
        return np.array([self.uint64() >> 63 for _ in range(count)], dtype=np.int8)


def digest(bits: np.ndarray) -> str:
    return hashlib.sha256(np.asarray(bits).astype(np.uint8).tobytes()).hexdigest()[:16]


def set_index(z: int) -> int:
    return next(i for i, a in enumerate(SETS) if any(a << j == z for j in range(8)))


def ldpc_encode(blocks: np.ndarray, graph: int) -> np.ndarray:
    """py3gpp's encoder, under the standard's set of shifts.

    nrLDPCEncode 0.6 derives the set from K with its filler instead of from the lifting size, which is wrong for base
    graph 2 up to K = 640. There its inner encoder is called with the right set.
    """
    size = blocks.shape[0]
    if graph == 1 or size > 640:
        return py3gpp.nrLDPCEncode(blocks, graph)
    z = size // 10
    base = inner._load_basegraph(set_index(z), graph)
    filler = blocks[:, 0] == -1
    words = np.zeros((52 * z, blocks.shape[1]), dtype=np.int8)
    for i in range(blocks.shape[1]):
        words[:, i] = inner._encode_thangaraj(
            base, z, np.where(filler, 0, blocks[:, i])
        )
    words[:size][filler] = -1
    return words[2 * z :]


def crc_cases() -> list[list]:
    cases = []
    for name in ["24A", "24B", "24C", "16", "11"]:
        for length in [1, 40, 1000]:
            bits = Random(len(cases)).bits(length)
            parity = py3gpp.nrCRCEncode(bits, name).reshape(-1)[length:]
            cases.append(
                [name, length, len(cases), int("".join(str(int(b)) for b in parity), 2)]
            )
    return cases


def ldpc_cases() -> list[list]:
    cases = []
    for graph, columns in [(1, 22), (2, 10)]:
        for z in LIFTING_SIZES:
            seed = 1000 * graph + z
            word = ldpc_encode(Random(seed).bits(columns * z).reshape(-1, 1), graph)
            cases.append([graph, z, seed, digest(word.reshape(-1))])
    return cases


def chain_cases() -> list[list]:
    """Payload bits to coded bits: TS 38.212 clauses 7.2.1 to 7.2.6."""
    cases = []
    pick = Random(77)
    while len(cases) < 340:
        index = len(cases)
        order = [2, 4, 6, 8][index % 4] if index < 320 else 1
        version = (index // 4) % 4
        payload = [24, 200, 500, 900, 2000, 3824, 5000, 8400, 13000, 21000][
            pick.uint64() % 10
        ]
        payload += 8 * (pick.uint64() % 12)
        rate = [0.1, 0.2, 0.3, 0.5, 0.6, 0.75, 0.9][pick.uint64() % 7]
        small = payload <= 292 or (payload <= 3824 and rate <= 0.67) or rate <= 0.25
        graph = 2 if small else 1
        block = payload + (24 if payload > 3824 else 16)
        largest = 3840 if graph == 2 else 8448
        blocks = 1 if block <= largest else -(-block // (largest - 24))
        if block % blocks:
            continue
        coded = -(-int(payload / rate) // (order * blocks)) * order * blocks + order * (
            pick.uint64() % blocks
        )
        bits = Random(5000 + index).bits(payload)
        checked = py3gpp.nrCRCEncode(bits, "24A" if payload > 3824 else "16")
        words = ldpc_encode(py3gpp.nrCodeBlockSegmentLDPC(checked, graph), graph)
        out = py3gpp.nrRateMatchLDPC(words, coded, version, MODULATIONS[order], 1)
        cases.append(
            [
                payload,
                rate,
                coded,
                order,
                version,
                5000 + index,
                digest(out.reshape(-1)),
            ]
        )
    return cases


def scrambling_cases() -> list[list]:
    return [
        [c, 500, digest(py3gpp.nrPRBS(c, 500))]
        for c in [0, 1, 32768, 0x2AAAAAAA, 0x7FFFFFFF]
    ]


def modulation_cases() -> list[list]:
    """Every symbol as odd integer amplitudes, bits counting up, most significant first."""
    cases = []
    for order, name in MODULATIONS.items():
        scale = np.sqrt({1: 2, 2: 2, 4: 10, 6: 42, 8: 170}[order])
        bits = np.array(
            [
                value >> (order - 1 - i) & 1
                for value in range(1 << order)
                for i in range(order)
            ]
        )
        symbols = np.asarray(py3gpp.nrSymbolModulate(bits, name)).reshape(-1) * scale
        assert np.abs(symbols - np.round(symbols)).max() < 1e-6
        cases.append(
            [order, [round(v) for s in symbols for v in (s.real, s.imag)]]
        )
    return cases


if __name__ == "__main__":
    cases = {
        "crc": crc_cases(),
        "ldpc": ldpc_cases(),
        "chain": chain_cases(),
        "scrambling": scrambling_cases(),
        "modulation": modulation_cases(),
    }
    lines = [
        f'  "{name}": [\n'
        + ",\n".join("    " + json.dumps(case) for case in rows)
        + "\n  ]"
        for name, rows in cases.items()
    ]
    Path(__file__).with_name("vectors.json").write_text(
        "{\n" + ",\n".join(lines) + "\n}\n"
    )
    print({name: len(rows) for name, rows in cases.items()})
