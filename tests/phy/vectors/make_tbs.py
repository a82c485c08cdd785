"""Writes tbs.json: MCS tables and transport-block sizes as Sionna has them, TS 38.214 clauses 5.1.3.1 and 5.1.3.2.

    pip install sionna-no-rt==2.2.0 py3gpp==0.6.0 && python tests/phy/vectors/make_tbs.py

py3gpp must agree.
"""

import json
import random
from pathlib import Path

import py3gpp
from sionna.phy.nr.utils import calculate_tb_size, decode_mcs_index

MODULATIONS = {2: "QPSK", 4: "16QAM", 6: "64QAM", 8: "256QAM"}
ROWS = {1: 29, 2: 28, 3: 29}


def main() -> None:
    tables = {
        table: [
            (int(order), round(float(rate) * 10240) / 10)
            for order, rate in (
                decode_mcs_index(i, table, is_pusch=False) for i in range(rows)
            )
        ]
        for table, rows in ROWS.items()
    }
    pick = random.Random(38214)
    cases = []
    while len(cases) < 600:
        table = pick.choice([1, 2, 3])
        index = pick.randrange(ROWS[table])
        order, rate = tables[table][index]
        blocks = pick.choice([1, 2, 3, 5, 8, 13, 24, 52, 106, 273, pick.randint(1, 275)])
        symbols, dmrs = pick.randint(1, 14), pick.choice([0, 4, 6, 12, 24, 36])
        overhead, layers = pick.choice([0, 6, 12, 18]), pick.choice([1, 1, 2, 3, 4])
        scaling = pick.choice([1, 1, 1, 0.5, 0.25])
        left = 12 * symbols - dmrs - overhead
        if left <= 0:
            continue
        information = scaling * min(156, left) * blocks * layers * order * rate / 1024
        # Sionna truncates the coded bits and multiplies in single precision: exact N_info is handed to it instead.
        size = int(
            calculate_tb_size(order, rate / 1024, information, num_coded_bits=order * layers * 10**5, num_layers=layers)[0]
        )
        theirs = py3gpp.nrTBS(
            MODULATIONS[order], layers, blocks, 12 * symbols - dmrs, rate / 1024, overhead, scaling
        )
        assert size == theirs, (information, size, theirs)
        cases.append([table, index, blocks, symbols, dmrs, overhead, layers, scaling, size])
    lines = ",\n".join("    " + json.dumps(case) for case in cases)
    columns = "table, index, resource blocks, symbols, dmrs, overhead, layers, scaling, bits"
    Path(__file__).with_name("tbs.json").write_text(
        f'{{\n  "tables": {json.dumps(tables)},\n  "columns": "{columns}",\n  "sizes": [\n{lines}\n  ]\n}}\n'
    )
    print(f"{len(cases)} sizes, py3gpp agrees with all")


if __name__ == "__main__":
    main()
