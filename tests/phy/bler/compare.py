"""Block-error rate over white noise: our link against Sionna, in one run.

Sionna makes payloads, check, code words, scrambling, symbols and noise; both receivers get the same noisy symbols and run a
layered min-sum decoder (Sionna's with offset 0.5, in floating point) for the same number of iterations, without early stop
there, with it here. Ours runs over its own transmitter and noise besides. Prints the SNR of a block-error rate of 1 % of each
and what ours needs more, with its standard error, and writes JSON and a plot's curves.

Sionna's layered decoder takes up to seconds a block, so it gets only the hard ones, and what it is spared counts in its
favour: blocks that ours decoded within half the iterations count as decoded by Sionna (some are decoded as a check), and so
do those that Sionna's flooding decoder decodes in twice the iterations, which is many times faster.

    pip install sionna-no-rt==2.2.0
    python tests/phy/bler/compare.py --deno "npx -y deno@2.9.6" --out docs/physical-layer/bler.json
    deno run --allow-read --allow-write tests/phy/bler/plot.ts docs/physical-layer/bler.json
"""

import argparse
import json
import math
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from sionna.phy.channel import AWGN
from sionna.phy.fec.crc import CRCEncoder
from sionna.phy.fec.ldpc import LDPC5GDecoder, LDPC5GEncoder
from sionna.phy.fec.scrambling import TB5GScrambler
from sionna.phy.mapping import Constellation, Demapper, Mapper

HERE = Path(__file__).parent
NAMES = {2: "QPSK", 4: "16QAM", 6: "64QAM", 8: "256QAM"}
# Bits a symbol, code rate, payload bytes, blocks at each SNR: fewer where Sionna takes long and the curve is steep.
CONFIGS = [
    (2, (1, 5), 61, 5000),
    (2, (1, 3), 126, 4000),
    (2, (1, 2), 250, 4000),
    (4, (1, 2), 476, 3000),
    (4, (2, 3), 501, 3000),
    (6, (1, 2), 1053, 1200),
    (6, (3, 4), 765, 3000),
    (8, (8, 9), 1053, 4000),
]
TARGET = 1e-2
POINTS = [10**-1.5, 10**-2, 10**-2.5]


class Ours:
    """The process of ours.ts."""

    def __init__(self, deno):
        command = [*shlex.split(deno), "run", "--no-prompt", "--allow-read", str(HERE / "ours.ts")]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, **request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


