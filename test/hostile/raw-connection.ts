import { createConnection, type Socket } from "node:net";

/** An HTTP answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** A connection on which a test may send any bytes at any time: what `fetch` would not send. */
export class RawConnection {
  readonly #socket: Socket;
  #received = "";
  #isClosed = false;
  #changed = Promise.withResolvers<void>();

  private constructor(socket: Socket) {
    this.#socket = socket;
    const change = () => {
      this.#changed.resolve();
      this.#changed = Promise.withResolvers<void>();
    };
    socket.on("data", (bytes) => {
      this.#received += bytes.toString("utf8");
      change();
    });
    // A reset is a way to be closed.
    socket.on("error", () => {});
    socket.on("close", () => {
      this.#isClosed = true;
      change();
    });
  }

  static open(url: string): Promise<RawConnection> {
    const { hostname, port } = new URL(url);
    return new Promise((resolve, reject) => {
      const socket = createConnection({ host: hostname, port: Number(port) });
      socket.once("error", reject);
      socket.once("connect", () => resolve(new RawConnection(socket)));
    });
  }

  /** All that came, as text. */
  get received(): string {
    return this.#received;
  }

  send(bytes: string | Uint8Array): void {
    if (!this.#socket.destroyed) this.#socket.write(bytes);
  }

  /** The head of a POST whose body is still to come. */
  sendHead(path: string, headers: Record<string, string | number>): void {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    this.send(`POST ${path} HTTP/1.1\r\nHost: test\r\n${lines.join("")}\r\n`);
  }

  sendChunk(bytes: string): void {
    this.send(`${Buffer.byteLength(bytes).toString(16)}\r\n${bytes}\r\n`);
  }

  /** The first whole answer; undefined when the connection ended without one. */
  async answer(): Promise<RawAnswer | undefined> {
    await this.until((text) => parseAnswer(text) !== undefined);
    return parseAnswer(this.#received);
  }

  /** Resolves once what was received satisfies `condition`, or the connection has ended. */
  async until(condition: (received: string) => boolean): Promise<void> {
    while (!this.#isClosed && !condition(this.#received)) await this.#changed.promise;
  }

  /** Resolves once the other side has ended the connection. */
  closed(): Promise<void> {
    return this.until(() => false);
  }

  /** Breaks it off. */
  destroy(): void {
    this.#socket.destroy();
  }
}

function parseAnswer(text: string): RawAnswer | undefined {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const [first, ...lines] = text.slice(0, end).split("\r\n");
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const body = text.slice(end + 4);
  if (Buffer.byteLength(body) < Number(headers.get("content-length") ?? 0)) return undefined;
  return { status: Number(first!.split(" ")[1]), headers, body };
}
