/** A request as the bytes that go over the wire. */
export type RequestBytes = Uint8Array;

/** What a server answered. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Writes out a request of HTTP/1.1; with a body it is a POST of JSON. */
export function requestBytes(path: string, body?: Uint8Array | string): RequestBytes {
  const content = typeof body === "string" ? Buffer.from(body) : body;
  const head =
    content === undefined
      ? `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`
      : `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${content.length}\r\n\r\n`;
  return content === undefined ? Buffer.from(head) : Buffer.concat([Buffer.from(head), content]);
}

/** After so long without a byte a request under way fails. */
const SILENCE_SECONDS = 240;

/** The end of the head of an answer. */
const BLANK_LINE = Buffer.from("\r\n\r\n");

/**
 * One connection to a server on this machine, kept alive, one request at a time. It does as little as it can, so that
 * what is measured is the server: a request is bytes that were prepared, an answer is cut out of what arrives.
 */
export class HttpConnection {
  #socket!: Bun.Socket<undefined>;
  #parts: Buffer[] = [];
  #received = 0;
  /** So many bytes must have arrived before it is worth looking again. */
  #needed = 0;
  #rest: RequestBytes | undefined;
  /** Why no request can be sent any more. */
  #closed: Error | undefined;
  #settle: { resolve(answer: Answer): void; reject(error: Error): void } | undefined;

  private constructor() {}

  /** Connects to a port of this machine. Throws when nothing listens there. */
  static async open(port: number): Promise<HttpConnection> {
    const connection = new HttpConnection();
    await Bun.connect<undefined>({
      hostname: "127.0.0.1",
      port,
      socket: {
        open(socket) {
          connection.#socket = socket;
          socket.timeout(SILENCE_SECONDS);
        },
        data: (_, bytes) => connection.#onData(bytes),
        drain: () => connection.#writeRest(),
        close: () => connection.#fail(new Error("the server closed the connection")),
        error: (_, error) => connection.#fail(error),
        timeout(socket) {
          connection.#fail(new Error(`the server was silent for ${SILENCE_SECONDS} seconds`));
          socket.end();
        },
      },
    });
    return connection;
  }

  /** Sends a request and waits for the whole answer. Throws when the connection is lost before, or silent for too long. */
  send(request: RequestBytes): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#closed !== undefined) return reject(this.#closed);
      this.#settle = { resolve, reject };
      this.#rest = request;
      this.#writeRest();
    });
  }

  /** Closes it; a request under way fails. */
  close(): void {
    this.#socket.end();
  }

  #writeRest(): void {
    if (this.#rest === undefined) return;
    const written = this.#socket.write(this.#rest);
    this.#rest = written < this.#rest.length ? this.#rest.subarray(Math.max(written, 0)) : undefined;
  }

  #onData(bytes: Buffer): void {
    this.#received += bytes.length;
    const isWhole = this.#parts.length === 0;
    if (this.#received < this.#needed) {
      this.#parts.push(Buffer.from(bytes));
      return;
    }
    const all = isWhole ? bytes : Buffer.concat([...this.#parts, bytes]);
    const answer = readAnswer(all);
    if (typeof answer === "number") {
      // The buffer of the event may be used again for the next one.
      this.#parts = [isWhole ? Buffer.from(all) : all];
      this.#needed = answer;
      return;
    }
    this.#parts = [];
    this.#received = this.#needed = 0;
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.resolve(answer);
  }

  #fail(error: Error): void {
    this.#closed ??= error;
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.reject(error);
  }
}

/** Reads an answer; while some of it is missing, returns how many bytes there must be at least. */
export function readAnswer(bytes: Buffer): Answer | number {
  const end = bytes.indexOf(BLANK_LINE);
  if (end < 0) return bytes.length + 1;
  const head = bytes.toString("latin1", 0, end);
  const status = Number(head.slice(9, 12));
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  const start = end + BLANK_LINE.length;
  if (length !== undefined) {
    const stop = start + Number(length);
    return bytes.length < stop ? stop : { status, body: bytes.toString("utf8", start, stop) };
  }
  if (!/\r\ntransfer-encoding: *chunked/i.test(head)) return { status, body: "" };
  const body = readChunks(bytes, start);
  return typeof body === "number" ? body : { status, body };
}

function readChunks(bytes: Buffer, start: number): string | number {
  const parts: Buffer[] = [];
  for (let at = start; ; ) {
    const lineEnd = bytes.indexOf("\r\n", at);
    if (lineEnd < 0) return bytes.length + 1;
    const size = Number.parseInt(bytes.toString("latin1", at, lineEnd), 16);
    const from = lineEnd + 2;
    if (bytes.length < from + size + 2) return from + size + 2;
    if (size === 0) return Buffer.concat(parts).toString();
    parts.push(bytes.subarray(from, from + size));
    at = from + size + 2;
  }
}
