#!/usr/bin/env bash
# Builds the codec's kernels without SIMD, for tests/interpreter.
#   usage: kernels/build_scalar.sh FOLDER
set -euo pipefail
out=$(mkdir -p "$1" && cd "$1" && pwd)
cd "$(dirname "$0")"
# shellcheck disable=SC1091
[ ! -f toolchain.env ] || source ./toolchain.env
target=wasm32-unknown-unknown
for crate in nn entropy pixels; do
  RUSTC_BOOTSTRAP=1 RUSTFLAGS="-C target-feature=-simd128" CARGO_TARGET_DIR="$PWD/target/wasm-scalar" \
    "${CARGO:-cargo}" rustc --quiet --release --lib --crate-type cdylib --target $target -Z build-std=std,panic_abort \
    --package "semcast-$crate"
  wasm-bindgen --target bundler --out-dir "$out/$crate" --out-name "$crate" "target/wasm-scalar/$target/release/$crate.wasm"
done
