/**
 * Decoder networks on inference servers that speak the Open Inference Protocol.
 *
 * @module
 */

export { type Breaker, type BreakerOptions, circuitBreaker } from "./breaker.ts";
export { type RemoteOptions, remoteRunner } from "./remote_runner.ts";
