import { createConnection, type Socket } from "node:net";

/** An HTTP response as received. */
export interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** A connection on which a test can send any bytes at any time, unlike with `fetch`. */
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
    // A reset closes the connection too.
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

  /** All received bytes, as text. */
  get received(): string {
    return this.#received;
  }

  send(bytes: string | Uint8Array): void {
    if (!this.#socket.destroyed) this.#socket.write(bytes);
  }

  /** Sends the head of a POST; the body follows later. */
  sendHead(path: string, headers: Record<string, string | number>): void {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    this.send(`POST ${path} HTTP/1.1\r\nHost: test\r\n${lines.join("")}\r\n`);
  }

  sendChunk(bytes: string): void {
    this.send(`${Buffer.byteLength(bytes).toString(16)}\r\n${bytes}\r\n`);
  }

  /** Returns the first complete response; undefined if the connection ended without one. */
  async answer(): Promise<RawAnswer | undefined> {
    await this.until((text) => parseAnswer(text) !== undefined);
    return parseAnswer(this.#received);
  }

  /** Resolves when the received text satisfies `condition`, or the connection has ended. */
  async until(condition: (received: string) => boolean): Promise<void> {
    while (!this.#isClosed && !condition(this.#received)) await this.#changed.promise;
  }

  /** Resolves when the other side has ended the connection. */
  closed(): Promise<void> {
    return this.until(() => false);
  }

  /** Closes the connection at once. */
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
