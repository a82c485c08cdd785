#!/usr/bin/env bash
# Puts a Rust compiler with the sources of its standard library, wasm-bindgen and wasm-pack on this machine; a second
# run returns at once. Needs network to the package registries only.
#   usage: kernels/install-toolchain.sh && source kernels/toolchain.env
# On Debian (as root) it takes the distribution's compiler, from which the committed builds come; elsewhere rustup's.
set -euo pipefail
cd "$(dirname "$0")"
BINDGEN=0.2.130
PACK=0.15.0

debian() {
  if ! [ -x /usr/bin/rustc ] || ! [ -x /usr/bin/wasm-ld-19 ] || ! [ -d /usr/lib/rustlib/src/rust/library ] || ! [ -x /usr/bin/cargo-clippy ]; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends gcc libc6-dev rustc-web cargo-web rust-web-src rust-web-clippy lld-19 >/dev/null
  fi
  # wasm-pack wants the target's folder; what would be in it is built along with each kernel.
  mkdir -p /usr/lib/rustlib/wasm32-unknown-unknown/lib
  cat >toolchain.env <<'ENV'
export RUSTC=/usr/bin/rustc CARGO=/usr/bin/cargo RUSTDOC=/usr/bin/rustdoc
export PATH=/usr/bin:$HOME/.cargo/bin:$PATH
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=/usr/bin/wasm-ld-19
ENV
}

if [ -f /etc/debian_version ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  debian
else
  rustup target add wasm32-unknown-unknown
  rustup component add clippy rust-src
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
