import { assertEquals, assertLessOrEqual } from "@std/assert";
import { cutTile, planTiles } from "../../functions/_shared/decoder/tiles.ts";

Deno.test("planTiles() covers every cell once, within the limit, with the whole margin", () => {
  for (const [h, w] of [[1, 1], [5, 300], [97, 33], [120, 80], [201, 201]]) {
    const seen = new Uint8Array(h * w);
    for (const tile of planTiles(h, w, 1024, 6)) {
      if (h * w > 1024) assertLessOrEqual((tile.bottom - tile.top) * (tile.right - tile.left), 1024);
      assertEquals(tile.top, Math.max(0, tile.y0 - (tile.top === 0 ? tile.y0 : 6)));
      assertEquals(tile.right, Math.min(w, tile.x1 + (tile.right === w ? w - tile.x1 : 6)));
      for (let y = tile.y0; y < tile.y1; y++) for (let x = tile.x0; x < tile.x1; x++) seen[y * w + x]++;
    }
    assertEquals(seen, new Uint8Array(h * w).fill(1));
  }
});

Deno.test("cutTile() takes each channel's window", () => {
  const data = Float32Array.from({ length: 2 * 3 * 4 }, (_, i) => i);
  const tile = { y0: 1, x0: 1, y1: 2, x1: 2, top: 1, left: 1, bottom: 3, right: 3 };
  assertEquals([...cutTile(data, 3, 4, tile)], [5, 6, 9, 10, 17, 18, 21, 22]);
});
