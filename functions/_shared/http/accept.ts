/**
 * Content negotiation by `Accept` (RFC 9110 §12.5.1), for the few representations there are.
 *
 * @module
 */
import { HttpProblem } from "./problem.ts";

/**
 * The offer that the client likes best; the first one where it does not say.
 *
 * @param header The `Accept` header, absent or empty for anything
 * @param offers Media types, ours first
 * @throws {HttpProblem} `not-acceptable`
 */
export function negotiate<T extends string>(header: string | null | undefined, offers: readonly T[]): T {
  if (!header || header.trim() === "") return offers[0];
  const ranges = header.split(",", 64).map(parseRange);
  let best: { offer: T; quality: number } | undefined;
  for (const offer of offers) {
    const quality = qualityOf(offer, ranges);
    if (quality > 0 && (best === undefined || quality > best.quality)) best = { offer, quality };
  }
  if (best === undefined) {
    throw new HttpProblem("not-acceptable", `Accept matches none of ${offers.join(", ")}`, { vary: "Accept" });
  }
  return best.offer;
}

interface Range {
  type: string;
  quality: number;
}

function parseRange(text: string): Range {
  const [type, ...parameters] = text.split(";").map((part) => part.trim().toLowerCase());
  const q = parameters.find((parameter) => parameter.startsWith("q="));
  const quality = q === undefined ? 1 : Number(q.slice(2));
  return { type, quality: quality >= 0 && quality <= 1 ? quality : 0 };
}

/** The most specific range that matches counts, as the standard says. */
function qualityOf(offer: string, ranges: Range[]): number {
  const family = offer.slice(0, offer.indexOf("/")) + "/*";
  for (const pattern of [offer, family, "*/*"]) {
    const range = ranges.find((r) => r.type === pattern);
    if (range !== undefined) return range.quality;
  }
  return 0;
}
