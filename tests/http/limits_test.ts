import { assertEquals, assertRejects } from "@std/assert";
import { Hono } from "hono";
import { gate } from "../../functions/_shared/http/limits/gate.ts";
import { rateLimit } from "../../functions/_shared/http/limits/rate_limit.ts";
import { HttpProblem } from "../../functions/_shared/http/problem.ts";

Deno.test("gate() runs some, lets some wait in order, and turns the others away", async () => {
  const enter = gate(2, 2);
  const order: number[] = [], ends: (() => void)[] = [];
  const work = (i: number) => enter(() => new Promise<number>((end) => ends.push(() => end(order.push(i)))));
  const all = [0, 1, 2, 3].map(work);
  await new Promise((resolve) => setTimeout(resolve, 20));
  const error = await assertRejects(() => work(4), HttpProblem, "2 requests are being worked on already and 2 wait");
  assertEquals([error.kind, error.headers["retry-after"]], ["busy", "1"]);
  for (let i = 0; i < 4; i++) {
    ends[i]();
    await all[i];
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assertEquals(order, [0, 1, 2, 3]);
  assertEquals(await gate(1, 0)(() => Promise.resolve(7)), 7);
});

Deno.test("gate() hears what came meanwhile before each work begins, however long the one before kept the thread", async () => {
  const enter = gate(2, 0);
  const order: string[] = [];
  const first = enter(() => {
    order.push("first");
    setTimeout(() => order.push("event"), 0);
    return Promise.resolve();
  });
  await Promise.all([first, enter(() => Promise.resolve(order.push("second")))]);
  assertEquals(order, ["first", "event", "second"]);
});

Deno.test("gate() gives the place free when work fails", async () => {
  const enter = gate(1, 0);
  await assertRejects(() => enter(() => Promise.reject(new Error("no"))), Error, "no");
  assertEquals(await enter(() => Promise.resolve(1)), 1);
});

Deno.test("gate().after() receives without taking a place, and not at all while it would be in vain", async () => {
  const enter = gate(1, 0);
  let end = () => {};
  const receiving = enter.after(
    () => new Promise<number>((received) => end = () => received(7)),
    (n) => Promise.resolve(n),
  );
  assertEquals(await enter(() => Promise.resolve("in between")), "in between");
  let leave = () => {};
  const working = enter(() => new Promise<void>((done) => leave = done));
  let begun = false;
  await assertRejects(
    () => enter.after(() => Promise.resolve(begun = true), () => Promise.resolve()),
    HttpProblem,
    "1 req",
  );
  assertEquals(begun, false);
  // The place was taken while the first was being received.
  end();
  await assertRejects(() => receiving, HttpProblem, "1 requests are being worked on already");
  await new Promise((resolve) => setTimeout(resolve, 20));
  leave();
  await working;
  assertEquals(await enter.after(() => Promise.resolve(8), (n) => Promise.resolve(n + 1)), 9);
});

Deno.test("rateLimit() counts each caller by himself, says what is left, and fills up evenly", async () => {
  let time = 0;
  const app = new Hono();
  app.use(rateLimit(3, () => time));
  app.get("/", (c) => c.text("here"));
  const from = (hostname: string) => app.request("/", {}, { remoteAddr: { hostname } });
  const seen = [];
  for (let i = 0; i < 4; i++) {
    const answer = await from("10.0.0.1");
    seen.push([answer.status, answer.headers.get("ratelimit"), answer.headers.get("retry-after")]);
    await answer.body?.cancel();
  }
  assertEquals(seen, [
    [200, '"requests";r=2;t=20', null],
    [200, '"requests";r=1;t=40', null],
    [200, '"requests";r=0;t=60', null],
    [429, '"requests";r=0;t=60', "20"],
  ]);
  assertEquals((await from("10.0.0.2")).status, 200);
  time = 20_001;
  assertEquals((await from("10.0.0.1")).status, 200);
  assertEquals((await from("10.0.0.1")).headers.get("ratelimit-policy"), '"requests";q=3;w=60');
});
