/**
 * Reads files of `torch.save` that hold a dictionary of float tensors (a «state dict»): those of PyTorch 1.6 and later, which are ZIP
 * archives, and those before, which are pickles one after the other.
 *
 * @module
 */
import { SemcastError } from "../../functions/_shared/errors.ts";
import { type Pickled, readPickle } from "./pickle.ts";
import { storedFiles } from "./zip.ts";

/** A tensor of 32-bit floats. */
export interface StoredTensor {
  dims: number[];
  /** Little-endian, the last dimension first. A slice of the file. */
  bytes: Uint8Array;
}

/** Numbers that tensors are views of. */
class Storage {
  constructor(readonly key: string, readonly numel: number) {}
}

/** A tensor whose numbers have not been found yet. */
class View {
  constructor(readonly storage: Storage, readonly offset: number, readonly dims: number[]) {}
}

type Value = Pickled<Storage | View>;

const MAGIC = 0x1950a86a20f9469cfc6cn;

/**
 * The tensors by name.
 *
 * @throws {SemcastError} `malformed`, or `unsupported` for other kinds of numbers, and for whatever else a pickle may ask Python for
 */
export function readTorchFile(file: Uint8Array): Map<string, StoredTensor> {
  const isZip = file[0] === 0x50 && file[1] === 0x4b;
  const { tensors, storages } = isZip ? readArchive(file) : readPickles(file);
  const found = new Map<string, StoredTensor>();
  if (!(tensors instanceof Map)) throw new SemcastError("malformed", "PyTorch file holds no dictionary");
  for (const [name, view] of tensors) {
    if (typeof name !== "string" || !(view instanceof View)) {
      throw new SemcastError("malformed", "PyTorch file holds other things than tensors by name");
    }
    const count = view.dims.reduce((product, dim) => product * dim, 1);
    const from = 4 * view.offset, bytes = storages.get(view.storage.key)?.subarray(from, from + 4 * count);
    if (bytes?.length !== 4 * count) throw new SemcastError("malformed", `Tensor ${name} has not all its numbers`);
    found.set(name, { dims: view.dims, bytes });
  }
  return found;
}

interface Contents {
  tensors: Value;
  /** Bytes of the storages by their keys. */
  storages: Map<string, Uint8Array>;
}

function readArchive(file: Uint8Array): Contents {
  const files = storedFiles(file);
  const [root] = [...files.keys()].map((name) => /^([^/]+)\/data\.pkl$/.exec(name)?.[1]).filter((name) => name);
  const pickle = files.get(`${root}/data.pkl`);
  if (pickle === undefined) throw new SemcastError("malformed", "PyTorch file has no data.pkl");
  const order = files.get(`${root}/byteorder`);
  if (order !== undefined && new TextDecoder().decode(order) !== "little") {
    throw new SemcastError("unsupported", "PyTorch file is big-endian");
  }
  const prefix = `${root}/data/`;
  const storages = new Map(
    [...files].filter(([name]) => name.startsWith(prefix)).map(([name, bytes]) => [name.slice(prefix.length), bytes]),
  );
  return { tensors: readPickle(pickle, 0, MAKER).value, storages };
}

/** Magic number, version and machine, then the dictionary, the storages' keys, and each storage after its length. */
function readPickles(file: Uint8Array): Contents {
  let at = 0;
  const next = () => {
    const { value, end } = readPickle(file, at, MAKER);
    at = end;
    return value;
  };
  if (next() !== MAGIC) throw new SemcastError("malformed", "File is none of PyTorch");
  const [version, machine, tensors, keys] = [next(), next(), next(), next()];
  if (version !== 1001 || !(machine instanceof Map) || machine.get("little_endian") !== true) {
    throw new SemcastError("unsupported", "PyTorch file is of another version, or big-endian");
  }
  const storages = new Map<string, Uint8Array>();
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (const key of Array.isArray(keys) ? keys : []) {
    if (at + 8 > file.length) throw new SemcastError("malformed", "PyTorch file ends too early");
    const length = 4 * Number(view.getBigUint64(at, true));
    storages.set(String(key), file.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return { tensors, storages };
}

const MAKER = { call, persistent };

/** All that such files ask for. */
function call(name: string, args: Value[]): Value {
  const [first, ...more] = args;
  switch (name) {
    case "collections.OrderedDict":
      return new Map(pairs(first ?? []));
    case "torch._utils._rebuild_tensor":
    case "torch._utils._rebuild_tensor_v2":
      return tensor(first, more);
    case "torch._utils._rebuild_parameter":
      return first;
  }
  throw new SemcastError("unsupported", `PyTorch file asks for ${name.slice(0, 100)}; expected plain tensors`);
}

function pairs(value: Value): [Value, Value][] {
  const items = Array.isArray(value) ? value : [];
  return items.map((item) => Array.isArray(item) ? [item[0], item[1]] : [null, null]);
}

function tensor(storage: Value, [offset, dims, strides]: Value[]): View {
  if (!(storage instanceof Storage) || !isSize(offset) || !isSizes(dims) || !isSizes(strides)) {
    throw new SemcastError("malformed", "PyTorch file has a tensor without storage or size");
  }
  let dense = 1;
  for (let i = dims.length - 1; i >= 0; i--) {
    if (dims[i] !== 1 && strides[i] !== dense) {
      throw new SemcastError("unsupported", "PyTorch file has a strided tensor");
    }
    dense *= dims[i];
  }
  return new View(storage, offset, dims);
}

/** `("storage", torch.FloatStorage, key, device, length[, None])` */
function persistent(id: Value): Storage {
  const [kind, type, key, , numel, part] = Array.isArray(id) ? id : [];
  if (kind !== "storage" || typeof key !== "string" || !isSize(numel) || (part ?? null) !== null) {
    throw new SemcastError("malformed", "PyTorch file refers to what is no storage");
  }
  const name = typeof type === "object" && type !== null && "name" in type ? type.name : "nothing";
  if (name !== "torch.FloatStorage") {
    throw new SemcastError("unsupported", `PyTorch file has a ${name}; expected floats`);
  }
  return new Storage(key, numel);
}

function isSize(value: Value | undefined): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}

function isSizes(value: Value | undefined): value is number[] {
  return Array.isArray(value) && value.every(isSize);
}
