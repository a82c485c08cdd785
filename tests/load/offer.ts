/** Requests at a rate that does not wait for answers, as the world sends them. */

/** What came back. */
export interface Answers {
  /** How many of each status; 0 is a connection that broke. */
  statuses: Record<number, number>;
  /** Milliseconds of the accepted ones (2xx), ascending. */
  accepted: number[];
  seconds: number;
}

/** One request: its status. */
export type Send = (i: number) => Promise<number>;

/** Sends `rate` requests a second for some seconds, evenly, and waits for what is under way then. */
export async function offer(send: Send, rate: number, seconds: number): Promise<Answers> {
  const answers: Answers = { statuses: {}, accepted: [], seconds };
  const began = performance.now();
  const pending: Promise<void>[] = [];
  for (let i = 0; i < rate * seconds; i++) {
    const at = began + (1000 * i) / rate;
    const ahead = at - performance.now();
    if (ahead > 1) await new Promise((resolve) => setTimeout(resolve, ahead));
    pending.push(timed(send, i, answers));
  }
  await Promise.all(pending);
  return sorted(answers);
}

/** Sends from so many clients, each as soon as it has its answer. */
export async function saturate(send: Send, clients: number, seconds: number): Promise<Answers> {
  const answers: Answers = { statuses: {}, accepted: [], seconds };
  const until = performance.now() + 1000 * seconds;
  let next = 0;
  await Promise.all(Array.from({ length: clients }, async () => {
    while (performance.now() < until) await timed(send, next++, answers);
  }));
  return sorted(answers);
}

async function timed(send: Send, i: number, { statuses, accepted }: Answers): Promise<void> {
  const began = performance.now();
  const status = await send(i).catch(() => 0);
  statuses[status] = (statuses[status] ?? 0) + 1;
  if (status >= 200 && status < 300) accepted.push(performance.now() - began);
}

function sorted(answers: Answers): Answers {
  answers.accepted.sort((a, b) => a - b);
  return answers;
}

/** The time that a share of the accepted ones took at most. */
export function quantile({ accepted }: Answers, share: number): number {
  return accepted[Math.max(0, Math.ceil(share * accepted.length) - 1)] ?? NaN;
}
