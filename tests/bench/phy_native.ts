/**
 * The LDPC decoder in WASM against the same Rust code, built natively for this machine's processor.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { phyFigures } from "./phy.ts";

const KERNELS = fileURLToPath(new URL("../../kernels/", import.meta.url));
/** Finds the toolchain as kernels/build.sh does. */
const BUILD = `
[ ! -f toolchain.env ] || . ./toolchain.env
command -v cargo >/dev/null || exit 3
RUSTFLAGS="-C target-cpu=native" CARGO_TARGET_DIR=target/native \\
  cargo build --quiet --release -p semcast-phy --example ldpc_speed && target/native/release/examples/ldpc_speed`;

async function nativeSpeed(): Promise<number> {
  const { code, stdout, stderr } = await new Deno.Command("bash", { args: ["-c", BUILD], cwd: KERNELS }).output();
  if (code === 3) throw new Error("needs a native build of the kernel, which needs Rust");
  if (code !== 0) throw new Error(`native build failed: ${new TextDecoder().decode(stderr).trim()}`);
  return JSON.parse(new TextDecoder().decode(stdout)).mbit_s;
}

/** Speed in WASM over speed natively, the better of two runs each. */
export async function nativeRatio(): Promise<number> {
  const native = [await nativeSpeed()];
  const wasm = [phyFigures().ldpc_decode_mbit_s];
  native.push(await nativeSpeed());
  wasm.push(phyFigures().ldpc_decode_mbit_s);
  return Math.max(...wasm) / Math.max(...native);
}

if (import.meta.main) console.log(`ldpc_decode_vs_native ${(await nativeRatio()).toFixed(3)}`);
