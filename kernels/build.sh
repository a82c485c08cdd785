#!/usr/bin/env bash
# Builds the kernels with wasm-pack into kernels/pkg (committed, so that users need no Rust).
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
export SEMCAST_CARGO=${CARGO:-$(command -v cargo)}

# The standard library is built along, for size and without the texts of panics, which nobody could read in a trap.
build() { # crate, folder, target features, folder of what is compiled (other features compile it all again)
  rm -rf "pkg/$2"
  PATH="$PWD/cdylib:$PATH" RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR="$PWD/target/$4" \
    RUSTFLAGS="$remap -C target-feature=$3 -C strip=symbols -Z unstable-options -C panic=immediate-abort" \
    wasm-pack --quiet build "$1" --target bundler --mode no-install --no-pack --out-dir "../pkg/$2" --out-name "$1" \
    --release -- -Z build-std=std,panic_abort -Z build-std-features=optimize_for_size
  rm -f "pkg/$2/.gitignore"
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