class Sionna:
    """Sionna's chain for one transport block of one code block."""

    def __init__(self, order, coded, payload, iterations, demapper):
        check = "CRC24A" if payload > 3824 else "CRC16"
        used = payload + (24 if payload > 3824 else 16)
        rate = payload / coded
        # TS 38.212 clause 7.2.2.
        graph = "bg2" if payload <= 292 or (payload <= 3824 and rate <= 0.67) or rate <= 0.25 else "bg1"
        self.order, self.payload, self.used = order, payload, used
        self.crc = CRCEncoder(check)
        self.encoder = LDPC5GEncoder(used, coded, num_bits_per_symbol=order, bg=graph)
        self.scrambler = TB5GScrambler(n_rnti=0, n_id=0)
        self.mapper = Mapper("qam", order)
        self.demapper = Demapper("maxlog" if demapper == "max-log" else "app", constellation=Constellation("qam", order))
        self.flooding, self.layered = (
            LDPC5GDecoder(self.encoder, cn_update="offset-minsum", cn_schedule=schedule, num_iter=count)
            for schedule, count in [("flooding", 2 * iterations), ("layered", iterations)]
        )
        self.noise = AWGN()
        # Bounds the memory of a batch.
        self.batch = max(1, 4_000_000 // (self.encoder.z * 316))

    def transmit(self, bits):
        words = self.encoder(self.crc(bits))
        return self.mapper(self.scrambler(words))

    def decodes(self, received, bits, n0):
        """Whether each block is decoded, by flooding or else in layers."""
        right = np.zeros(len(bits), bool)
        for decoder in (self.flooding, self.layered):
            left = np.flatnonzero(~right)
            for at in range(0, len(left), self.batch):
                part = left[at : at + self.batch]
                soft = self.demapper(received[part], torch.tensor(n0))
                out = decoder(self.scrambler(soft, binary=False))[:, : self.payload]
                right[part] = (out == bits[part]).all(dim=1).numpy()
        return right


def line(snrs, errors, blocks, slope=None):
    """SNR of the target and slope in decades a dB: a straight line through the logarithms, weighted by the errors."""
    errors = np.maximum(errors, 0.5)
    rates, weights = np.log10(errors / blocks), np.sqrt(errors)
    if slope is None:
        slope = np.polyfit(snrs, rates, 1, w=weights)[0]
    offset = np.average(rates - slope * np.array(snrs), weights=weights**2)
    return (math.log10(TARGET) - offset) / slope, slope


def find_points(ours, block, blocks, begin):
    """SNRs at which ours loses about so many blocks, by its own simulation."""
    many = min(blocks, 1500)

    def lost(snr):
        return ours.ask(task="simulate", snr_db=snr, blocks=many, seed=1, **block)["errors"] / many

    snr = begin
    while lost(snr) > 0.5:
        snr += 0.4
    snr -= 0.4
    curve = []
    while True:
        rate = lost(snr)
        curve.append((snr, math.log10(max(rate, 0.3 / many))))
        if rate < POINTS[-1]:
            break
        snr += 0.1
    # From right to left the rate rises.
    snrs, rates = zip(*reversed(curve), strict=True)
    return [round(float(np.interp(math.log10(p), rates, snrs)), 3) for p in POINTS]


def measure(ours, config, options, folder):
    order, (over, under), bytes_, blocks = config
    blocks = max(200, round(blocks * options.scale))
    payload = 8 * bytes_
    used = payload + (24 if payload > 3824 else 16)
    symbols = math.ceil(used * under / over / order)
    block = {
        "bytes": bytes_, "symbols": symbols, "order": order,
        "iterations": options.iterations, "demapper": options.demapper,
    }  # fmt: skip
    sionna = Sionna(order, symbols * order, payload, options.iterations, options.demapper)
    name = f"{NAMES[order]} {over}/{under}, {used} bits"
    began = time.time()

    bits = torch.randint(0, 2, (1, payload)).float()
    sent = sionna.transmit(bits)[0].numpy()
    answer = ours.ask(task="encode", payload=np.packbits(bits[0].numpy().astype(np.uint8)).tolist(), **block)
    assert np.abs(sent.view(np.float32) - np.array(answer["symbols"])).max() < 1e-5, f"{name}: other symbols"

    # Capacity of the channel without constellation, in dB: no code begins to work below.
    begin = 10 * math.log10(2 ** (order * over / under) - 1)
    points = []
    file = Path(folder) / "payload"
    for snr in find_points(ours, block, blocks, begin):
        n0 = 10 ** (-snr / 10)
        bits = torch.randint(0, 2, (blocks, payload)).float()
        received = torch.cat([sionna.noise(sionna.transmit(part), torch.tensor(n0)) for part in bits.split(100)])
        file.write_bytes(np.packbits(bits.numpy().astype(np.uint8), axis=1).tobytes())
        Path(f"{file}.iq").write_bytes(received.numpy().astype(np.complex64).tobytes())
        took = np.array(ours.ask(task="decode", snr_db=snr, blocks=blocks, file=str(file), **block)["iterations"])
        doubtful = np.flatnonzero((took == 0) | (took > options.iterations / 2))
        sure = np.flatnonzero((took > 0) & (took <= options.iterations / 2))[: options.control]
        right = np.ones(blocks, bool)
        for some in (doubtful, sure):
            if len(some):
                right[some] = sionna.decodes(received[some], bits[some], n0)
        own = ours.ask(task="simulate", snr_db=snr, blocks=4 * blocks, seed=2, **block)["errors"]
        point = {
            "snr_db": snr, "blocks": blocks, "ours": int((took == 0).sum()), "sionna": int((~right).sum()),
            "both": int(((took == 0) & ~right).sum()), "decoded_by_sionna": len(doubtful) + len(sure),
            "control_lost": int((~right[sure]).sum()), "own_blocks": 4 * blocks, "own": own,
        }  # fmt: skip
        print(f"  {name}: {point}, {time.time() - began:.0f} s", file=sys.stderr, flush=True)
        points.append(point)
    return {"name": name, "graph": sionna.encoder._bg, "z": int(sionna.encoder.z), "points": points, **crossings(points)}


def crossings(points):
    """SNRs of the target, all by the slope of the most blocks, and the standard error of the difference on the same noise:
    bootstrap over the blocks."""
    snrs = [p["snr_db"] for p in points]
    blocks = np.array([p["blocks"] for p in points])
    own, slope = line(snrs, np.array([p["own"] for p in points]), np.array([p["own_blocks"] for p in points]))
    at = {who: line(snrs, np.array([p[who] for p in points]), blocks, slope)[0] for who in ("ours", "sionna")}
    random = np.random.default_rng(1)
    draws = []
    for _ in range(1000):
        lost = []
        for p in points:
            only = [p["both"], p["ours"] - p["both"], p["sionna"] - p["both"]]
            chances = np.array([*only, p["blocks"] - sum(only)]) / p["blocks"]
            both, ours_only, sionna_only, _ = random.multinomial(p["blocks"], chances)
            lost.append((both + ours_only, both + sionna_only))
        draws.append([line(snrs, errors, blocks, slope)[0] for errors in np.array(lost).T])
    draws = np.array(draws)
    return {
        **{f"{who}_db": round(float(value), 3) for who, value in {**at, "own": own}.items()},
        "slope": round(float(slope), 2),
        "sionna_error_db": round(float(draws[:, 1].std()), 3),
        "difference_db": round(float(at["ours"] - at["sionna"]), 3),
        "difference_error_db": round(float((draws[:, 0] - draws[:, 1]).std()), 3),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--deno", default="deno", help="command that runs Deno")
    parser.add_argument("--iterations", type=int, default=20)
    parser.add_argument("--demapper", choices=["max-log", "log-map"], default="max-log")
    parser.add_argument("--scale", type=float, default=1, help="blocks, as a multiple of the usual number")
    parser.add_argument("--control", type=int, default=20, help="easy blocks at each SNR that Sionna decodes as a check")
    parser.add_argument("--only", type=int, nargs="*", help="indices of the configurations, all unless told")
    parser.add_argument("--out", type=Path, help="JSON of all that was counted")
    options = parser.parse_args()
    torch.manual_seed(1)
    torch.set_num_threads(1)
    ours = Ours(options.deno)
    results = []
    print("| configuration | graph, Z | Sionna | ours, same noise | ours, own noise | ours − Sionna |")
    print("| --- | --- | --- | --- | --- | --- |", flush=True)
    with tempfile.TemporaryDirectory() as folder, torch.no_grad():
        for index in options.only if options.only is not None else range(len(CONFIGS)):
            r = measure(ours, CONFIGS[index], options, folder)
            results.append(r)
            print(
                f"| {r['name']} | {r['graph'][2]}, {r['z']} | {r['sionna_db']:.2f} ± {r['sionna_error_db']:.2f} dB"
                f" | {r['ours_db']:.2f} dB | {r['own_db']:.2f} dB"
                f" | {r['difference_db']:+.3f} ± {r['difference_error_db']:.3f} dB |",
                flush=True,
            )
            if options.out:
                settings = {"iterations": options.iterations, "demapper": options.demapper, "target": TARGET}
                options.out.write_text(json.dumps({**settings, "configurations": results}) + "\n")
    worst = max(r["difference_db"] for r in results)
    print(f"ours needs at most {worst:+.3f} dB more than Sionna at a block-error rate of {TARGET:g}")
    return 0 if worst <= 0.15 else 1


if __name__ == "__main__":
    sys.exit(main())
