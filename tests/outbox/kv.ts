/** Runs the checks over Deno KV; ends with status 1 where one fails. */
import { CHECKS } from "./suite.ts";
import { kvStore } from "../../functions/_shared/outbox/kv.ts";

for (const [name, check] of Object.entries(CHECKS)) {
  const folder = await Deno.makeTempDir();
  try {
    await check(() => kvStore(`${folder}/kv.sqlite`));
  } catch (error) {
    console.error(`Failed: ${name}`);
    throw error;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
