/** Runs a module in Node 20 or later; undefined, with a line that says so, where there is none. */
export async function runNode(args: string[], cwd: string): Promise<string | undefined> {
  try {
    const { code, stdout, stderr } = await new Deno.Command("node", { args, cwd }).output();
    const [out, problems] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    if (code !== 0) throw new Error(`node ${args.join(" ")} ended with ${code}: ${problems}`);
    return out;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    console.log("skipped: Node is not installed");
    return undefined;
  }
}
