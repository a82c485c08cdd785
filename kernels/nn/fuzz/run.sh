#!/usr/bin/env bash
# Fuzzes the model loader.   usage: kernels/nn/fuzz/run.sh [SECONDS]
exec "$(dirname "$0")/../../fuzz.sh" nn load "$@"
