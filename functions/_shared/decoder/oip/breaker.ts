/** Settings of {@linkcode circuitBreaker}. */
export interface BreakerOptions {
  /** Failures in a row after which no more is sent. */
  failures?: number;
  /** Milliseconds after which one request may try again; twice as long after each failed try, up to 16 times. */
  coolDownMs?: number;
  /** Milliseconds of a clock that never goes back. */
  now?: () => number;
}

/** Keeps requests away from a server that fails, and lets one through now and then to find out whether it is back. */
export interface Breaker {
  /** Whether a request may be sent now; one that may has to be followed by `succeeded`, `failed` or `dropped`. */
  admit(): boolean;
  succeeded(): void;
  failed(): void;
  /** The request was given up by its caller, which tells nothing. */
  dropped(): void;
}

/** A circuit breaker: closed, open after failures in a row, half open for one request after the cool-down. */
export function circuitBreaker(options: BreakerOptions = {}): Breaker {
  const { failures = 3, coolDownMs = 1000, now = () => performance.now() } = options;
  let inARow = 0;
  let openUntil = -Infinity;
  let trying = false;
  const isOpen = () => inARow >= failures;
  return {
    admit() {
      if (!isOpen()) return true;
      if (trying || now() < openUntil) return false;
      trying = true;
      return true;
    },
    succeeded() {
      inARow = 0;
      trying = false;
    },
    failed() {
      inARow++;
      trying = false;
      if (isOpen()) openUntil = now() + coolDownMs * 2 ** Math.min(4, inARow - failures);
    },
    dropped() {
      trying = false;
    },
  };
}
