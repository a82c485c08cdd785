/** Folder of the shipped weights. A file of its own, since in the npm package they lie elsewhere. */
export const MODELS_ROOT: URL = new URL("../../models/", import.meta.url);
