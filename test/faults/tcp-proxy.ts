import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** What happens to bytes: they pass, they vanish, or whoever comes is hung up on. */
type Network = "open" | "black" | "hung-up";

/** One connection through the proxy: the caller's half and the server's. */
interface Link {
  readonly caller: Socket;
  readonly server: Socket | undefined;
  /** Set for good once a network that went black had it: later bytes, and its end, never arrive. */
  dead: boolean;
}

/** What a caller must say for `heard` to be called, and whether the network goes black before or after the words. */
interface Trip {
  readonly words: RegExp;
  readonly black: "before" | "after" | "never";
  readonly heard: () => void;
}

/**
 * A TCP proxy in front of a server, for networks that fail. Once black it takes connections and bytes and says
 * nothing, as a firewall that forgot a connection does: neither side hears of the other's end, and connections of
 * that time stay dead when the network is back.
 */
export class TcpProxy {
  readonly port: number;
  readonly #listener: Server;
  readonly #targetPort: number;
  readonly #links = new Set<Link>();
  #network: Network = "open";
  #trip: Trip | undefined;
  /** Connections that callers opened so far. */
  opened = 0;

  private constructor(listener: Server, targetPort: number) {
    this.#listener = listener;
    this.#targetPort = targetPort;
    this.port = (listener.address() as AddressInfo).port;
    listener.on("connection", (caller) => this.#accept(caller));
  }

  /** Listens on a free port of loopback, in front of `targetPort`. */
  static start(targetPort: number): Promise<TcpProxy> {
    const listener = createServer();
    return new Promise((resolve) => {
      listener.listen(0, "127.0.0.1", () => resolve(new TcpProxy(listener, targetPort)));
    });
  }

  /** `url` by way of this proxy. */
  through(url: string): string {
    const changed = new URL(url);
    changed.port = String(this.port);
    return changed.href;
  }

  /** From now on nothing arrives anywhere. */
  goBlack(): void {
    this.#network = "black";
    for (const link of this.#links) link.dead = true;
  }

  /**
   * Goes black as soon as a caller says `words`: `before` they arrive, so that the statement is lost, or `after`
   * that, so that its answer is. Resolves at that moment.
   */
  goBlackAt(words: RegExp, black: "before" | "after"): Promise<void> {
    return this.#listenFor(words, black);
  }

  /** Resolves as soon as a caller says `words`. */
  whenSaid(words: RegExp): Promise<void> {
    return this.#listenFor(words, "never");
  }

  /** Cuts every connection off, and every new one as soon as it is there. */
  hangUp(): void {
    this.#network = "hung-up";
    for (const { caller, server } of this.#links) {
      caller.destroy();
      server?.destroy();
    }
    this.#links.clear();
  }

  /** The network is back: new connections pass. */
  restore(): void {
    this.#network = "open";
    this.#trip = undefined;
  }

  /** Tells the server of every connection that died meanwhile, as its own keep-alive does after a minute. */
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
      // Unread bytes would make the end a reset.
      caller.resume();
      caller.end();
      return;
    }
    const server = this.#network === "open" ? connect(this.#targetPort, "127.0.0.1") : undefined;
    const link: Link = { caller, server, dead: server === undefined };
    this.#links.add(link);
    caller.on("data", (bytes: Buffer) => this.#say(link, bytes));
    // The end of a dead connection does not arrive at the other side: there its session lives on.
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

/** Hands bytes on, no faster than they are taken. */
function pass(bytes: Uint8Array, from: Socket, to: Socket): void {
  if (to.write(bytes)) return;
  from.pause();
  to.once("drain", () => from.resume());
}
