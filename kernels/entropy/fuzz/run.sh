#!/usr/bin/env bash
# Fuzzes the decoders of coded streams.   usage: kernels/entropy/fuzz/run.sh [SECONDS]
exec "$(dirname "$0")/../../fuzz.sh" entropy streams "$@"
