"""Writes vectors.json: what py3gpp 0.6 makes of seeded inputs, as digests.

    pip install py3gpp==0.6.0 && python tests/phy/vectors/make.py [--check N]

With --check only every Nth committed case is made again, and compared.

A digest is the first 16 hexadecimal digits of SHA-256 over the output, one bit a byte. Inputs are the top bits of
xoshiro256** seeded by splitmix64, as in functions/_shared/random.ts. Soft bits are its top four bits less 8, so that sums of
a few never saturate; digests of them are over int8, filler 127.
"""

import argparse
import hashlib
import importlib
import json
import sys
from pathlib import Path

import numpy as np
import py3gpp

inner = importlib.import_module("py3gpp.nrLDPCEncode")
rate_match = importlib.import_module("py3gpp.nrRateMatchLDPC")
rate_recover = importlib.import_module("py3gpp.nrRateRecoverLDPC")

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

    def soft(self, count: int) -> np.ndarray:
        return np.array([(self.uint64() >> 60) - 8 for _ in range(count)])


def digest(bits: np.ndarray) -> str:
    return hashlib.sha256(np.asarray(bits).astype(np.uint8).tobytes()).hexdigest()[:16]


def soft_digest(soft: np.ndarray) -> str:
    """Of soft buffers, one code block a column."""
    known = np.where(np.isinf(soft), 127, soft).T.reshape(-1)
    assert np.abs(known).max() <= 127
    return hashlib.sha256(known.astype(np.int8).tobytes()).hexdigest()[:16]


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


def crc_case(name: str, length: int, seed: int) -> list:
    parity = py3gpp.nrCRCEncode(Random(seed).bits(length), name).reshape(-1)[length:]
    return [int("".join(str(int(b)) for b in parity), 2)]


def crc_inputs() -> list[list]:
    pairs = [
        (name, length)
        for name in ["24A", "24B", "24C", "16", "11"]
        for length in [1, 40, 1000]
    ]
    return [[name, length, seed] for seed, (name, length) in enumerate(pairs)]


def ldpc_case(graph: int, z: int, seed: int) -> list:
    columns = 22 if graph == 1 else 10
    word = ldpc_encode(Random(seed).bits(columns * z).reshape(-1, 1), graph)
    return [digest(word.reshape(-1))]


def ldpc_inputs() -> list[list]:
    return [[graph, z, 1000 * graph + z] for graph in [1, 2] for z in LIFTING_SIZES]


def chain_case(
    payload: int, rate: float, coded: int, order: int, version: int, seed: int
) -> list:
    """Transport block to coded bits, TS 38.212 clauses 7.2.1 to 7.2.6, and soft bits to soft buffers."""
    random = Random(seed)
    name = MODULATIONS[order]
    checked = py3gpp.nrCRCEncode(
        random.bits(payload), "24A" if payload > 3824 else "16"
    )
    small = payload <= 292 or (payload <= 3824 and rate <= 0.67) or rate <= 0.25
    graph = 2 if small else 1
    words = ldpc_encode(py3gpp.nrCodeBlockSegmentLDPC(checked, graph), graph)
    out = py3gpp.nrRateMatchLDPC(words, coded, version, name, 1)
    recovered = py3gpp.nrRateRecoverLDPC(
        random.soft(coded), payload, rate, version, name, 1
    )
    return [digest(out.reshape(-1)), soft_digest(recovered)]


