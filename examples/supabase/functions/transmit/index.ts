// The transmitter as a Supabase function: POST a photo, get a packet. Its files lie beside it:
//   npm install semcast && mkdir -p semcast/models/tiny
//   cp -r node_modules/semcast/kernels semcast/
//   cp node_modules/semcast/models/manifest.json semcast/models/
//   cp node_modules/semcast/models/tiny/codec.* node_modules/semcast/models/tiny/key_map.scnn semcast/models/tiny/
//   curl --data-binary @photo.jpg -o photo.semcast 'http://127.0.0.1:54321/functions/v1/transmit?snr=3'
import { createTransmitter, SemcastError } from "semcast/transmitter";

const files = new URL("./semcast/", import.meta.url);
const transmitter = createTransmitter({
  kernels: (name) => new URL(`kernels/${name}.wasm`, files),
  models: new URL("models/", files),
  // An edge function has 256 MB of memory and two seconds of CPU.
  limits: { maxPixels: 1_100_000 },
});

Deno.serve(async (request) => {
  if (request.method !== "POST") return new Response("POST a photo\n", { status: 405, headers: { allow: "POST" } });
  const snr = Number(new URL(request.url).searchParams.get("snr") ?? 3);
  try {
    const photo = new Uint8Array(await request.arrayBuffer());
    const { packet, symbols } = (await transmitter).encode(photo, { snr });
    return new Response(packet, {
      headers: { "content-type": "application/vnd.semcast.packet", "semcast-symbols": String(symbols) },
    });
  } catch (error) {
    const { code, message } = error instanceof SemcastError
      ? error
      : { code: "internal", message: "Transmitter failed" };
    const status = code === "internal" || code === "unavailable" ? 500 : code === "budget-too-small" ? 422 : 400;
    return Response.json({ code, message }, { status });
  }
});
