/** Stage stand-ins for the contract tests: they show what the apps hand over. */
import { type Config, loadConfig } from "../../functions/_shared/http/config.ts";
import { SemcastError } from "../../functions/_shared/errors.ts";
import type { ReceiveService } from "../../functions/receive/app.ts";
import type { TransmitService } from "../../functions/transmit/app.ts";
import type { ReceiveOptions, TransmitOptions } from "../../functions/_shared/options.ts";

/** Configuration with defaults but for what is given. */
export function config(values: Record<string, string> = {}): Config {
  return loadConfig((name) => values[name]);
}

/** A transmitter whose packet is the photo itself; a photo that starts with 0 is malformed. */
export function stubTransmitter(): TransmitService & { seen: { photo: Uint8Array; options: TransmitOptions }[] } {
  const seen: { photo: Uint8Array; options: TransmitOptions }[] = [];
  return {
    seen,
    ready: () => Promise.resolve(),
    transmit(photo, options) {
      seen.push({ photo, options });
      if (photo[0] === 0) return Promise.reject(new SemcastError("malformed", "Photo starts with 0"));
      if (photo[0] === 1) return Promise.reject(new Error("secret of ours"));
      return Promise.resolve({ bytes: new Uint8Array(photo), symbols: 10, cbr: 0.01, bpp: 0.1, ms: { total: 1 } });
    },
  };
}

/** A receiver whose picture is the packet itself. */
export function stubReceiver(): ReceiveService & { seen: { packet: Uint8Array; options: ReceiveOptions }[] } {
  const seen: { packet: Uint8Array; options: ReceiveOptions }[] = [];
  return {
    seen,
    ready: () => Promise.reject(new SemcastError("internal", "No models here")),
    receive(packet, options) {
      seen.push({ packet, options });
      return Promise.resolve({
        png: new Uint8Array(packet),
        report: {
          image: { width: 2, height: 1 },
          prompt: null,
          key_fraction: null,
          layers: [{ name: "base", bytes: 3, crc_ok: true }],
          decoder: { runtime: "wasm", steps: 0, degraded: false },
          ms: { decode: 1, diffuse: 0, total: 1 },
        },
      });
    },
  };
}

/** Asserts a problem document and returns it. */
export async function problemOf(
  response: Response,
): Promise<{ type: string; status: number; detail?: string; errors?: { field: string; message: string }[] }> {
  const type = response.headers.get("content-type");
  if (type !== "application/problem+json") throw new Error(`Expected a problem, got ${response.status} ${type}`);
  const body = await response.json();
  if (body.status !== response.status) throw new Error(`Problem says ${body.status}, response ${response.status}`);
  return body;
}
