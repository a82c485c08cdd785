/**
 * Counts the frequencies of the details of coded prompts (form 1) on described photographs (prompts.ts) and writes
 * `prompt_details.json`: `deno run --allow-read --allow-write models/train/prompt_details.ts PROMPTS.jsonl`. They are part
 * of the wire format: a new count is a new format.
 */

import { promptSchema } from "../../functions/_shared/semantics/prompt.ts";
import details from "../../functions/_shared/semantics/prompt_details.json" with { type: "json" };
import { walkPrompt } from "../../functions/_shared/semantics/prompt_symbols.ts";
import { tables } from "../../functions/_shared/semantics/prompt_tables.ts";

/** Sum of a table's frequencies, about. */
const SCALE = 4096;
/** What every symbol has before anything is counted: shares of rows seen seldom lean on all rows together. */
const FLOOR = 0.3, LEAN = 8;

const counted = new Map<Uint16Array, Float64Array>();

/** Counts every symbol of a prompt under the table that it is coded with. */
function count(text: string): void {
  const walk = walkPrompt(promptSchema.parse(JSON.parse(text).prompt));
  for (let step = walk.next(); !step.done; step = walk.next(step.value.symbol)) {
    const { table, symbol } = step.value;
    const counts = counted.get(table) ?? new Float64Array(table.length);
    counts[symbol]++;
    counted.set(table, counts);
  }
}

/** Integer frequencies, each at least 1. */
function frequencies(counts: Float64Array, lean: Float64Array): number[] {
  const values = counts.map((n, i) => n + LEAN * lean[i] + FLOOR);
  const total = values.reduce((sum, value) => sum + value, 0);
  return Array.from(values, (value) => Math.max(1, Math.round(SCALE * value / total)));
}

function shares(rows: readonly Uint16Array[]): Float64Array {
  const sum = new Float64Array(rows[0].length);
  for (const row of rows) counted.get(row)?.forEach((n, i) => sum[i] += n);
  const total = sum.reduce((all, n) => all + n, 0);
  return sum.map((n) => total === 0 ? 1 / sum.length : n / total);
}

const none = (table: Uint16Array) => counted.get(table) ?? new Float64Array(table.length);

if (import.meta.main) {
  const lines = (await Deno.readTextFile(Deno.args[0])).trim().split("\n");
  lines.forEach(count);
  const out = Object.fromEntries(
    // The keys of the file are those of the tables.
    (Object.keys(details) as (keyof typeof details)[]).map((name) => {
      const table = tables[name];
      if (table instanceof Uint16Array) return [name, frequencies(none(table), shares([table]))];
      const even = table.every((row) => row.length === table[0].length);
      return [name, table.map((row) => frequencies(none(row), shares(even ? table : [row])))];
    }),
  );
  const target = new URL("../../functions/_shared/semantics/prompt_details.json", import.meta.url);
  await Deno.writeTextFile(target, JSON.stringify(out) + "\n");
  console.error(`${lines.length} prompts counted; deno fmt the file`);
}
