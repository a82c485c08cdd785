#!/usr/bin/env python3
"""Prints GNU Radio's own root raised cosine as JSON: gnuradio_pulse.py SAMPLES_PER_SYMBOL ROLL_OFF TAPS"""

import json
import sys

from gnuradio.filter import firdes

sps, roll_off, taps = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
print(json.dumps(firdes.root_raised_cosine(1.0, sps, 1.0, roll_off, taps)))
