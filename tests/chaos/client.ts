/**
 * A client as one writes it who reads only the documentation: it sends with an Idempotency-Key until it is told «accepted», then asks
 * until there is a result. Broken connections, 429 and 5xx are reasons to ask again; any other answer is an error.
 *
 * @module
 */
import { sha256 } from "../../functions/_shared/bytes.ts";
import { photo } from "./photo.ts";

/** What became of one upload. */
export interface Uploaded {
  /** The job that the service made of it. */
  id: string;
  /** SHA-256 of the result. */
  sum: string;
  /** Attempts that the service made. */
  attempts: number;
  /** Requests that the client had to repeat. */
  retries: number;
  /** From the first request to the result. */
  seconds: number;
}

const QUERY = "forward=true&steps=0&cbr=0.3";
const PATIENCE_MS = 600_000;
const ANSWER_WITHIN_MS = 20_000;
const RETRY_MS = 200;
const POLL_MS = 250;

/** Sends photo number `i` and waits for its result. */
export async function upload(url: string, i: number): Promise<Uploaded> {
  const began = performance.now();
  let retries = 0;
  const ask = async (target: string, status: number, init?: RequestInit) => {
    const answer = await again(target, status, init);
    retries += answer.retries;
    return answer.body;
  };
  const { id, links } = JSON.parse(text(await ask(`${url}/v1/transmit?${QUERY}`, 202, post(i))));
  for (;;) {
    const job = JSON.parse(text(await ask(url + links.self, 200)));
    if (job.status === "succeeded") {
      const sum = await sha256(await ask(url + links.result, 200));
      return { id, sum, attempts: job.attempts, retries, seconds: (performance.now() - began) / 1000 };
    }
    if (job.status === "failed" || job.status === "cancelled") throw new Error(`Upload ${i} ${JSON.stringify(job)}`);
    await wait(POLL_MS);
  }
}

/** Sends photo number `i` once more, as a client does that never saw the answer: the job that it is told, and the result. */
export async function uploadAgain(url: string, i: number): Promise<Pick<Uploaded, "id" | "sum">> {
  const { id, links } = JSON.parse(text((await again(`${url}/v1/transmit?${QUERY}`, 202, post(i))).body));
  return { id, sum: await sha256((await again(url + links.result, 200)).body) };
}

function post(i: number): RequestInit {
  const headers = { "content-type": "image/png", prefer: "respond-async", "idempotency-key": `photo-${i}` };
  return { method: "POST", body: photo(i), headers };
}

/** Asks until the status is what it has to be. */
async function again(
  url: string,
  status: number,
  init?: RequestInit,
): Promise<{ body: Uint8Array<ArrayBuffer>; retries: number }> {
  const until = performance.now() + PATIENCE_MS;
  let last = "no answer";
  for (let retries = 0; performance.now() < until; retries++) {
    const answer = await once(url, init);
    if (answer?.status === status) return { body: answer.body, retries };
    if (answer !== undefined) {
      last = `${answer.status} ${text(answer.body).slice(0, 300)}`;
      if (answer.status < 500 && answer.status !== 429) throw new Error(`${url} answered ${last}`);
    }
    await wait(RETRY_MS);
  }
  throw new Error(`${url} did not come to ${status} in ${PATIENCE_MS / 1000} s: ${last}`);
}

/** One request; undefined where the connection broke or nothing came. */
async function once(
  url: string,
  init?: RequestInit,
): Promise<{ status: number; body: Uint8Array<ArrayBuffer> } | undefined> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    return { status: response.status, body: new Uint8Array(await response.arrayBuffer()) };
  } catch {
    return undefined;
  }
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
