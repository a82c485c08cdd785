/**
 * Hands a packet to a receiver over HTTP and passes its answer on.
 *
 * @module
 */
import { readBody } from "../_shared/http/body.ts";
import type { Config } from "../_shared/http/config.ts";
import { answerOf, bodyOf, PACKET_TYPE } from "../_shared/http/media.ts";
import { HttpProblem, PROBLEM_TYPE, problemSchema } from "../_shared/http/problem.ts";
import type { Signer } from "../_shared/http/signature/sign.ts";
import { OptionsError } from "../_shared/options.ts";
import { SemcastError } from "../_shared/errors.ts";

/**
 * The receiver that a `forward` field means: none, the configured one, or one that the operator allowed by its exact
 * URL. Anything else is refused, so that nobody can aim this server at an address of their choice.
 *
 * @throws {HttpProblem} `forward-not-allowed`
 * @throws {OptionsError} where the field is no URL
 */
export function resolveReceiver(forward: string | string[] | undefined, config: Config): URL | undefined {
  if (forward === undefined || forward === "false" || forward === "") return undefined;
  if (Array.isArray(forward)) throw new OptionsError([{ field: "forward", message: "Given more than once" }]);
  const allowed = [config.RECEIVER_URL, ...config.FORWARD_ALLOW].filter((url) => url !== undefined).map((url) =>
    new URL(url)
  );
  if (forward === "true") {
    if (config.RECEIVER_URL === undefined) {
      throw new HttpProblem("forward-not-allowed", "No receiver is configured; set RECEIVER_URL");
    }
    return allowed[0];
  }
  if (!URL.canParse(forward)) {
    throw new OptionsError([{ field: "forward", message: "Expected true, false or a URL" }]);
  }
  const wanted = new URL(forward);
  const match = allowed.find((url) => url.href === wanted.href);
  if (match === undefined) throw new HttpProblem("forward-not-allowed", "The receiver is not on the allow-list");
  return match;
}

/** How to forward. */
export interface ForwardOptions {
  /** Options for the receiver. */
  query: URLSearchParams;
  accept: string | undefined;
  /** Key or token that the receiver wants. */
  key?: string;
  timeoutMs: number;
  /** Limit of the receiver's answer. */
  maxBytes: number;
  /** Aborts when the client goes away. */
  signal: AbortSignal;
  /** Tells the receiver that it is the same packet again. */
  id?: string;
  /** Signs the request, for receivers that take signed packets only. */
  sign?: Signer;
  fetch: typeof fetch;
}

// Answers that mean the same from us as from the receiver; every other failure of its is a bad gateway.
const PASSED_ON = new Set([200, 400, 406, 422, 503]);
const MAX_PROBLEM_BYTES = 16_384;
const PROBLEM_TIMEOUT_MS = 2000;
const HEADERS = ["content-type", "retry-after", "semcast-decoder", "vary"];

/**
 * Posts the packet and returns the receiver's answer.
 *
 * @throws {HttpProblem} `receiver-failed` (502) or `receiver-timeout` (504)
 */
export async function forwardPacket(
  packet: Uint8Array,
  receiver: URL,
  options: ForwardOptions,
): Promise<Response> {
  const url = new URL(receiver);
  for (const [name, value] of options.query) url.searchParams.append(name, value);
  const deadline = AbortSignal.timeout(options.timeoutMs);
  const body = bodyOf(packet);
  const headers = new Headers({
    "content-type": PACKET_TYPE,
    accept: options.accept ?? "image/png",
    ...(options.id === undefined ? {} : { "idempotency-key": options.id }),
    ...(options.key === undefined ? {} : { authorization: `Bearer ${options.key}` }),
  });
  try {
    await options.sign?.({ method: "POST", url, headers }, body);
    const answer = await options.fetch(url, {
      method: "POST",
      body,
      headers,
      redirect: "manual",
      signal: AbortSignal.any([deadline, options.signal]),
    });
    return await passOn(answer, options);
  } catch (error) {
    if (error instanceof HttpProblem) throw error;
    if (deadline.aborted) {
      throw new HttpProblem("receiver-timeout", `The receiver did not answer within ${options.timeoutMs} ms`);
    }
    if (error instanceof SemcastError) throw new HttpProblem("receiver-failed", "The receiver's answer is too large");
    console.error("Forwarding failed:", error instanceof Error ? error.message : error);
    throw new HttpProblem("receiver-failed", "The receiver could not be reached");
  }
}

/** The `type` of the receiver's problem; what it says beside that is for our log. */
async function problemKind(answer: Response): Promise<string> {
  try {
    const limits = { maxBytes: MAX_PROBLEM_BYTES, timeoutMs: PROBLEM_TIMEOUT_MS };
    const said = problemSchema.parse(JSON.parse(new TextDecoder().decode(await readBody(answer, limits))));
    console.error(`The receiver refused: ${JSON.stringify(said.detail ?? said.title)}`);
    if (/^urn:semcast:problem:[a-z-]{1,40}$/.test(said.type)) return said.type;
  } catch {
    // It only looked like a problem.
  }
  return PROBLEM_TYPE;
}

async function passOn(answer: Response, options: ForwardOptions): Promise<Response> {
  const type = answer.headers.get("content-type")?.split(";")[0] ?? "";
  const usable = PASSED_ON.has(answer.status) &&
    (answer.ok ? /^(image\/|application\/json$)/.test(type) : type === PROBLEM_TYPE);
  if (!usable) {
    const what = type === PROBLEM_TYPE ? await problemKind(answer) : type.slice(0, 80);
    throw new HttpProblem("receiver-failed", `The receiver answered with status ${answer.status}, ${what}`);
  }
  const body = await readBody(answer, { maxBytes: options.maxBytes, timeoutMs: options.timeoutMs });
  const headers: Record<string, string> = {};
  for (const name of HEADERS) {
    const value = answer.headers.get(name);
    if (value !== null) headers[name] = value;
  }
  return answerOf(body, headers, answer.status);
}
