#!/usr/bin/env bash
# Fuzzes the comparison of two pictures.   usage: kernels/metrics/fuzz/run.sh [SECONDS]
exec "$(dirname "$0")/../../fuzz.sh" metrics similarity "$@"
