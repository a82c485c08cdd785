/**
 * Uploads photos while transmitter, receiver, inference server and NATS are killed with SIGKILL at seeded random times.
 *
 * @module
 */
import { Random } from "../../functions/_shared/random.ts";
import { type Entry, entrySchema } from "../../functions/_shared/outbox/entry.ts";
import { openStore } from "../../functions/_shared/outbox/index.ts";
import { upload, uploadAgain, type Uploaded } from "./client.ts";
import { type Stack, startStack } from "./stack.ts";

/** What a run is like. */
export interface ChaosOptions {
  uploads: number;
  /** Mean seconds from one kill to the next; Infinity for none. */
  pause: number;
  /** Seconds over which the uploads are spread evenly; 0 (what counts) for as fast as they are taken. */
  spread?: number;
  seed: number;
  /** Is told how many have their result, now and then. */
  onProgress?: (done: number, kills: number) => void;
}

/** What came of it. */
export interface ChaosReport {
  /** Each upload, by its number. */
  uploads: Uploaded[];
  /** Uploads whose key led to another job or another result when all was over. */
  changed: number;
  /** How often each process was killed. */
  kills: Record<string, number>;
  /** What the outboxes hold in the end: finished entries of each route, and others. */
  entries: Record<string, number>;
  /** Until the last result. */
  seconds: number;
}

const IN_FLIGHT = 16;
const MOSTLY = 0.75;

/** Runs it, until every upload has its result. */
export async function chaos(options: ChaosOptions): Promise<ChaosReport> {
  const { uploads: count, pause, spread = 0, seed, onProgress } = options;
  const folder = await Deno.makeTempDir();
  const stack = startStack(folder);
  const killer = startKiller(stack, pause, new Random(seed));
  try {
    const began = performance.now();
    const uploads: Uploaded[] = [];
    let done = 0;
    await atOnce(count, async (i) => {
      const due = began + (1000 * spread * i) / count;
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
      uploads[i] = await upload(stack.url, i);
      onProgress?.(++done, Object.values(killer.kills).reduce((sum, times) => sum + times, 0));
    });
    const seconds = (performance.now() - began) / 1000;
    await killer.stop();
    let changed = 0;
    await atOnce(count, async (i) => {
      const { id, sum } = await uploadAgain(stack.url, i);
      if (id !== uploads[i].id || sum !== uploads[i].sum) changed++;
    });
    return { uploads, changed, kills: killer.kills, entries: await entriesOf(stack), seconds };
  } catch (error) {
    throw new Error(`Chaos with seed ${seed} failed; what the processes said is in ${folder}`, { cause: error });
  } finally {
    await killer.stop();
    await stack.stop();
  }
}

/** Does something for each number below `count`, some at once. */
async function atOnce(count: number, work: (i: number) => Promise<void>): Promise<void> {
  let next = 0;
  const loop = async () => {
    for (let i = next++; i < count; i = next++) await work(i);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, loop));
}

/**
 * Kills one after the other, each time after between nothing and twice the pause, the first time after nothing. Mostly that begins when all work again, so that
 * a slow machine gets somewhere; else at once, so that those who are just starting are killed too.
 */
function startKiller({ victims, ready }: Stack, pause: number, random: Random) {
  const kills: Record<string, number> = Object.fromEntries(victims.map(({ name }) => [name, 0]));
  let over = !Number.isFinite(pause);
  const wait = async (done: () => boolean | Promise<boolean>) => {
    while (!over && !await done()) await new Promise((resolve) => setTimeout(resolve, 50));
  };
  const loop = (async () => {
    for (let later = 0; !over; later = 2000 * pause) {
      if (later === 0 || random.uniform() < MOSTLY) await wait(ready);
      const until = performance.now() + later * random.uniform();
      await wait(() => performance.now() >= until);
      const victim = victims[random.below(victims.length)];
      if (!over && victim.kill()) kills[victim.name]++;
    }
  })();
  return {
    kills,
    async stop() {
      over = true;
      await loop;
    },
  };
}

/** Counts what lies in the outboxes: one finished entry of each route for each upload, and nothing else, is what should. */
async function entriesOf({ outboxes }: Stack): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const url of outboxes) {
    const store = await openStore(url, 1_000_000_000);
    for (const key of await store.list("job.", 1_000_000)) {
      const stored = await store.get(key);
      if (stored === undefined) continue;
      const entry: Entry = entrySchema.parse(JSON.parse(new TextDecoder().decode(stored.value)));
      const kind = `${entry.state} ${entry.route}`;
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
    await store.close();
  }
  return counts;
}