def chain_inputs() -> list[list]:
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
        block = payload + (24 if payload > 3824 else 16)
        largest = 3840 if small else 8448
        blocks = 1 if block <= largest else -(-block // (largest - 24))
        if block % blocks:
            continue
        coded = -(-int(payload / rate) // (order * blocks)) * order * blocks + order * (
            pick.uint64() % blocks
        )
        cases.append([payload, rate, coded, order, version, 5000 + index])
    return cases


def block_case(
    graph: int,
    z: int,
    used: int,
    sent: int,
    order: int,
    version: int,
    limit: int,
    seed: int,
) -> list:
    """One code block, coded and rate matched, and soft bits to its soft buffer: TS 38.212 clauses 5.3.2 and 5.4.2.

    py3gpp's public functions have no limited buffer and reach no lifting size below that of the smallest transport block:
    its inner ones do.
    """
    random = Random(seed)
    columns, information = (66, 22 * z) if graph == 1 else (50, 10 * z)
    buffer = limit or columns * z
    block = np.full((information, 1), -1)
    block[:used, 0] = random.bits(used)
    word = ldpc_encode(block, graph)
    numerator = {1: [0, 17, 33, 56], 2: [0, 13, 25, 43]}[graph][version]
    start = numerator * buffer // (columns * z) * z
    out = rate_match._rateMatch(word[:buffer, 0], sent, start, buffer, order)
    if not limit:
        whole = py3gpp.nrRateMatchLDPC(word, sent, version, MODULATIONS[order], 1)
        assert (out == whole).all()
    info = {"K": information, "Zc": z, "F": information - used, "N": columns * z}
    recovered = rate_recover._rateRecover(random.soft(sent), info, start, buffer, order)
    return [digest(out), soft_digest(recovered.reshape(-1, 1))]


def block_inputs() -> list[list]:
    """Every lifting size of both graphs with every redundancy version, modulations in turn; every third buffer limited."""
    cases = []
    pick = Random(99)
    orders = list(MODULATIONS)
    for graph, columns, systematic in [(1, 66, 22), (2, 50, 10)]:
        for z in LIFTING_SIZES:
            for version in range(4):
                index = len(cases)
                order = orders[index % 5]
                used = systematic * z - pick.uint64() % (systematic * z // 3 + 1)
                shortest = (systematic - 2) * z + 1
                limit = shortest + pick.uint64() % (columns * z - shortest)
                limit = limit if index % 3 == 0 else 0
                share = [0.4, 0.7, 0.95, 1.3, 1.8][pick.uint64() % 5]
                sent = -(-int((limit or columns * z) * share) // order) * order
                cases.append(
                    [graph, z, used, sent, order, version, limit, 9000 + index]
                )
    return cases


def scrambling_case(c_init: int, length: int) -> list:
    return [digest(py3gpp.nrPRBS(c_init, length))]


def scrambling_inputs() -> list[list]:
    return [[c, 500] for c in [0, 1, 32768, 0x2AAAAAAA, 0x7FFFFFFF]]


def modulation_case(order: int) -> list:
    """Every symbol as odd integer amplitudes, bits counting up, most significant first."""
    scale = np.sqrt({1: 2, 2: 2, 4: 10, 6: 42, 8: 170}[order])
    bits = np.array(
        [
            value >> (order - 1 - i) & 1
            for value in range(1 << order)
            for i in range(order)
        ]
    )
    symbols = py3gpp.nrSymbolModulate(bits, MODULATIONS[order])
    symbols = np.asarray(symbols).reshape(-1) * scale
    assert np.abs(symbols - np.round(symbols)).max() < 1e-6
    return [[round(v) for s in symbols for v in (s.real, s.imag)]]


def modulation_inputs() -> list[list]:
    return [[order] for order in MODULATIONS]


KINDS = {
    "crc": (crc_inputs, crc_case),
    "ldpc": (ldpc_inputs, ldpc_case),
    "chain": (chain_inputs, chain_case),
    "block": (block_inputs, block_case),
    "scrambling": (scrambling_inputs, scrambling_case),
    "modulation": (modulation_inputs, modulation_case),
}
FILE = Path(__file__).with_name("vectors.json")


def check(step: int) -> None:
    """Makes every `step`th case again; an odd step meets all orders and versions."""
    committed = json.loads(FILE.read_text())
    wrong = []
    for name, (inputs, case) in KINDS.items():
        wanted = inputs()
        rows = committed[name]
        if len(rows) != len(wanted):
            wrong.append(f"{name}: {len(rows)} cases are committed, not {len(wanted)}")
            continue
        chosen = range(0, len(wanted), min(step, len(wanted)))
        for i in chosen:
            if wanted[i] + case(*wanted[i]) != rows[i]:
                wrong.append(f"{name}: {wanted[i]}")
        print(f"{name}: {len(chosen)} of {len(rows)} cases made again")
    if wrong:
        sys.exit("py3gpp makes other vectors of:\n" + "\n".join(wrong))


def write() -> None:
    cases = {
        name: [row + case(*row) for row in inputs()]
        for name, (inputs, case) in KINDS.items()
    }
    lines = [
        f'  "{name}": [\n'
        + ",\n".join("    " + json.dumps(case) for case in rows)
        + "\n  ]"
        for name, rows in cases.items()
    ]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print({name: len(rows) for name, rows in cases.items()})


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", type=int, metavar="N", help="every Nth case")
    step = parser.parse_args().check
    check(step) if step else write()
