/**
 * What a command does with one file, apart from how it is called: here, in a worker, once or many times.
 *
 * @module
 */
import { type ErrorCode, SemcastError } from "../errors.ts";
import { lineOf } from "./exit.ts";
import type { Input } from "./inputs.ts";

/** The commands that work on files. */
export type WorkName = "send" | "transmit" | "receive";

/** Loaded networks at work. */
export interface Performer<Report> {
  /** Works on a file; `onStage` is told which stage begins. */
  perform(input: Input, onStage?: (stage: string) => void): Promise<Report>;
  close(): void;
}

/** A command's work. Settings and reports are plain data. */
export interface Work<Settings, Report> {
  /** Stages of one file, in their order. */
  stages: readonly string[];
  open(settings: Settings): Promise<Performer<Report>>;
  /** What is printed of one file. */
  summary(report: Report): string;
  /** Titles and cells of the table of several files. */
  columns: readonly string[];
  row(report: Report): string[];
}

/** What came of one file of several. */
export type Outcome = { ok: true; report: unknown } | { ok: false; code: ErrorCode; message: string };

/** Works on one file of several: the others go on whatever comes of it. */
export async function performSafely(performer: Performer<unknown> | undefined, input: Input): Promise<Outcome> {
  try {
    if (performer === undefined) throw new SemcastError("internal", "Nothing was loaded");
    return { ok: true, report: await performer.perform(input) };
  } catch (error) {
    return { ok: false, code: error instanceof SemcastError ? error.code : "internal", message: lineOf(error) };
  }
}
