/**
 * How a program ended, or undefined where it is not installed. `Deno.Command` throws that at once, before there is a
 * promise whose failure could be caught.
 */
export async function outcomeOf(
  program: string,
  args: string[],
  options: Deno.CommandOptions = {},
): Promise<Deno.CommandOutput | undefined> {
  try {
    return await new Deno.Command(program, { ...options, args }).output();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
