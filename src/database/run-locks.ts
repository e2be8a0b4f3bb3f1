import type { DatabaseAddress } from "../config/database-address.ts";
import { pause } from "../deadline.ts";
import type { Client, Sql } from "./connection.ts";
import { LockConnection, LostLockError } from "./lock-connection.ts";
import { LOCK_KEY_BASE } from "./lock-key.ts";
import { endFormerSessions } from "./statements/former-sessions.ts";
import { readRunVersion } from "./statements/run-version.ts";
import { inTransaction } from "./transaction.ts";

/** Pauses between attempts to win the locks back: shorter than the second look at a dead run waits. */
const RELOCK_PAUSES_MS = [50, 100, 200, 400];
/** Between two looks whether an earlier session of this process has ended. */
const FORMER_SESSION_PAUSE_MS = 20;

/** How long the connection stays open after the last lock is released. */
const QUIET_MS = 2000;

interface HeldLock {
  /** The server process that holds the lock: a lock dies with it. 0 before it is taken. */
  backend: number;
  /** The session that holds it: after a failover, another server's process may have the same number. */
  session: Client | undefined;
  /** Version of the run's row since this process last wrote it; null before that. */
  version: string | null;
  /** The version that a commit, whose answer is not there yet, gives the row. */
  pending: string | null;
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
  readonly #connection: LockConnection;
  readonly #timeoutMs: number;
  readonly #held = new Map<number, HeldLock>();
  #recovering = false;
  /** Closes the connection that nobody has needed for a while. */
  #quiet: ReturnType<typeof setTimeout> | undefined;
  /** How often the connection was lost. */
  #losses = 0;

