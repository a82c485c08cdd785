import { SemcastError } from "../../functions/_shared/errors.ts";

const END = 0x06054b50, END64 = 0x06064b50, LOCATOR64 = 0x07064b50, CENTRAL = 0x02014b50, LOCAL = 0x04034b50;
/** What says that the number is in the entry's ZIP64 field. */
const ELSEWHERE = 0xffffffff;

/**
 * The files of a ZIP archive that stores them as they are, as PyTorch does; slices of the archive.
 *
 * @throws {SemcastError} `malformed`, or `unsupported` where one is compressed
 */
export function storedFiles(archive: Uint8Array): Map<string, Uint8Array> {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  try {
    let end = archive.length - 22;
    while (view.getUint32(end, true) !== END) end--;
    let count = view.getUint16(end + 10, true), at = view.getUint32(end + 16, true);
    if (end >= 20 && view.getUint32(end - 20, true) === LOCATOR64) {
      const end64 = Number(view.getBigUint64(end - 12, true));
      if (view.getUint32(end64, true) !== END64) throw new RangeError("no such record");
      [count, at] = [Number(view.getBigUint64(end64 + 32, true)), Number(view.getBigUint64(end64 + 48, true))];
    }
    const files = new Map<string, Uint8Array>();
    for (let i = 0; i < count; i++) {
      if (view.getUint32(at, true) !== CENTRAL) throw new RangeError("no such record");
      if (view.getUint16(at + 10, true) !== 0) {
        throw new SemcastError("unsupported", "ZIP archive has compressed files; PyTorch stores them as they are");
      }
      const [nameLength, extraLength, remarkLength] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
      const name = new TextDecoder().decode(archive.subarray(at + 46, at + 46 + nameLength));
      const [size, offset] = sizeAndOffset(view, at, at + 46 + nameLength, extraLength);
      if (view.getUint32(offset, true) !== LOCAL) throw new RangeError("no such record");
      const from = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
      if (from + size > archive.length) throw new RangeError("too long");
      files.set(name, archive.subarray(from, from + size));
      at += 46 + nameLength + extraLength + remarkLength;
    }
    return files;
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new SemcastError("malformed", "ZIP archive is damaged", { cause });
  }
}

/** Of the file's bytes, and of its local header. Those that do not fit 32 bits stand in the field 1 of the extras, in this order. */
function sizeAndOffset(view: DataView, entry: number, extra: number, length: number): [number, number] {
  const plain = [view.getUint32(entry + 24, true), view.getUint32(entry + 20, true), view.getUint32(entry + 42, true)];
  for (let at = extra; at + 4 <= extra + length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let field = at + 4;
    for (let i = 0; i < plain.length; i++) {
      if (plain[i] !== ELSEWHERE) continue;
      plain[i] = Number(view.getBigUint64(field, true));
      field += 8;
    }
  }
  return [plain[0], plain[2]];
}
