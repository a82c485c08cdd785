/**
 * The one family of errors. A stage throws {@linkcode SemcastError} at its edge; `http/problem.ts` maps the code to a
 * status, the command line maps it to an exit code.
 *
 * @module
 */

/** What went wrong, by whose fault it is: the first group is the caller's (4xx), the second ours (5xx). */
export type ErrorCode =
  | "malformed" // the bytes are not what they claim to be
  | "unsupported" // well formed, but a kind, version or profile that this build does not handle
  | "too-large" // over a stated limit; the message names the limit
  | "invalid-argument" // a parameter is out of its range; the message names both
  | "budget-too-small" // the channel budget cannot carry even the header
  | "internal" // a bug or a broken installation
  | "unavailable"; // something we depend on (receiver, runtime) did not answer

/** An error with a stable code. Messages are capitalised, without a full stop, and name the value and the bound. */
export class SemcastError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "SemcastError";
    this.code = code;
  }
}

const KERNEL_MESSAGE = /^(malformed|unsupported|too-large|invalid-argument|internal): ([\s\S]*)$/;

/**
 * Turns what a WASM kernel threw (`Error("code: message")`) into a {@linkcode SemcastError}. Anything else, a trap
 * included, becomes `internal` with the original as its cause.
 */
export function kernelError(error: unknown): SemcastError {
  if (error instanceof SemcastError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const match = KERNEL_MESSAGE.exec(text);
  if (match === null) return new SemcastError("internal", `Kernel failed: ${text}`, { cause: error });
  // The pattern above admits exactly the kernel codes.
  return new SemcastError(match[1] as ErrorCode, match[2], { cause: error });
}
