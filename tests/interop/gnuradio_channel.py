#!/usr/bin/env python3
"""Carries a SigMF recording through GNU Radio's own channel model, without a screen.

file_source -> delay -> channel_model (noise, carrier offset, clock offset) -> file_sink

    python3 gnuradio_channel.py IN OUT --noise VOLTAGE --frequency CYCLES_A_SAMPLE --epsilon RATIO --delay SAMPLES

IN and OUT are recordings without .sigmf-meta or .sigmf-data. Debian: apt-get install --no-install-recommends gnuradio.
"""

import argparse
import json
import pathlib

from gnuradio import blocks, channels, gr


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("sink", type=pathlib.Path)
    parser.add_argument("--noise", type=float, default=0.0, help="square root of the noise variance of a sample")
    parser.add_argument("--frequency", type=float, default=0.0, help="carrier offset in cycles a sample")
    parser.add_argument("--epsilon", type=float, default=1.0, help="the sender's clock against the receiver's")
    parser.add_argument("--delay", type=int, default=0, help="samples of noise alone before the recording")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()

    graph = gr.top_block("semcast channel")
    source = blocks.file_source(gr.sizeof_gr_complex, f"{args.source}.sigmf-data", False)
    delay = blocks.delay(gr.sizeof_gr_complex, args.delay)
    channel = channels.channel_model(args.noise, args.frequency, args.epsilon, [1.0 + 0.0j], args.seed)
    sink = blocks.file_sink(gr.sizeof_gr_complex, f"{args.sink}.sigmf-data", False)
    graph.connect(source, delay, channel, sink)
    graph.run()
    sink.close()

    meta = json.loads(pathlib.Path(f"{args.source}.sigmf-meta").read_text())
    keep = ("core:datatype", "core:version", "core:sample_rate", "core:extensions", "semcast:samples_per_symbol")
    received = {
        "global": {key: meta["global"][key] for key in keep if key in meta["global"]}
        | {"core:recorder": f"GNU Radio {gr.version()}"},
        "captures": [{"core:sample_start": 0}],
        "annotations": [],
    }
    pathlib.Path(f"{args.sink}.sigmf-meta").write_text(json.dumps(received, indent=2) + "\n")
    samples = pathlib.Path(f"{args.sink}.sigmf-data").stat().st_size // gr.sizeof_gr_complex
    print(f"GNU Radio {gr.version()}: {samples} samples")


main()
