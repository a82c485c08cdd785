/** Jobs: what was accepted is written down first, done at least once and answered once, now or later. */
export { type Jobs, openJobs } from "./jobs.ts";
export { type Job, jobSchema } from "./status.ts";