  constructor(address: DatabaseAddress, timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
    this.#connection = new LockConnection(address, timeoutMs, () => {
      this.#losses++;
      void this.#recover();
    });
  }

  /** The runs that this process holds, or is winning back. */
  get runIds(): number[] {
    return [...this.#held.keys()];
  }

  /**
   * Makes sure that the database can be reached by a session that keeps locks.
   * Throws `Failure` (`unavailable`), which names a pooler that does not let it.
   */
  async check(): Promise<void> {
    await this.#connection.run(async () => {});
    if (this.#held.size === 0) await this.#connection.close();
  }

  /** Takes the lock of `runId`; false when another process has it. `onLost` is called when it is lost for good. */
  async acquire(runId: number, onLost: () => void): Promise<boolean> {
    // Held from here on, so that a connection that nobody needs is not closed while this one begins.
    const held: HeldLock = { backend: 0, session: undefined, version: null, pending: null, onLost };
    this.#held.set(runId, held);
    try {
      const backend = await this.#connection.run((sql) => {
        held.session = sql;
        return this.#lock(sql, runId);
      });
      if (backend !== null) {
        held.backend = backend;
        return true;
      }
    } catch (error) {
      // The lock may have been taken all the same.
      await this.release(runId);
      throw error;
    }
    await this.release(runId);
    return false;
  }

  /**
   * Runs `write` in one transaction that commits only while the lock is held; `write` gives the version of the
   * row after it, null when it wrote none. To write again what was lost with its commit's answer is safe.
   * `extraMs` is what a large write gets beyond the time of any statement.
   * Throws `LostLockError` when the lock is lost for good, `Failure` (`unavailable`) when it may be won back.
   */
  async transaction(
    runId: number,
    write: (sql: Sql) => Promise<string | null>,
    extraMs = 0,
  ): Promise<string | null> {
    const timeoutMs = this.#timeoutMs + extraMs;
    return this.#connection.run(async (sql) => {
      const held = await this.#own(sql, runId);
      const version = await inTransaction(sql, timeoutMs, async () => {
        held.pending = await write(sql);
        return held.pending;
      });
      if (version !== null) held.version = version;
      held.pending = null;
      return version;
    }, timeoutMs);
  }

  /** Releases the lock of `runId`; the connection stays open for a little while after the last. Never throws. */
  async release(runId: number): Promise<void> {
    const held = this.#held.get(runId);
    this.#held.delete(runId);
    // A lock that may not have been taken, or whose connection is gone, needs no statement: it goes with the connection.
    if (held === undefined || held.backend === 0 || held.session !== this.#connection.client) {
      if (this.#held.size === 0) await this.#connection.close();
      return;
    }
    await this.#connection
      .run((sql) => unlock(sql, runId))
      // With the connection the lock is gone too.
      .catch(() => this.#connection.giveUp());
    // The mode of a pool may change between two trainings: every new connection is checked for it.
    if (this.#connection.isPooled && this.#held.size === 0) await this.#connection.close();
    else this.#closeWhenQuiet();
  }

  /** Closes the connection, whatever it holds. */
  async close(): Promise<void> {
    clearTimeout(this.#quiet);
    await this.#connection.close();
  }

  /** An idle service holds no connection; the next of several trainings one after another need not open one. */
  #closeWhenQuiet(): void {
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => {
      if (this.#held.size === 0) void this.#connection.close();
    }, QUIET_MS);
  }

  /** Wins the locks back one after another, for as long as any is held. */
  async #recover(): Promise<void> {
    if (this.#recovering) return;
    this.#recovering = true;
    try {
      for (let attempt = 0; this.#held.size > 0; attempt++) {
        const losses = this.#losses;
        if ((await this.#ownAll()) && losses === this.#losses) return;
        await pause(RELOCK_PAUSES_MS[Math.min(attempt, RELOCK_PAUSES_MS.length - 1)]!);
      }
    } finally {
      this.#recovering = false;
    }
  }

  /** False when the database could not be asked about all of them. */
  async #ownAll(): Promise<boolean> {
    for (const runId of this.runIds) {
      try {
        await this.#connection.run((sql) => this.#own(sql, runId));
      } catch (error) {
        if (!(error instanceof LostLockError)) return false;
      }
    }
    return true;
  }

  /** Makes sure that the present connection holds the lock of `runId` and that its row is as we left it. */
  async #own(sql: Client, runId: number): Promise<HeldLock> {
    const held = this.#held.get(runId);
    if (held === undefined) throw new LostLockError(`run ${runId} is not held`);
    // Not acquired yet: whoever is about to acquire it will see for himself.
    if (held.backend === 0) return held;
    const [row] = await sql<{ backend: number }[]>`select pg_backend_pid() as backend`;
    if (row!.backend === held.backend && sql === held.session) return held;
    const backend = await this.#lock(sql, runId);
    if (backend === null || !(await this.#isAsLeft(sql, runId, held))) {
      if (backend !== null) await unlock(sql, runId);
      this.#held.delete(runId);
      held.onLost();
      throw new LostLockError(`the lock of run ${runId} was lost, and the run is another process's now`);
    }
    held.backend = backend;
    held.session = sql;
    return held;
  }

  /** The server process that now holds the lock, or null when another process's session has it. */
  async #lock(sql: Client, runId: number): Promise<number | null> {
    for (;;) {
      const backend = await tryLock(sql, runId);
      if (backend !== null) return backend;
      if ((await endFormerSessions(sql, this.#connection.applicationName)) === 0) return tryLock(sql, runId);
      await pause(FORMER_SESSION_PAUSE_MS);
    }
  }

  /** Whether nobody else wrote the row; a commit of ours whose answer got lost may have. */
  async #isAsLeft(sql: Client, runId: number, held: HeldLock): Promise<boolean> {
    if (held.version === null && held.pending === null) return true;
    const version = await readRunVersion(sql, runId);
    if (version !== null && version === held.pending) held.version = version;
    // Before the row was ours for the first time, whatever became of it is its next trainer's beginning.
    return held.version === null || version === held.version;
  }
}

/** One attempt: the server process that now holds the lock, or null when another session has it. */
async function tryLock(sql: Client, runId: number): Promise<number | null> {
  const [row] = await sql<{ locked: boolean; backend: number }[]>`
    select pg_try_advisory_lock(${LOCK_KEY_BASE}::bigint + ${runId}::bigint) as locked, pg_backend_pid() as backend`;
  return row!.locked ? row!.backend : null;
}

async function unlock(sql: Client, runId: number): Promise<void> {
  await sql`select pg_advisory_unlock(${LOCK_KEY_BASE}::bigint + ${runId}::bigint)`;
}
