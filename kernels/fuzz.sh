#!/usr/bin/env bash
# Fuzzes a kernel's parser with libFuzzer; new coverage is merged into its corpus, finds land in artifacts.
#   usage: kernels/fuzz.sh CRATE TARGET [SECONDS]
# Needs only a stable compiler (and a C++ compiler for libFuzzer): the coverage that `cargo fuzz` asks a nightly compiler for
# is an LLVM pass, which stable knows too. All crates share a folder of what is compiled, so that libFuzzer is once.
set -euo pipefail
name=$2 seconds=${3:-600}
cd "$(dirname "$0")/$1/fuzz"
export CARGO_TARGET_DIR=$PWD/../../target/fuzz
target=$("${RUSTC:-rustc}" -vV | sed -n 's/^host: //p')
pass="-Cpasses=sancov-module -Ccodegen-units=1 --cfg fuzzing"
for option in level=4 inline-8bit-counters pc-table trace-compares; do
  pass+=" -Cllvm-args=-sanitizer-coverage-$option"
done
# With --target, build scripts stay without the pass.
RUSTFLAGS=$pass cargo build --release --bin "$name" --target "$target"
mkdir -p artifacts "found/$name" "corpus/$name"
"$CARGO_TARGET_DIR/$target/release/$name" -max_total_time="$seconds" -max_len=20000 -rss_limit_mb=2048 -timeout=10 \
  -print_final_stats=1 -artifact_prefix=artifacts/ "found/$name" "corpus/$name"
"$CARGO_TARGET_DIR/$target/release/$name" -set_cover_merge=1 -use_counters=0 "corpus/$name" "found/$name"
