/**
 * What is counted and measured, for Prometheus.
 *
 * @module
 */
import { Counter, Gauge, Histogram, Registry } from "prom-client";

/** One request that was answered. */
export interface Observation {
  route: string;
  status: number;
  seconds: number;
  /** Bytes of both bodies, where their length was declared. */
  bytesIn: number;
  bytesOut: number;
  stages: [stage: string, ms: number][];
  /** The decoder that was asked for failed, the embedded one stepped in. */
  degraded: boolean;
}

/** The instruments of a process. */
export interface Metrics {
  count(observation: Observation): void;
  /** All values as Prometheus reads them. */
  text(): Promise<string>;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/**
 * Makes the instruments.
 *
 * @param depth asked whenever values are read: accepted requests that are not finished
 * @param inFlight the same for requests without an answer
 */
export function createMetrics(depth: () => Promise<number>, inFlight: () => number): Metrics {
  const registers = [new Registry()];
  const route = ["route"] as const;
  const requests = new Counter({
    name: "semcast_requests_total",
    help: "Requests that were answered",
    labelNames: ["route", "status"],
    registers,
  });
  const seconds = new Histogram({
    name: "semcast_request_seconds",
    help: "Seconds until the answer began",
    labelNames: route,
    buckets: SECONDS,
    registers,
  });
  const stage = new Histogram({
    name: "semcast_stage_seconds",
    help: "Seconds of each stage of a request's work",
    labelNames: ["stage"],
    buckets: SECONDS,
    registers,
  });
  new Gauge({
    name: "semcast_requests_in_flight",
    help: "Requests without an answer yet",
    registers,
    collect() {
      this.set(inFlight());
    },
  });
  const degraded = new Counter({
    name: "semcast_degraded_total",
    help: "Pictures that the embedded decoder made because the chosen one failed or was late",
    registers,
  });
  const bytes = new Counter({
    name: "semcast_body_bytes_total",
    help: "Bytes of bodies whose length is told beforehand, by direction: in, out",
    labelNames: ["direction", "route"],
    registers,
  });
  new Gauge({
    name: "semcast_outbox_depth",
    help: "Accepted requests that are not finished; NaN where the outbox cannot be reached",
    registers,
    async collect() {
      this.set(await depth().catch(() => NaN));
    },
  });
  new Gauge({
    name: "semcast_resident_bytes",
    help: "Memory of the process",
    registers,
    collect() {
      this.set(Deno.memoryUsage().rss);
    },
  });
  return {
    count(observation) {
      requests.inc({ route: observation.route, status: observation.status });
      seconds.observe({ route: observation.route }, observation.seconds);
      bytes.inc({ direction: "in", route: observation.route }, observation.bytesIn);
      bytes.inc({ direction: "out", route: observation.route }, observation.bytesOut);
      for (const [name, ms] of observation.stages) stage.observe({ stage: name }, ms / 1000);
      if (observation.degraded) degraded.inc();
    },
    text: () => registers[0].metrics(),
  };
}
