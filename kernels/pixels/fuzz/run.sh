#!/usr/bin/env bash
# Fuzzes the picture decoders.   usage: kernels/pixels/fuzz/run.sh [SECONDS]
exec "$(dirname "$0")/../../fuzz.sh" pixels decode "$@"
