import { randomUUID } from "node:crypto";
import type { DatabaseAddress } from "../database-address.ts";
import { withDeadline } from "../deadline.ts";
import { asUnavailable, type Client, createClient, isRefusal } from "./connection.ts";

/** The server cancels a slow statement itself; a little later the connection counts as dead. */
const GRACE_MS = 500;

/** A run whose lock this process lost, or may have: nothing must be written for it. */
export class LostLockError extends Error {
  override readonly name = "LostLockError";
}

/**
 * The one connection on which a process holds its locks. What is asked of it is done one after another, for the
 * locks of a session are lost with it; a connection that went silent is given up and never asked again.
 */
export class LockConnection {
  /** This process's alone: so it finds its own earlier sessions. */
  readonly applicationName = `mlsvc locks ${randomUUID().slice(-12)}`;
  readonly #address: DatabaseAddress;
  readonly #timeoutMs: number;
  readonly #onLost: () => void;
  #client: Client | undefined;
  #tail: Promise<unknown> = Promise.resolve();

  /** `onLost` is called whenever a connection broke or was given up, and all locks with it. */
  constructor(address: DatabaseAddress, timeoutMs: number, onLost: () => void) {
    this.#address = address;
    this.#timeoutMs = timeoutMs;
    this.#onLost = onLost;
  }

  /**
   * Does `work` when its turn comes, if it comes in time; after that the work has its own time. Throws
   * `LostLockError` as it is, and `Failure` (`unavailable`).
   */
  async run<T>(work: (sql: Client) => Promise<T>, timeoutMs = this.#timeoutMs): Promise<T> {
    const turn = this.#tail;
    const { promise: done, resolve: finish } = Promise.withResolvers<void>();
    this.#tail = turn.then(() => done);
    try {
      await withDeadline(turn, this.#timeoutMs + GRACE_MS, "the turn on the lock connection");
    } catch (error) {
      finish();
      throw asUnavailable(error);
    }
    let client = this.#client;
    try {
      client ??= this.#connect();
      this.#client = client;
      return await withDeadline(work(client), timeoutMs + GRACE_MS, "the database's answer");
    } catch (error) {
      if (error instanceof LostLockError) throw error;
      if (!isRefusal(error)) this.giveUp(client);
      throw asUnavailable(error);
    } finally {
      finish();
    }
  }

  /** Abandons a connection, by default the present one, and all locks with it. */
  giveUp(client = this.#client): void {
    if (client === undefined) return;
    client.end({ timeout: 0 }).catch(() => {});
    if (this.#client !== client) return;
    this.#client = undefined;
    this.#onLost();
  }

  /** Closes the connection, politely. The next `run` opens another one. */
  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.end({ timeout: 1 }).catch(() => {});
  }

  #connect(): Client {
    const client: Client = createClient(this.#address, {
      applicationName: this.applicationName,
      connections: 1,
      idleSeconds: undefined,
      timeoutMs: this.#timeoutMs,
      // One client is one session: postgres.js would open another connection by itself, without the locks.
      onClose: () => this.giveUp(client),
    });
    return client;
  }
}
