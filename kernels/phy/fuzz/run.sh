#!/usr/bin/env bash
# Fuzzes the receiver of transport blocks, then that of frames.   usage: kernels/phy/fuzz/run.sh [SECONDS]
set -euo pipefail
for target in receive frame; do "$(dirname "$0")/../../fuzz.sh" phy "$target" "$@"; done
