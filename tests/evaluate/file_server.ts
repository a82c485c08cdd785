/** A server on loopback that has the files of a folder, takes ranges of bytes, and breaks off when it is told to. */
export interface FileServer {
  url: string;
  /** Paths and ranges that were asked for. */
  asked: string[];
  /** The next answer ends after so many bytes. */
  breakAfter(bytes: number): void;
  stop(): Promise<void>;
}

/** Serves a folder. */
export function serveFolder(folder: string): FileServer {
  const asked: string[] = [];
  let limit = Infinity;
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const { pathname } = new URL(request.url);
    const range = request.headers.get("range");
    asked.push(range === null ? pathname : `${pathname} ${range}`);
    const file = await Deno.readFile(folder + pathname).catch(() => undefined);
    if (file === undefined) return new Response("No such file", { status: 404 });
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);
    if (from >= file.length) return new Response(null, { status: 416 });
    const body = file.subarray(from);
    const headers = { "content-length": String(body.length) };
    if (limit >= body.length) return new Response(body, { status: from > 0 ? 206 : 200, headers });
    const cut = body.subarray(0, limit);
    limit = Infinity;
    let sent = false;
    const stream = new ReadableStream({
      async pull(controller) {
        if (sent) return controller.error(new Error("broken off"));
        sent = true;
        controller.enqueue(cut);
        // Else the error may overtake the bytes.
        await new Promise((resolve) => setTimeout(resolve, 200));
      },
    }, { highWaterMark: 0 });
    return new Response(stream, { status: from > 0 ? 206 : 200, headers });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked,
    breakAfter: (bytes) => void (limit = bytes),
    stop: () => server.shutdown(),
  };
}
