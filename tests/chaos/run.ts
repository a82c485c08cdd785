/**
 * Shows that nothing is lost: an undisturbed run, then the same uploads while processes are killed; prints what came of it.
 *
 *     deno run --allow-read --allow-write --allow-run --allow-env --allow-net=127.0.0.1 tests/chaos/run.ts [UPLOADS] [SECONDS] [SEED] [SPREAD]
 *
 * SECONDS is the mean from one kill to the next, SPREAD are seconds over which the disturbed uploads are spread. The status is 0 where each upload has one result, byte for byte that of the undisturbed
 * run.
 *
 * @module
 */
import { chaos, type ChaosReport } from "./chaos.ts";

const [uploads = 100, pause = 5, seed = 1, spread = 0] = Deno.args.map(Number);
let said = performance.now();
const onProgress = (done: number, kills: number) => {
  if (performance.now() < said + 15_000) return;
  said = performance.now();
  console.error(`${done} of ${uploads} have their result, ${kills} kills`);
};
const total = (numbers: Iterable<number>) => [...numbers].reduce((sum, n) => sum + n, 0);

function describe(report: ChaosReport): string {
  const seconds = report.uploads.map((upload) => upload.seconds).sort((a, b) => a - b);
  const at = (share: number) => seconds[Math.ceil(share * seconds.length) - 1].toFixed(1);
  const attempts = total(report.uploads.map((upload) => upload.attempts));
  const retries = total(report.uploads.map((upload) => upload.retries));
  return `${seconds.length} results in ${report.seconds.toFixed(0)} s; one takes ${at(0.5)} s (median), ${
    at(0.99)
  } s (p99), ` +
    `${at(1)} s (most); ${attempts} attempts, ${retries} requests repeated`;
}

console.log(`${uploads} uploads over ${spread} s, ${pause} s between kills, seed ${seed}`);
const calm = await chaos({ uploads, pause: Infinity, seed, onProgress });
console.log(`undisturbed: ${describe(calm)}`);
const wild = await chaos({ uploads, pause, spread, seed, onProgress });
console.log(`with kills: ${describe(wild)}`);
const kills = Object.entries(wild.kills).map(([name, times]) => `${name} ${times}`).join(", ");
console.log(`kill -9: ${total(Object.values(wild.kills))} (${kills})`);
const jobs = new Set(wild.uploads.map(({ id }) => id)).size;
const same = wild.uploads.filter(({ sum }, i) => sum === calm.uploads[i].sum).length;
const different = new Set(calm.uploads.map(({ sum }) => sum)).size;
console.log(`results: ${wild.uploads.length} (${different} different) in ${jobs} jobs, ${same} byte-identical`);
console.log(`sent once more with the same keys: ${uploads - wild.changed} the same job and result`);
const entries = Object.entries(wild.entries).map(([kind, count]) => `${count} ${kind}`).join(", ");
console.log(`in the outbox: ${entries}`);
const once = wild.entries["finished /v1/transmit"] === uploads && wild.entries["finished /v1/receive"] === uploads &&
  Object.keys(wild.entries).length === 2;
Deno.exit(same === uploads && jobs === uploads && wild.changed === 0 && once ? 0 : 1);
