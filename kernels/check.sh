#!/usr/bin/env bash
# Checks of the kernels that need Rust: clippy, Rust tests, and the drift check (rebuild, compare with what is committed).
#   usage: kernels/check.sh [--if-installed]   with the flag: says «skipped» where the toolchain is absent
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck disable=SC1091
[ ! -f toolchain.env ] || source ./toolchain.env
if ! command -v cargo >/dev/null || ! command -v wasm-pack >/dev/null; then
  echo "skipped: clippy, Rust tests and drift check (no Rust toolchain; kernels/install-toolchain.sh installs it)"
  [ "${1:-}" = --if-installed ] && exit 0 || exit 1
fi

cargo clippy --quiet --workspace --all-targets -- -D warnings
echo "clippy: clean"
# Optimized, since the LDPC decoder is slow otherwise, but without the long link of a release.
CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 cargo test --quiet --release --workspace
echo "Rust tests: passed"

# Another compiler gives other bytes: only the one named in pkg/TOOLCHAIN can tell drift from a changed compiler.
built_with=$(cat pkg/TOOLCHAIN 2>/dev/null || true)
here="$(rustc --version); $(wasm-bindgen --version)"
if [ "$built_with" != "$here" ]; then
  echo "skipped: drift check (committed builds are from «$built_with», here is «$here»)"
  exit 0
fi
./build.sh
if [ -n "$(git status --porcelain -- pkg)" ]; then
  git --no-pager diff --stat -- pkg
  git status --porcelain -- pkg
  echo "kernels/pkg has drifted from its sources: run kernels/build.sh and commit"
  exit 1
fi
echo "kernels/pkg: no drift"
