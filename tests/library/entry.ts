/** What the sameness test bundles for Node: photos in, packets out. */
export { decodeImage } from "../../kernels/pixels/wasm.ts";
export { loadKernels } from "../../kernels/load.ts";
export { modelFiles } from "../../functions/_shared/models.ts";
export { loadTransmit, loadTransmitFrom } from "../../functions/transmit/models.ts";
export { transmitPhoto } from "../../functions/transmit/transmit.ts";
export { Stopwatch } from "../../functions/_shared/stopwatch.ts";
export { transmitOptionsSchema } from "../../functions/_shared/options.ts";
