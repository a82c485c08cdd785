#!/usr/bin/env bash
# Builds the kernels into kernels/pkg (committed, so that users need no Rust).
#   usage: kernels/build.sh [CRATE…]      default: all
# Paths are remapped so that the same compiler gives the same bytes on every machine.
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck disable=SC1091
[ ! -f toolchain.env ] || source ./toolchain.env
crates=("$@")
[ ${#crates[@]} -gt 0 ] || crates=(pixels nn entropy phy metrics)
cargo_home=${CARGO_HOME:-$HOME/.cargo}
remap="--remap-path-prefix=$PWD=/semcast/kernels --remap-path-prefix=$cargo_home=/cargo --remap-path-prefix=$(${RUSTC:-rustc} --print sysroot)=/rust"
target=wasm32-unknown-unknown

# What `wasm-pack build --target bundler` does, but for three things that it cannot be told: only a cdylib (beside an rlib,
# which tests and fuzzers link, cargo optimizes nothing across crates), a standard library built along for size and without
# the texts of panics, which nobody could read in a trap, and no names of functions.
build() { # crate, folder, target features, folder of what is compiled (other features compile it all again)
  local work=$PWD/target/$4
  RUSTC_BOOTSTRAP=1 RUSTFLAGS="$remap -C target-feature=$3 -Z unstable-options -C panic=immediate-abort" \
    CARGO_TARGET_DIR="$work" "${CARGO:-cargo}" rustc --quiet --release --lib --crate-type cdylib --target $target \
    -Z build-std=std,panic_abort -Z build-std-features=optimize_for_size --package "semcast-$1"
  rm -rf "pkg/$2"
  wasm-bindgen --target bundler --remove-name-section --remove-producers-section --out-dir "pkg/$2" --out-name "$1" \
    "$work/$target/release/$1.wasm"
  echo "kernels/pkg/$2: $(gzip -9 -c "pkg/$2/$1_bg.wasm" | wc -c) bytes gzipped"
}

for crate in "${crates[@]}"; do
  case $crate in
    nn)
      build "$crate" "$crate" +simd128 wasm
      build "$crate" "$crate-relaxed" +simd128,+relaxed-simd wasm-relaxed
      ;;
    *) build "$crate" "$crate" +simd128 wasm ;;
  esac
done
# The drift check compares only builds of one and the same compiler.
echo "$("${RUSTC:-rustc}" --version); $(wasm-bindgen --version)" >pkg/TOOLCHAIN
