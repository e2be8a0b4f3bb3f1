/** A request as bytes on the wire. */
export type RequestBytes = Uint8Array;

/** The response of a server. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Returns the bytes of an HTTP/1.1 request: a POST of JSON if there is a body, otherwise a GET. */
export function requestBytes(path: string, body?: Uint8Array | string): RequestBytes {
  const content = typeof body === "string" ? Buffer.from(body) : body;
  const head =
    content === undefined
      ? `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`
      : `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${content.length}\r\n\r\n`;
  return content === undefined ? Buffer.from(head) : Buffer.concat([Buffer.from(head), content]);
}

/** A request fails after this time without a byte. */
const SILENCE_SECONDS = 240;

/** The end of the head of a response. */
const BLANK_LINE = Buffer.from("\r\n\r\n");

/**
 * A persistent connection to a server on this machine, with one request at a time. It does as little as possible,
 * so that mainly the server is measured: requests are prepared bytes, and responses are slices of the received
 * ones.
 */
export class HttpConnection {
  #socket!: Bun.Socket<undefined>;
  #parts: Buffer[] = [];
  #received = 0;
  /** Number of bytes to receive before the next attempt to parse. */
  #needed = 0;
  #rest: RequestBytes | undefined;
  /** The reason why no more requests can be sent. */
  #closed: Error | undefined;
  #settle: { resolve(answer: Answer): void; reject(error: Error): void } | undefined;

  private constructor() {}

  /** Connects to a port of this machine. Throws if nothing listens there. */
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

  /**
   * Sends a request and waits for the complete response. Throws if the connection is lost before, or silent for too
   * long.
   */
  send(request: RequestBytes): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#closed !== undefined) return reject(this.#closed);
      this.#settle = { resolve, reject };
      this.#rest = request;
      this.#writeRest();
    });
  }

  /** Closes the connection; a request in progress fails. */
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
      // The buffer may be reused for the next event.
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

/** Parses a response. Returns the minimum number of bytes that it must have if it is incomplete. */
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
