import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** What the proxy does: it passes bytes on, drops them, or closes every connection. */
type Network = "open" | "black" | "hung-up";

/** A connection through the proxy: the sockets to the caller and to the server. */
interface Link {
  readonly caller: Socket;
  readonly server: Socket | undefined;
  /** Set for good when the network goes black: later bytes, and the end of the connection, never arrive. */
  dead: boolean;
}

/** What a caller must send for `heard` to be called, and whether the network goes black before or after it. */
interface Trip {
  readonly words: RegExp;
  readonly black: "before" | "after" | "never";
  readonly heard: () => void;
}

/**
 * A TCP proxy in front of a server that simulates a failing network. A black network accepts connections and bytes and passes
 * nothing on, as a firewall that has dropped its state does. Neither side notices the end of the other, and the connections of
 * that time stay dead when the network is back.
 */
export class TcpProxy {
  readonly port: number;
  readonly #listener: Server;
  readonly #targetPort: number;
  readonly #links = new Set<Link>();
  #network: Network = "open";
  #trip: Trip | undefined;
  /** The number of connections that callers have opened. */
  opened = 0;

  private constructor(listener: Server, targetPort: number) {
    this.#listener = listener;
    this.#targetPort = targetPort;
    this.port = (listener.address() as AddressInfo).port;
    listener.on("connection", (caller) => this.#accept(caller));
  }

  /** Starts a proxy on a free port of the loopback interface, in front of `targetPort`. */
  static start(targetPort: number): Promise<TcpProxy> {
    const listener = createServer();
    return new Promise((resolve) => {
      listener.listen(0, "127.0.0.1", () => resolve(new TcpProxy(listener, targetPort)));
    });
  }

  /** Returns `url` with the port of this proxy. */
  through(url: string): string {
    const changed = new URL(url);
    changed.port = String(this.port);
    return changed.href;
  }

  /** Drops all bytes from now on. */
  goBlack(): void {
    this.#network = "black";
    for (const link of this.#links) link.dead = true;
  }

  /**
   * Goes black as soon as a caller sends `words`: `before` they arrive, so that the statement is lost, or `after`
   * that, so that its response is lost. Resolves at that moment.
   */
  goBlackAt(words: RegExp, black: "before" | "after"): Promise<void> {
    return this.#listenFor(words, black);
  }

  /** Resolves as soon as a caller sends `words`. */
  whenSaid(words: RegExp): Promise<void> {
    return this.#listenFor(words, "never");
  }

  /** Closes every connection, and every new one at once. */
  hangUp(): void {
    this.#network = "hung-up";
    for (const { caller, server } of this.#links) {
      caller.destroy();
      server?.destroy();
    }
    this.#links.clear();
  }

  /** Restores the network: new connections are passed on. */
  restore(): void {
    this.#network = "open";
    this.#trip = undefined;
  }

  /** Closes the dead connections on the side of the server, as its keep-alive does after a minute. */
  forget(): void {
    for (const link of this.#links) {
      if (!link.dead) continue;
      link.server?.destroy();
      this.#links.delete(link);
    }
  }

  /** Ends everything. */
  async stop(): Promise<void> {
    this.hangUp();
    await new Promise((resolve) => this.#listener.close(resolve));
  }

  #listenFor(words: RegExp, black: Trip["black"]): Promise<void> {
    return new Promise((heard) => {
      this.#trip = { words, black, heard };
    });
  }

  #accept(caller: Socket): void {
    this.opened++;
    caller.on("error", () => {});
    if (this.#network === "hung-up") {
      // With unread bytes, the end would be a reset.
      caller.resume();
      caller.end();
      return;
    }
    const server = this.#network === "open" ? connect(this.#targetPort, "127.0.0.1") : undefined;
    const link: Link = { caller, server, dead: server === undefined };
    this.#links.add(link);
    caller.on("data", (bytes: Buffer) => this.#say(link, bytes));
    // The end of a dead connection does not reach the other side, where its session stays alive.
    caller.on("close", () => {
      if (!link.dead) server?.destroy();
    });
    server?.on("error", () => {});
    server?.on("data", (bytes: Buffer) => {
      if (!link.dead) pass(bytes, server, caller);
    });
    server?.on("close", () => {
      if (!link.dead) caller.destroy();
    });
  }

  #say(link: Link, bytes: Buffer): void {
    const trip = this.#trip?.words.test(bytes.toString("latin1")) ? this.#trip : undefined;
    if (trip !== undefined) this.#trip = undefined;
    if (trip?.black === "before") this.goBlack();
    if (!link.dead) pass(bytes, link.caller, link.server!);
    if (trip?.black === "after") this.goBlack();
    trip?.heard();
  }
}

/** Passes bytes on, no faster than they are accepted. */
function pass(bytes: Uint8Array, from: Socket, to: Socket): void {
  if (to.write(bytes)) return;
  from.pause();
  to.once("drain", () => from.resume());
}
