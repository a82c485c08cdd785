/**
 * One command's work on one file or on many: progress, results as text or JSON, several workers, a summary.
 *
 * @module
 */
import { type ErrorCode, SemcastError } from "../errors.ts";
import { number, parseOptions } from "../options.ts";
import { z } from "zod";
import type { Input } from "./inputs.ts";
import { progressBar } from "./progress.ts";
import { table } from "./table.ts";
import { performSafely, type Work, type WorkName } from "./work.ts";
import { workerPool } from "./worker_pool.ts";

/** How to run. */
export interface BatchOptions {
  json?: boolean;
  /** Workers, as the caller wrote it; by default as many as there are cores, four at most. */
  jobs?: string;
  /** Whether standard output carries a file's bytes, so that the summary goes to standard error. */
  piped?: boolean;
}

const jobsSchema = z.object({ jobs: number({ min: 1, max: 64, integer: true }, "Files at one time").optional() });

/**
 * Works on the files and prints what came of it: text for one file, a table for several; with `json` an object a line.
 *
 * @throws {SemcastError} the error of a single file; for several, how many failed, once all others are done
 */
export async function runInputs<Settings, Report>(
  name: WorkName,
  work: Work<Settings, Report>,
  inputs: readonly Input[],
  settings: Settings,
  { json = false, jobs, piped = false }: BatchOptions,
): Promise<void> {
  const { jobs: wanted } = parseOptions(jobsSchema, { jobs }, ["jobs"]);
  if (inputs.length === 1) return await runOne(work, inputs[0], settings, { json, piped });
  const workers = Math.min(inputs.length, wanted ?? Math.min(4, navigator.hardwareConcurrency));
  const began = performance.now();
  // Lines between the bar's own would tear it.
  const quiet = json && Deno.stdout.isTerminal();
  const progress = progressBar(inputs.length, { what: `${workers} at one time`, quiet });
  const rows: string[][] = [];
  const failed: { label: string; code: ErrorCode; message: string }[] = [];
  const pool = workers > 1 ? workerPool(name, settings, workers) : undefined;
  const inline = pool === undefined ? await work.open(settings) : undefined;
  try {
    const outcomes = inputs.map((input) => pool?.run(input));
    for (const [i, input] of inputs.entries()) {
      const outcome = await (outcomes[i] ?? performSafely(inline, input));
      progress.step(input.label);
      if (!outcome.ok) {
        failed.push({ ...outcome, label: input.label });
        continue;
      }
      // Made by this very work, here or in a worker.
      const report = outcome.report as Report;
      if (json) console.log(JSON.stringify(report));
      rows.push([input.label, ...work.row(report)]);
    }
  } finally {
    progress.stop();
    pool?.close();
    inline?.close();
  }
  for (const { label, message } of failed) console.error(`error: ${label}: ${message}`);
  if (!json && rows.length > 0) console.log(table(["file", ...work.columns], rows));
  const seconds = (performance.now() - began) / 1000;
  console.error(`${rows.length} of ${inputs.length} files in ${seconds.toFixed(1)} s, ${workers} at one time`);
  if (failed.length === 0) return;
  const ours = failed.find(({ code }) => code === "internal" || code === "unavailable");
  throw new SemcastError((ours ?? failed[0]).code, `${failed.length} of ${inputs.length} files failed`);
}

async function runOne<Settings, Report>(
  work: Work<Settings, Report>,
  input: Input,
  settings: Settings,
  { json, piped }: { json: boolean; piped: boolean },
): Promise<void> {
  const progress = progressBar(work.stages.length, { quiet: json, what: "loading" });
  const performer = await work.open(settings);
  let stages = 0;
  try {
    const report = await performer.perform(input, (stage) => {
      const at = work.stages.indexOf(stage);
      for (; stages <= at; stages++) progress.step(stage);
    });
    progress.stop();
    const print = piped ? console.error : console.log;
    print(json ? JSON.stringify(report) : work.summary(report));
  } finally {
    progress.stop();
    performer.close();
  }
}
