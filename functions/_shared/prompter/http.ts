/**
 * A prompter behind any OpenAI-compatible vision endpoint (Ollama, vLLM, llama.cpp, a cloud's). What it answers is
 * untrusted: bounded in size and time, checked against the prompt's schema, and never evaluated.
 *
 * @module
 */
import type { Rgb } from "../../../kernels/pixels/wasm.ts";
import { SemcastError } from "../errors.ts";
import type { Prompt } from "../semantics/index.ts";
import { question, readAnswer } from "./ask.ts";
import type { Prompter } from "./prompter.ts";

/** Where and how to ask. */
export interface HttpPrompterOptions {
  /** Base URL of the API, as `http://127.0.0.1:11434/v1`. */
  url: string;
  model: string;
  /** Bearer token; none is sent where there is none. Never logged. */
  key?: string;
  /** Time for one attempt, in ms. */
  timeoutMs: number;
  /** Attempts after the first that failed. */
  retries: number;
  /** Who speaks where the endpoint does not. */
  fallback: Prompter;
  /** Wait before attempt n, in ms; tests make it short. */
  waitMs?: number;
}

/** Most bytes of an answer that are read. */
const MOST_BYTES = 65_536;
/** Answers after which another attempt may help: overload, and faults of the server's. */
const RETRIED = new Set([408, 429, 500, 502, 503, 504]);

/** A failure of the endpoint; `final` where asking again would not help. */
class PrompterFailure extends Error {
  constructor(message: string, readonly final: boolean) {
    super(message);
  }
}

/** Asks the endpoint, again where that may help, and lets the fallback speak where all attempts failed. */
export function httpPrompter(options: HttpPrompterOptions): Prompter {
  return async (photo, signal) => {
    let why = "";
    for (let attempt = 0; attempt <= options.retries; attempt++) {
      try {
        return { prompt: await ask(photo, options, signal), by: "http" };
      } catch (error) {
        signal?.throwIfAborted();
        why = error instanceof Error ? error.message : String(error);
        if (error instanceof PrompterFailure && error.final) break;
        if (attempt < options.retries) await wait((options.waitMs ?? 250) * 2 ** attempt, signal);
      }
    }
    console.error(`Prompter failed, another stands in: ${why}`);
    return { ...await options.fallback(photo, signal), fallback: why };
  };
}

async function ask(
  photo: Rgb,
  { url, model, key, timeoutMs }: HttpPrompterOptions,
  signal?: AbortSignal,
): Promise<Prompt> {
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    const answer = await fetch(`${url.replace(/\/+$/, "")}/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) },
      body: JSON.stringify(question(photo, model)),
      redirect: "error",
      signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
    });
    if (!answer.ok) {
      await answer.body?.cancel();
      throw new PrompterFailure(`status ${answer.status}`, !RETRIED.has(answer.status));
    }
    return readAnswer(contentOf(await bounded(answer)));
  } catch (error) {
    if (error instanceof PrompterFailure || error instanceof SemcastError) throw error;
    if (deadline.aborted) throw new PrompterFailure(`no answer within ${timeoutMs} ms`, false);
    // Messages of fetch name the address, which is the operator's own business.
    throw new PrompterFailure("the endpoint could not be reached", false);
  }
}

/** The text of a body of at most {@linkcode MOST_BYTES}. */
async function bounded(answer: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "", bytes = 0;
  for await (const piece of answer.body ?? []) {
    bytes += piece.length;
    // Leaving the loop cancels the stream.
    if (bytes > MOST_BYTES) throw new PrompterFailure(`the answer has more than ${MOST_BYTES} bytes`, true);
    text += decoder.decode(piece, { stream: true });
  }
  return text + decoder.decode();
}

/** `choices[0].message.content` of a chat completion. */
function contentOf(text: string): string {
  let body: { choices?: { message?: { content?: unknown } }[] } | null;
  try {
    // Nothing of this shape is taken for granted below.
    body = JSON.parse(text) as typeof body;
  } catch {
    throw new SemcastError("malformed", "The answer is no JSON");
  }
  const content = body?.choices?.[0]?.message?.content;
  if (typeof content !== "string") throw new SemcastError("malformed", "The answer has no choices[0].message.content");
  return content;
}

function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, ms);
    function done() {
      signal?.removeEventListener("abort", stop);
      resolve();
    }
    function stop() {
      clearTimeout(timer);
      reject(signal?.reason);
    }
    signal?.addEventListener("abort", stop, { once: true });
  });
}
