/**
 * A GET over HTTP/1.1 to an address that was chosen before, whatever the name resolves to by now: `fetch` would resolve it
 * again, and could be led elsewhere.
 *
 * @module
 */
import { joinBytes } from "../_shared/bytes.ts";

/** How connections are made. */
export type Connect = (to: { hostname: string; port: number }) => Promise<Deno.TcpConn>;

/** What a server answered. */
export interface Answer {
  status: number;
  headers: Headers;
  /** Empty for anything but 200. */
  body: Uint8Array<ArrayBuffer>;
}

/** Where and how far to read. */
export interface PinnedOptions {
  /** The address, as a number. */
  address: string;
  connect: Connect;
  /** Certificates of authorities that are trusted besides the platform's, in PEM. */
  caCerts?: string[];
  /** Bytes of the body. */
  maxBytes: number;
  signal: AbortSignal;
}

/** The body is over `maxBytes`. */
export class AnswerTooLarge extends Error {}

const MAX_HEAD = 16_384;
const MAX_LINE = 8192;

/**
 * Gets a URL from an address; certificates are checked against the URL's name.
 *
 * @throws {AnswerTooLarge}
 * @throws {Error} where the connection fails or the answer is not HTTP/1.1
 */
export async function getPinned(url: URL, options: PinnedOptions): Promise<Answer> {
  const { address, connect, caCerts, maxBytes, signal } = options;
  signal.throwIfAborted();
  const tls = url.protocol === "https:";
  const plain = await connect({ hostname: address, port: Number(url.port || (tls ? 443 : 80)) });
  let connection: Deno.Conn = plain;
  // Closed twice where it was replaced: the second time it does not exist any more.
  const close = () => {
    for (const each of [connection, plain]) {
      try {
        each.close();
      } catch (error) {
        if (!(error instanceof Deno.errors.BadResource)) throw error;
      }
    }
  };
  signal.addEventListener("abort", close, { once: true });
  try {
    if (tls) connection = await Deno.startTls(plain, { hostname: url.hostname.replace(/^\[|\]$/g, ""), caCerts });
    signal.throwIfAborted();
    const head = `GET ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nAccept: image/*\r\n` +
      "Accept-Encoding: identity\r\nUser-Agent: semcast\r\nConnection: close\r\n\r\n";
    await writeAll(connection, new TextEncoder().encode(head));
    return await readAnswer(new Source(connection), maxBytes);
  } finally {
    signal.removeEventListener("abort", close);
    close();
  }
}

async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let sent = 0; sent < bytes.length;) sent += await connection.write(bytes.subarray(sent));
}

async function readAnswer(source: Source, maxBytes: number): Promise<Answer> {
  const status = Number(/^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(await source.line())?.[1] ?? NaN);
  if (!(status >= 200)) throw new Error("The answer is not HTTP/1.1");
  const headers = new Headers();
  let size = 0;
  for (let line = await source.line(); line !== ""; line = await source.line()) {
    size += line.length;
    const colon = line.indexOf(":");
    if (size > MAX_HEAD || colon < 1) throw new Error("The answer's head is too large or malformed");
    headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  const body = status === 200 ? await readBody(source, headers, maxBytes) : new Uint8Array(0);
  return { status, headers, body };
}

async function readBody(source: Source, headers: Headers, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const coding = headers.get("transfer-encoding")?.toLowerCase();
  const length = headers.get("content-length");
  if (coding !== undefined && (coding !== "chunked" || length !== null)) {
    throw new Error("The body's length is ambiguous");
  }
  if (coding === "chunked") return await readChunks(source, maxBytes);
  if (length === null) return await source.rest(maxBytes);
  if (!/^\d{1,15}$/.test(length)) throw new Error("Content-Length is malformed");
  if (Number(length) > maxBytes) throw new AnswerTooLarge();
  return await source.exactly(Number(length));
}

async function readChunks(source: Source, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  while (true) {
    const size = /^([\da-f]{1,8})(?:[ \t]*;.*)?$/i.exec(await source.line())?.[1];
    if (size === undefined) throw new Error("A chunk's size is malformed");
    const length = parseInt(size, 16);
    if (length === 0) return joinBytes(chunks);
    total += length;
    if (total > maxBytes) throw new AnswerTooLarge();
    chunks.push(await source.exactly(length));
    if (await source.line() !== "") throw new Error("A chunk is longer than it says");
  }
}

/** A connection read by lines and lengths. */
class Source {
  readonly #connection: Deno.Conn;
  #held: Uint8Array = new Uint8Array(0);

  constructor(connection: Deno.Conn) {
    this.#connection = connection;
  }

  /** A line without its end. */
  async line(): Promise<string> {
    let end = this.#held.indexOf(10);
    while (end < 0) {
      if (this.#held.length > MAX_LINE) throw new Error("A line of the answer is too long");
      if (!await this.#more()) throw new Error("The answer ended early");
      end = this.#held.indexOf(10);
    }
    const text = new TextDecoder("latin1").decode(this.#held.subarray(0, end));
    this.#held = this.#held.subarray(end + 1);
    return text.replace(/\r$/, "");
  }

  async exactly(length: number): Promise<Uint8Array<ArrayBuffer>> {
    const parts: Uint8Array[] = [];
    for (let missing = length; missing > 0;) {
      if (this.#held.length === 0 && !await this.#more()) throw new Error("The answer ended early");
      const part = this.#held.subarray(0, missing);
      this.#held = this.#held.subarray(part.length);
      parts.push(part);
      missing -= part.length;
    }
    return joinBytes(parts);
  }

  /** Everything until the other side closes. */
  async rest(maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
    const parts: Uint8Array[] = [];
    let total = 0;
    do {
      total += this.#held.length;
      if (total > maxBytes) throw new AnswerTooLarge();
      parts.push(this.#held);
      this.#held = new Uint8Array(0);
    } while (await this.#more());
    return joinBytes(parts);
  }

  async #more(): Promise<boolean> {
    const buffer = new Uint8Array(65_536);
    const count = await this.#connection.read(buffer);
    if (count === null) return false;
    this.#held = joinBytes([this.#held, buffer.subarray(0, count)]);
    return true;
  }
}
