export { fileURLToPath as fromFileUrl } from "node:url";

/** The project's folder. */
export const ROOT = new URL("../../../", import.meta.url);
