#!/usr/bin/env bash
# Fuzzes the model loader.   usage: kernels/nn/fuzz/run.sh [SECONDS]
set -euo pipefail
cd "$(dirname "$0")"
target=$("${RUSTC:-rustc}" -vV | sed -n 's/^host: //p')
pass="-Cpasses=sancov-module -Ccodegen-units=1 --cfg fuzzing"
for option in level=4 inline-8bit-counters pc-table trace-compares; do
  pass+=" -Cllvm-args=-sanitizer-coverage-$option"
done
# With --target, build scripts stay without the pass.
RUSTFLAGS=$pass cargo build --release --bin load --target "$target"
mkdir -p artifacts found
"target/$target/release/load" -max_total_time="${1:-600}" -max_len=20000 -rss_limit_mb=2048 -timeout=10 \
  -print_final_stats=1 -artifact_prefix=artifacts/ found corpus/load
"target/$target/release/load" -set_cover_merge=1 -use_counters=0 corpus/load found
