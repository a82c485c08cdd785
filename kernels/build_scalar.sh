#!/usr/bin/env bash
# Builds the codec's kernels without SIMD, for tests/interpreter; otherwise like build.sh, whose glue they are loaded by.
#   usage: kernels/build_scalar.sh FOLDER
set -euo pipefail
out=$(mkdir -p "$1" && cd "$1" && pwd)
cd "$(dirname "$0")"
# shellcheck disable=SC1091
[ ! -f toolchain.env ] || source ./toolchain.env
export SEMCAST_CARGO=${CARGO:-$(command -v cargo)}
for crate in nn entropy pixels; do
  PATH="$PWD/cdylib:$PATH" RUSTC_BOOTSTRAP=1 RUSTFLAGS="-C target-feature=-simd128 -C strip=symbols" CARGO_TARGET_DIR="$PWD/target/wasm-scalar" \
    wasm-pack --quiet build "$crate" --target bundler --mode no-install --no-pack --out-dir "$out/$crate" --out-name "$crate" \
    --release -- -Z build-std=std,panic_abort
done
