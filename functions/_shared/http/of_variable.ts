import { SemcastError } from "../errors.ts";

/**
 * What is made of a variable's text; where that refuses it, the error says which variable it was.
 *
 * @throws {SemcastError} `invalid-argument`
 */
export function ofVariable<T>(name: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof SemcastError)) throw error;
    throw new SemcastError("invalid-argument", `Bad environment: ${name}: ${error.message}`, { cause: error });
  }
}
