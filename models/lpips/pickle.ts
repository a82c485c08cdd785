/**
 * Reads the part of Python's pickle format (protocol 2) that PyTorch's files of plain tensors use. Nothing is ever called: what a
 * pickle asks to be made goes to the caller, who knows a handful of names and refuses the others.
 *
 * https://docs.python.org/3/library/pickletools.html
 *
 * @module
 */
import { SemcastError } from "../../functions/_shared/errors.ts";

/** What a pickle holds; `T` is what the caller makes. Lists and tuples are the same. */
export type Pickled<T> = null | boolean | number | bigint | string | Global | T | Pickled<T>[] | Dict<T>;

/** A dictionary. */
export interface Dict<T> extends Map<Pickled<T>, Pickled<T>> {}

/** The name of something in Python, such as `collections.OrderedDict`. */
export class Global {
  constructor(readonly name: string) {}
}

/** How what is not plain data is made. Both may throw. */
export interface Maker<T> {
  /** The result of calling a function of Python. */
  call(name: string, args: Pickled<T>[]): Pickled<T>;
  /** What lies outside of the pickle. */
  persistent(id: Pickled<T>): T;
}

/** Most values that one pickle may hold. */
const MOST = 1_000_000;

/**
 * Reads one pickle.
 *
 * @param at where it begins
 * @returns the value, and where the pickle ends
 * @throws {SemcastError} `malformed`, or `unsupported` for an instruction that files of tensors have no need of
 */
export function readPickle<T>(file: Uint8Array, at: number, maker: Maker<T>): { value: Pickled<T>; end: number } {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const memo = new Map<number, Pickled<T>>();
  const marks: Pickled<T>[][] = [];
  let stack: Pickled<T>[] = [];
  for (let steps = 0; steps < MOST; steps++) {
    const code = u8();
    switch (String.fromCharCode(code)) {
      case "\x80": // PROTO
        if (u8() !== 2) throw new SemcastError("unsupported", "Pickle is not of protocol 2");
        break;
      case ".": // STOP
        return { value: pop(), end: at };
      case "(": // MARK
        marks.push(stack);
        stack = [];
        break;
      case "N": // NONE
        stack.push(null);
        break;
      case "\x88": // NEWTRUE
        stack.push(true);
        break;
      case "\x89": // NEWFALSE
        stack.push(false);
        break;
      case "K": // BININT1
        stack.push(u8());
        break;
      case "M": // BININT2
        stack.push(view.getUint16(skip(2), true));
        break;
      case "J": // BININT
        stack.push(view.getInt32(skip(4), true));
        break;
      case "\x8a": // LONG1
        stack.push(long(u8()));
        break;
      case "U": // SHORT_BINSTRING
        stack.push(text(u8()));
        break;
      case "X": // BINUNICODE
        stack.push(text(view.getUint32(skip(4), true)));
        break;
      case "c": // GLOBAL
        stack.push(new Global(`${line()}.${line()}`));
        break;
      case "]": // EMPTY_LIST
      case ")": // EMPTY_TUPLE
        stack.push([]);
        break;
      case "}": // EMPTY_DICT
        stack.push(new Map());
        break;
      case "t": { // TUPLE
        const items = toMark();
        stack.push(items);
        break;
      }
      case "\x85": // TUPLE1
      case "\x86": // TUPLE2
      case "\x87": // TUPLE3
        stack.push(Array.from({ length: code - 0x84 }, pop).reverse());
        break;
      case "a": { // APPEND
        const item = pop();
        list(stack.at(-1)).push(item);
        break;
      }
      case "e": { // APPENDS
        const items = toMark();
        list(stack.at(-1)).push(...items);
        break;
      }
      case "s": { // SETITEM
        const item = pop(), key = pop();
        dict(stack.at(-1)).set(key, item);
        break;
      }
      case "u": { // SETITEMS
        const items = toMark(), target = dict(stack.at(-1));
        for (let i = 0; i + 1 < items.length; i += 2) target.set(items[i], items[i + 1]);
        break;
      }
      case "q": // BINPUT
        memo.set(u8(), stack.at(-1) ?? null);
        break;
      case "r": // LONG_BINPUT
        memo.set(view.getUint32(skip(4), true), stack.at(-1) ?? null);
        break;
      case "h": // BINGET
        stack.push(remembered(u8()));
        break;
      case "j": // LONG_BINGET
        stack.push(remembered(view.getUint32(skip(4), true)));
        break;
      case "Q": // BINPERSID
        stack.push(maker.persistent(pop()));
        break;
      case "R": { // REDUCE
        const args = list(pop()), callee = pop();
        if (!(callee instanceof Global)) throw broken("calls what is no name");
        stack.push(maker.call(callee.name, args));
        break;
      }
      case "b": // BUILD: attributes beside a dictionary's entries, of which none is of use here
        pop();
        dict(stack.at(-1));
        break;
      default:
        throw new SemcastError(
          "unsupported",
          `Pickle has the instruction 0x${code.toString(16)}; expected plain tensors`,
        );
    }
  }
  throw new SemcastError("too-large", `Pickle has more than ${MOST} instructions`);

  function skip(count: number): number {
    if (count > file.length - at) throw broken("ends too early");
    at += count;
    return at - count;
  }

  function u8(): number {
    return file[skip(1)];
  }

  function text(length: number): string {
    const from = skip(length);
    return new TextDecoder().decode(file.subarray(from, from + length));
  }

  function line(): string {
    const end = file.indexOf(10, at);
    if (end < 0 || end - at > 200) throw broken("has a name without an end");
    const name = text(end - at);
    at++;
    return name;
  }

  function long(length: number): number | bigint {
    let value = 0n;
    for (let i = 0; i < length; i++) value |= BigInt(u8()) << BigInt(8 * i);
    value = BigInt.asIntN(8 * length, value);
    const small = Number(value);
    return Number.isSafeInteger(small) ? small : value;
  }

  function pop(): Pickled<T> {
    const value = stack.pop();
    if (value === undefined) throw broken("takes what it never put");
    return value;
  }

  function toMark(): Pickled<T>[] {
    const items = stack, before = marks.pop();
    if (before === undefined) throw broken("goes back to a mark that it never set");
    stack = before;
    return items;
  }

  function remembered(index: number): Pickled<T> {
    const value = memo.get(index);
    if (value === undefined) throw broken("recalls what it never kept");
    return value;
  }
}

function list<T>(value: Pickled<T> | undefined): Pickled<T>[] {
  if (Array.isArray(value)) return value;
  throw broken("has something else where a list belongs");
}

function dict<T>(value: Pickled<T> | undefined): Dict<T> {
  if (value instanceof Map) return value;
  throw broken("has something else where a dictionary belongs");
}

function broken(what: string): SemcastError {
  return new SemcastError("malformed", `Pickle ${what}`);
}
