import type { DatabaseAddress } from "../database-address.ts";
import { pause, withDeadline } from "../deadline.ts";
import { asUnavailable, type Client, createClient, isRefusal, type Sql } from "./connection.ts";
import { readRunVersion } from "./run-version.ts";

/** First key of the advisory locks, "mlsv" in ASCII; the second is the run's id. */
export const LOCK_SPACE = 0x6d6c7376;

/** Growing pauses between attempts to win the locks back. */
const RELOCK_PAUSES_MS = [50, 100, 200, 500, 1000, 2000];

/** A run whose lock this process lost, or may have: nothing must be written for it. */
export class LostLockError extends Error {
  override readonly name = "LostLockError";
}

interface HeldLock {
  /** The server process that holds the lock: a lock dies with it. */
  backend: number;
  /** `xmin` of the run's row since it was set to RUNNING; null before that. */
  version: string | null;
  readonly onLost: () => void;
}

/**
 * The session advisory locks by which other processes see that a run's trainer is alive. They live on one
 * connection of their own, which is open only while a lock is held.
 *
 * When that connection breaks, the locks are gone. They are won back in the background; a run whose row was
 * changed meanwhile, or whose lock another process has, is lost for good and its owner is told.
 */
export class RunLocks {
  readonly #address: DatabaseAddress;
  readonly #timeoutMs: number;
  readonly #held = new Map<number, HeldLock>();
  #client: Client | undefined;
  /** Statements of this connection run one after another. */
  #tail: Promise<unknown> = Promise.resolve();
  #recovering = false;

  constructor(address: DatabaseAddress, timeoutMs: number) {
    this.#address = address;
    this.#timeoutMs = timeoutMs;
  }

  /** Takes the lock of `runId`; false when another process has it. `onLost` is called when it is lost for good. */
  async acquire(runId: number, onLost: () => void): Promise<boolean> {
    // Held from here on, so that a connection that nobody needs is not closed while this one begins.
    this.#held.set(runId, { backend: 0, version: null, onLost });
    try {
      const backend = await this.#run((sql) => tryLock(sql, runId));
      if (backend !== null) {
        this.#held.get(runId)!.backend = backend;
        return true;
      }
    } catch (error) {
      await this.release(runId);
      throw error;
    }
    await this.release(runId);
    return false;
  }

  /** Runs one statement on the lock connection. Throws `Failure` (`unavailable`). */
  run<T>(statement: (sql: Sql) => Promise<T>): Promise<T> {
    return this.#run(statement as (sql: Client) => Promise<T>);
  }

  /** Remembers the version of the row after it was set to RUNNING. */
  setVersion(runId: number, version: string): void {
    const held = this.#held.get(runId);
    if (held !== undefined) held.version = version;
  }

  /**
   * Runs `write` in one transaction that commits only while the lock is held. Throws `LostLockError` when it is
   * lost for good, `Failure` (`unavailable`) when it may be won back.
   */
  async transaction(runId: number, write: (sql: Sql) => Promise<void>, timeoutMs: number): Promise<void> {
    await this.#run((sql) => this.#own(sql, runId));
    await this.#run(
      (sql) =>
        sql.begin(async (transaction) => {
          const held = this.#held.get(runId);
          const [row] = await transaction<{ backend: number }[]>`
            select pg_backend_pid() as backend, set_config('statement_timeout', ${String(timeoutMs)}, true)`;
          if (held === undefined || row!.backend !== held.backend) {
            throw new Error("the lock connection was replaced");
          }
          await write(transaction);
        }),
      timeoutMs,
    );
  }

  /** Lets go of the lock of `runId`, and of the connection when it was the last. Never throws. */
  async release(runId: number): Promise<void> {
    const held = this.#held.get(runId);
    this.#held.delete(runId);
    if (this.#held.size > 0) {
      if (held !== undefined && held.backend !== 0) {
        await this.#run((sql) => sql`select pg_advisory_unlock(${LOCK_SPACE}::int, ${runId}::int)`).catch(
          () => {
            // With the connection the lock is gone too.
            this.#retire(this.#client);
          },
        );
      }
      return;
    }
    const client = this.#client;
    this.#client = undefined;
    await client?.end({ timeout: 1 }).catch(() => {});
  }

  #run<T>(statement: (sql: Client) => Promise<T>, timeoutMs = this.#timeoutMs): Promise<T> {
    const result = this.#tail.then(async () => {
      this.#client ??= this.#connect();
      const client = this.#client;
      try {
        return await withDeadline(statement(client), timeoutMs + 500, "the database's answer");
      } catch (error) {
        if (error instanceof LostLockError) throw error;
        if (!isRefusal(error)) this.#retire(client);
        throw asUnavailable(error);
      }
    });
    this.#tail = result.catch(() => {});
    return result;
  }

  #connect(): Client {
    const client = createClient(this.#address, {
      connections: 1,
      idleSeconds: undefined,
      timeoutMs: this.#timeoutMs,
      onClose: () => {
        if (this.#client === client) void this.#recover();
      },
    });
    return client;
  }

  #retire(client: Client | undefined): void {
    if (client === undefined) return;
    client.end({ timeout: 0 }).catch(() => {});
    if (this.#client !== client) return;
    this.#client = undefined;
    void this.#recover();
  }

  /** Wins the locks back one after another, for as long as any is held. */
  async #recover(): Promise<void> {
    if (this.#recovering) return;
    this.#recovering = true;
    try {
      for (let attempt = 0; this.#held.size > 0; attempt++) {
        let whole = true;
        for (const runId of [...this.#held.keys()]) {
          await this.#run((sql) => this.#own(sql, runId)).catch((error) => {
            if (!(error instanceof LostLockError)) whole = false;
          });
          if (!whole) break;
        }
        if (whole) return;
        await pause(RELOCK_PAUSES_MS[Math.min(attempt, RELOCK_PAUSES_MS.length - 1)]!);
      }
    } finally {
      this.#recovering = false;
    }
  }

  /** Makes sure that the present connection holds the lock of `runId` and that its row is as we left it. */
  async #own(sql: Client, runId: number): Promise<void> {
    const held = this.#held.get(runId);
    if (held === undefined) throw new LostLockError(`run ${runId} is not held`);
    // Not acquired yet: whoever is about to acquire it will see for himself.
    if (held.backend === 0) return;
    const [row] = await sql<{ backend: number }[]>`select pg_backend_pid() as backend`;
    if (row!.backend === held.backend) return;
    const backend = await tryLock(sql, runId);
    const now = backend === null ? null : await readRunVersion(sql, runId, false);
    const unchanged =
      backend !== null &&
      (held.version === null || (now !== null && now.status === "RUNNING" && now.version === held.version));
    if (!unchanged) {
      if (backend !== null) await sql`select pg_advisory_unlock(${LOCK_SPACE}::int, ${runId}::int)`;
      this.#held.delete(runId);
      held.onLost();
      throw new LostLockError(`the lock of run ${runId} was lost, and the run is another process's now`);
    }
    held.backend = backend;
  }
}

/** The server process that now holds the lock, or null when another session has it. */
async function tryLock(sql: Client, runId: number): Promise<number | null> {
  const [row] = await sql<{ locked: boolean; backend: number }[]>`
    select pg_try_advisory_lock(${LOCK_SPACE}::int, ${runId}::int) as locked, pg_backend_pid() as backend`;
  return row!.locked ? row!.backend : null;
}
