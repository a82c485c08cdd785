/**
 * In the place of `builds.ts` where the kernels are loaded by `kernels/load.ts`. Both builds have the same glue, which gets
 * the one for this engine.
 *
 * @module
 */
import { SemcastError } from "../../functions/_shared/errors.ts";
import * as nn from "../pkg/nn/nn.js";
import { BACKEND, type Backend } from "./backend.ts";

export { nn };

/**
 * The build for this engine, which is the only one here.
 *
 * @throws {SemcastError} `unsupported` for the other one
 */
export function buildOf(name: Backend): Promise<typeof nn> {
  if (name === BACKEND) return Promise.resolve(nn);
  return Promise.reject(new SemcastError("unsupported", `Build ${name} is not loaded; this engine has ${BACKEND}`));
}
