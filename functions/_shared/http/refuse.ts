import { problemResponse } from "./problem.ts";

/** What is read of a refused body, so that a client that is still sending hears the answer. */
const DRAINED_BYTES = 1 << 20;
const DRAINED_MS = 5000;

/** The answer to a request whose body is not wanted: what was sent of it is read and thrown away. */
export async function refuse(request: Request, error: unknown): Promise<Response> {
  await drain(request);
  return problemResponse(error);
}

/**
 * Reads on, up to a megabyte or five seconds, and throws away. Deno 2.5 otherwise hangs up on a client in the middle of its
 * sending, which then sees a broken pipe instead of the answer. A body that somebody else reads is left alone.
 */
export async function drain({ body }: Request): Promise<void> {
  if (body === null || body.locked) return;
  const reader = body.getReader();
  const timer = setTimeout(() => void reader.cancel().catch(() => {}), DRAINED_MS);
  try {
    for (let seen = 0; seen < DRAINED_BYTES;) {
      const { done, value } = await reader.read();
      if (done) break;
      seen += value.length;
    }
    await reader.cancel();
  } catch {
    // Who has gone hears no answer anyway.
  } finally {
    clearTimeout(timer);
  }
}
