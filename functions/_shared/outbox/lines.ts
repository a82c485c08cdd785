/**
 * The keys by which entries are found in time, and what values are made of.
 *
 * @module
 */
import type { Entry } from "./entry.ts";

/** The value of a key that says all by itself. */
export const NOTHING = new Uint8Array(0);

/** What the lines of a route's queue begin with. */
export function queueOf(route: string): string {
  return `queue.${route.replaceAll(/[^a-z0-9]/g, "")}.`;
}

/** The line of the queue that says when an entry is to be looked at. */
export function queueLine({ route, due, id }: Pick<Entry, "route" | "due" | "id">): string {
  return `${queueOf(route)}${digits(due)}.${id}`;
}

/** The line that says when a finished entry is to be forgotten. */
export function expiryLine({ finished = 0, id }: Pick<Entry, "finished" | "id">, retentionMs: number): string {
  return `old.${digits(finished + retentionMs)}.${id}`;
}

/** Time and entry of a line. */
export function parseLine(key: string): { time: number; id: string } {
  const [id, time] = key.split(".").reverse();
  return { time: Number(time), id };
}

/** A time as text that sorts by it. */
export function digits(time: number): string {
  return String(Math.max(0, Math.floor(time))).padStart(15, "0");
}

/** Text as a value. */
export function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** A value as text. */
export function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
