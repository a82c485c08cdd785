const EXACT = new Set([
  "/v1/transmit",
  "/v1/receive",
  "/v1/link",
  "/health/live",
  "/health/ready",
  "/openapi.json",
  "/docs",
  "/metrics",
]);

/** The route of a path, of which there are few: what metrics, spans and logs are grouped by. */
export function routeName(path: string): string {
  if (EXACT.has(path)) return path;
  const job = /^\/v1\/jobs\/[^/]+(\/result|\/events)?$/.exec(path);
  return job === null ? "other" : `/v1/jobs/{id}${job[1] ?? ""}`;
}
