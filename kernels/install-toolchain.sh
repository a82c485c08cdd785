#!/usr/bin/env bash
# Puts a Rust compiler with the wasm32-unknown-unknown target, wasm-bindgen and wasm-pack on this machine; a second run
# returns at once. Needs network to the package registries only.
#   usage: kernels/install-toolchain.sh && source kernels/toolchain.env
# On Debian (as root) it takes the distribution's compiler and compiles the standard library for wasm32 once from the
# distribution's source package: this is the compiler that the committed builds come from. Elsewhere it takes rustup's.
set -euo pipefail
cd "$(dirname "$0")"
BINDGEN=0.2.130
PACK=0.15.0

debian() {
  local lib=/usr/lib/rustlib/wasm32-unknown-unknown/lib
  if ! [ -x /usr/bin/rustc ] || ! [ -x /usr/bin/wasm-ld-19 ] || ! [ -d /usr/lib/rustlib/src/rust/library ] || ! [ -x /usr/bin/cargo-clippy ]; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends gcc libc6-dev rustc-web cargo-web rust-web-src rust-web-clippy lld-19 >/dev/null
  fi
  ls "$lib"/libstd-*.rlib >/dev/null 2>&1 || build_std "$lib"
  cat >toolchain.env <<'ENV'
export RUSTC=/usr/bin/rustc CARGO=/usr/bin/cargo RUSTDOC=/usr/bin/rustdoc
export PATH=/usr/bin:$HOME/.cargo/bin:$PATH
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=/usr/bin/wasm-ld-19
ENV
}

build_std() { # folder of the target's libraries
  local work
  work=$(mktemp -d)
  mkdir "$work/src"
  : >"$work/src/lib.rs"
  cat >"$work/Cargo.toml" <<'TOML'
[package]
name = "sysroot_probe"
version = "0.0.0"
edition = "2021"
[profile.release]
opt-level = 3
debug = false
TOML
  (cd "$work" && RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 RUSTFLAGS="-C embed-bitcode=yes" CARGO_PROFILE_RELEASE_LTO=off \
    /usr/bin/cargo build --release --quiet -Z build-std=std,panic_abort --target wasm32-unknown-unknown)
  mkdir -p "$1"
  find "$work/target/wasm32-unknown-unknown/release/deps" -name 'lib*.rlib' ! -name 'libsysroot_probe*' -exec cp {} "$1/" \;
  rm -rf "$work"
}

if [ -f /etc/debian_version ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  debian
else
  rustup target add wasm32-unknown-unknown
  rustup component add clippy
  echo 'export PATH=$HOME/.cargo/bin:$PATH' >toolchain.env
fi
# shellcheck disable=SC1091
source ./toolchain.env

# The locked dependencies if the registry serves them all (a mirror may lag behind), else what it has instead.
tool() { # crate, version
  cargo install --quiet --locked --version "$2" "$1" || cargo install --quiet --version "$2" "$1"
}
[ "$(wasm-bindgen --version 2>/dev/null)" = "wasm-bindgen $BINDGEN" ] || tool wasm-bindgen-cli "$BINDGEN"
[ "$(wasm-pack --version 2>/dev/null)" = "wasm-pack $PACK" ] || tool wasm-pack "$PACK"
echo "ready: $(rustc --version); $(wasm-bindgen --version); $(wasm-pack --version)"
