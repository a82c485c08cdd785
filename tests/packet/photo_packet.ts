import { type PacketFields, packetize, serialize } from "../../functions/_shared/packet/index.ts";
import { Random } from "../../functions/_shared/random.ts";
import * as entropy from "../../kernels/entropy/wasm.ts";
import { photoLikeLatents } from "../entropy/latents.ts";

/** A packet as a photo of 384 × 256 pixels gives it: real streams of seeded latents, with every section. */
export function photoFields(seed: number): PacketFields {
  const x = photoLikeLatents(seed, 16, 24, 32);
  const stream = (write: (sink: entropy.Encoder) => void) => {
    const encoder = entropy.createEncoder();
    write(encoder);
    return encoder.finish();
  };
  const rest = x.mask.map((key) => 1 - key);
  const refine = (mask: Uint8Array) =>
    stream((sink) => entropy.encodeRefinement(sink, x.k0, x.r, x.params, x.h, x.w, x.channels, mask));
  const rng = new Random(seed);
  return {
    profile: "tiny",
    width: 384,
    height: 256,
    q: 12,
    rho: 8,
    modelId: 0x1138,
    prompt: Uint8Array.from({ length: 20 }, () => rng.below(256)),
    keyMap: entropy.encodeKeyMap(x.mask, x.w, x.h),
    layers: {
      base: stream((sink) => {
        entropy.encodeZ(sink, x.z, x.zMu, x.zScale);
        entropy.encodeBaseCells(sink, x.k0, x.params, x.h, x.w, x.channels, 0);
        entropy.encodeBaseCells(sink, x.k0, x.params, x.h, x.w, x.channels, 1);
      }),
      key: refine(x.mask),
      rest: refine(rest),
    },
  };
}

/** {@linkcode photoFields} as bytes. */
export function photoPacket(seed: number): Uint8Array {
  return serialize(packetize(photoFields(seed)));
}
