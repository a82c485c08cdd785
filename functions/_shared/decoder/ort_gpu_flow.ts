import type * as Ort from "onnxruntime-web/wasm";
import type { AdapterUse, GraphOutput, GraphTensor } from "./graph_runner.ts";
import type { GraphSessions } from "./ort_sessions.ts";
import { withEulerStep } from "./onnx_edit.ts";
import type { OrtApi } from "./ort_package.ts";

// GPUBufferUsage, which Deno has and the project's type library lacks: COPY_SRC, COPY_DST, STORAGE.
const BUFFER_USAGE = 0x4 | 0x8 | 0x80;

/** The part of a WebGPU device in use. */
interface Device {
  createBuffer(descriptor: { size: number; usage: number }): Buffer;
  queue: { writeBuffer(buffer: Buffer, offset: number, data: Float32Array): void };
}

interface Buffer {
  destroy(): void;
}

/**
 * The flow on a GPU: what was received is uploaded once, the state goes from one step to the next on the device, and only
 * what somebody looks at is read back.
 *
 * @param sessionOf finds the session of the velocity network with some adapters, or has it made of the network's bytes
 */
export function integrateOnGpu(
  ort: OrtApi,
  sessionOptions: Ort.InferenceSession.SessionOptions,
  sessionOf: (
    adapters: readonly AdapterUse[],
    make: (model: Uint8Array) => Promise<Ort.InferenceSession>,
  ) => Promise<Ort.InferenceSession>,
): NonNullable<GraphSessions["integrate"]> {
  const options = { ...sessionOptions, preferredOutputLocation: "gpu-buffer" as const };
  const make = (model: Uint8Array) => ort.InferenceSession.create(withEulerStep(model), options);
  return async (feeds, adapters, { steps, estimate, onStep, signal }) => {
    const session = await sessionOf(adapters, make);
    // It is a promise in this version of the package, and was the device itself in others.
    const device = await Promise.resolve(ort.env.webgpu.device) as unknown as Device;
    const uploaded = Object.entries(feeds).map(([name, tensor]) => [name, upload(ort, device, tensor)] as const);
    const constant = Object.fromEntries(uploaded);
    let x = constant.x_t;
    const stepTo = async (from: number, to: number) => {
      const scalar = (value: number) => new ort.Tensor("float32", Float32Array.of(value), [1]);
      const inputs = { ...constant, x_t: x, t: scalar(from), dt: scalar(to - from) };
      return (await session.run(inputs, ["x_next"])).x_next;
    };
    try {
      for (let i = 0; i < steps; i++) {
        signal?.throwIfAborted();
        const end = estimate && i + 1 < steps ? await read(await stepTo(i / steps, 1)) : undefined;
        const next = await stepTo(i / steps, (i + 1) / steps);
        if (x !== constant.x_t) x.dispose();
        x = next;
        onStep(i + 1, end);
      }
      signal?.throwIfAborted();
      return { dims: x.dims, data: await x.getData() as Float32Array };
    } finally {
      if (x !== constant.x_t) x.dispose();
      for (const [, tensor] of uploaded) tensor.dispose();
    }
  };
}

async function read(tensor: Ort.Tensor): Promise<GraphOutput> {
  // The network's outputs are float32, as withEulerStep declares them.
  return { dims: tensor.dims, data: await tensor.getData(true) as Float32Array };
}

/** A tensor in a buffer of the device; integers stay outside, where the runtime's own kernels want them. */
function upload(ort: OrtApi, device: Device, { dims, data }: GraphTensor): Ort.Tensor {
  if (data instanceof BigInt64Array) return new ort.Tensor("int64", data, dims);
  // Sizes in steps of 16 bytes, as the runtime's own buffers have them.
  const buffer = device.createBuffer({ size: Math.ceil(data.byteLength / 16) * 16, usage: BUFFER_USAGE });
  device.queue.writeBuffer(buffer, 0, data);
  const options = { dataType: "float32" as const, dims, dispose: () => buffer.destroy() };
  // The package types its buffers by another library's declarations of WebGPU.
  return ort.Tensor.fromGpuBuffer(buffer as never, options);
}
