import { assert, assertEquals, assertLess } from "@std/assert";
import { runTask } from "./run_task.ts";

const OUT = new URL("../../out/", import.meta.url);

Deno.test("demo prints a table of three photos and writes a report that needs nothing else", async () => {
  const began = performance.now();
  const { code, stdout, stderr } = await runTask("demo");
  assertEquals(code, 0, stderr);
  assertLess(performance.now() - began, 60_000, "The demo took too long");
  const [head, , ...rows] = stdout.trimEnd().split("\n");
  for (const column of ["CBR", "bpp", "symbols", "PSNR", "SSIM", "PSNR key", "diffuse", "total ms"]) {
    assert(head.includes(column), column);
  }
  assertEquals(rows.length, 3);
  for (const row of rows) {
    const [name, cbr, , , psnr, ssim] = row.split(/\s{2,}/);
    assert(Number(cbr) <= 0.0625, row);
    assert(Number(psnr) > 22 && Number(ssim) > 0.5, row);
    assertEquals((await Deno.stat(new URL(`${name}-reconstruction.png`, OUT))).isFile, true);
  }
  const report = await Deno.readTextFile(new URL("report.html", OUT));
  assert(!/(src|href)="?https?:/.test(report) && !report.includes("@import"), "The report loads something");
  assertEquals(report.match(/class="constellation"/g)?.length, 3);
});
