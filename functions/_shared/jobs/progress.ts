import type { Progress } from "../http/events.ts";

/** What a job wants to know while its handler works. */
export type JobProgress = Pick<Progress, "onStage" | "onStep">;

/** The environment that a handler is called with when a job calls it. */
export interface JobEnvironment {
  progress: JobProgress;
}

/** The hooks that a handler's context carries where a job called it; none otherwise. */
export function progressOf(context: { env: unknown }): Partial<JobProgress> {
  return isJob(context.env) ? context.env.progress : {};
}

function isJob(env: unknown): env is JobEnvironment {
  return typeof env === "object" && env !== null && "progress" in env;
}
