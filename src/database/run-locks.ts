import type { DatabaseAddress } from "../config/database-address.ts";
import { pause, pauseAfter } from "../deadline.ts";
import { inNewTrace } from "../tracing/tracer.ts";
import type { Client, Sql } from "./client.ts";
import { DatabaseErrors, type Operation } from "./database-errors.ts";
import { LockConnection, LostLockError } from "./lock-connection.ts";
import { endFormerSessions } from "./statements/end-former-sessions.ts";
import { readBackend } from "./statements/read-backend.ts";
import { readRunVersion } from "./statements/read-run-version.ts";
import { releaseRunLock } from "./statements/release-run-lock.ts";
import { tryRunLock } from "./statements/try-run-lock.ts";
import { inTransaction } from "./transaction.ts";

/** Pauses between attempts to take lost locks again. Shorter than the pause of the sweep before its second check. */
const RELOCK_PAUSES_MS = [50, 100, 200, 400];
/** Pause between two checks whether the former sessions of this process have ended. */
const FORMER_SESSION_PAUSE_MS = 20;

/** How long the connection stays open after the last lock is released. */
const IDLE_MS = 2000;

interface HeldLock {
  /** The server process that holds the lock, which is lost with it. 0 before the lock is taken. */
  backend: number;
  /** The session that holds the lock: after a failover, a process of another server may have the same id. */
  session: Client | undefined;
  /** The version of the run's row when this process last wrote it; null before that. */
  version: string | null;
  /** The version of the row after a commit that is not answered yet; null when there is none. */
  pending: string | null;
  readonly onLost: () => void;
}

/** A transaction of a run that committed, and the version of the row that it wrote. */
interface Written {
  readonly held: HeldLock;
  readonly version: string | null;
}

/** Whether the server process `backend`, which answers on this client, holds a lock. */
function isHeldBy(held: HeldLock, sql: Client, backend: number): boolean {
  // `acquire` has not taken it yet, and will find out itself.
  return held.backend === 0 || (held.backend === backend && held.session === sql);
}

/**
 * The session advisory locks by which other processes know that the process that trains a run is alive. They are held on one
 * connection, which is open only while there are any.
 *
 * When that connection breaks, the locks are lost. They are taken again in the background. A run is lost for good, and its
 * `onLost` called, when its row was changed meanwhile or another process has taken its lock.
 */
export class RunLocks {
  readonly #connection: LockConnection;
  readonly #timeoutMs: number;
  readonly #held = new Map<number, HeldLock>();
  #recovering = false;
  /** Closes the connection after the last lock. */
  #idleTimer: ReturnType<typeof setTimeout> | undefined;
  /** The number of times that the connection was lost. */
  #losses = 0;

  /** `errors` counts what fails because of the database. */
  constructor(address: DatabaseAddress, timeoutMs: number, errors = new DatabaseErrors()) {
    this.#timeoutMs = timeoutMs;
    this.#connection = new LockConnection(address, timeoutMs, errors, () => {
      this.#losses++;
      void this.#recover();
    });
  }

  /** The runs whose lock this process holds, or is taking again. */
  get runIds(): number[] {
    return [...this.#held.keys()];
  }

  /**
   * Checks that the database can be reached by a session that can hold locks. Throws `Failure` (`unavailable`), also when a
   * pooler prevents that.
   */
  async check(): Promise<void> {
    await this.#connection.run("lock_run", async () => {});
    if (this.#held.size === 0) await this.#connection.close();
  }

  /** Takes the lock of `runId`. Returns false when another process has it. `onLost` is called when it is lost for good. */
  async acquire(runId: number, onLost: () => void): Promise<boolean> {
    // Entered before the lock is taken, so that an idle connection is not closed meanwhile.
    const held: HeldLock = { backend: 0, session: undefined, version: null, pending: null, onLost };
    this.#held.set(runId, held);
    try {
      const backend = await this.#connection.run("lock_run", (sql) => {
        held.session = sql;
        return this.#lock(sql, runId);
      });
      if (backend !== null) {
        held.backend = backend;
        return true;
      }
    } catch (error) {
      // The lock may have been taken although the statement failed.
      await this.release(runId);
      throw error;
    }
    await this.release(runId);
    return false;
  }

  /**
   * Runs `write`, a part of `operation`, in one transaction that commits only while the lock is held. `write` returns the
   * version of the row that it wrote, or null when it wrote none, and so does this. When the answer to the commit is lost, it is safe to write again.
   * `extraMs` is added to the timeout of a statement, for a large write.
   * Throws `LostLockError` when the lock is lost for good, `Failure` (`unavailable`) when it may be taken again.
   */
  async transaction(
    operation: Operation,
    runId: number,
    write: (sql: Sql) => Promise<string | null>,
    extraMs = 0,
  ): Promise<string | null> {
    const timeoutMs = this.#timeoutMs + extraMs;
    const attempt = async (sql: Client): Promise<Written | null> => {
      const held = this.#heldLock(runId);
      return inTransaction(sql, timeoutMs, async (backend) => {
        if (!isHeldBy(held, sql, backend)) return null;
        held.pending = await write(sql);
        return { held, version: held.pending };
      });
    };
    const work = async (sql: Client) => {
      let written = await attempt(sql);
      if (written === null) {
        await this.#ensureLock(sql, runId);
        written = await attempt(sql);
      }
      if (written === null)
        throw new Error("the lock connection has another server process than a moment ago");
      const { held, version } = written;
      if (version !== null) held.version = version;
      held.pending = null;
      return version;
    };
    return this.#connection.run(operation, work, timeoutMs);
  }

  /** Releases the lock of `runId`. After the last lock, the connection stays open for a short time. Never throws. */
  async release(runId: number): Promise<void> {
    const held = this.#held.get(runId);
    this.#held.delete(runId);
    // A lock that was not taken, or whose connection is gone, needs no statement.
    if (held === undefined || held.backend === 0 || held.session !== this.#connection.client) {
      if (this.#held.size === 0) await this.#connection.close();
      return;
    }
    await this.#connection
      .run("lock_run", (sql) => releaseRunLock(sql, runId))
      // Giving the connection up releases the lock too.
      .catch(() => this.#connection.giveUp());
    // The mode of a pooler may change between two trainings, and only a new connection is checked for it.
    if (this.#connection.isPooled && this.#held.size === 0) await this.#connection.close();
    else this.#closeWhenIdle();
  }

  /** Closes the connection, even if it holds locks. */
  async close(): Promise<void> {
    clearTimeout(this.#idleTimer);
    await this.#connection.close();
  }

  /** Closes the connection after a while, so that the next of several trainings in a row need not open another one. */
  #closeWhenIdle(): void {
    clearTimeout(this.#idleTimer);
    this.#idleTimer = setTimeout(() => {
      if (this.#held.size === 0) void this.#connection.close();
    }, IDLE_MS);
  }

  /** Takes the lost locks again, unless that is in progress. */
  async #recover(): Promise<void> {
    if (this.#recovering || this.#held.size === 0) return;
    this.#recovering = true;
    try {
      await inNewTrace("recover lost locks", () => this.#takeLostLocks());
    } finally {
      this.#recovering = false;
    }
  }

  /** Takes the lost locks again, one after another. Ends when all are held, or when there are no runs any more. */
  async #takeLostLocks(): Promise<void> {
    for (let attempt = 0; this.#held.size > 0; attempt++) {
      const losses = this.#losses;
      if ((await this.#ensureAllLocks()) && losses === this.#losses) return;
      await pauseAfter(attempt, RELOCK_PAUSES_MS);
    }
  }

  /** Ensures every lock. Returns false when the database did not answer. */
  async #ensureAllLocks(): Promise<boolean> {
    for (const runId of this.runIds) {
      try {
        await this.#connection.run("lock_run", (sql) => this.#ensureLock(sql, runId));
      } catch (error) {
        if (!(error instanceof LostLockError)) return false;
      }
    }
    return true;
  }

  /**
   * Ensures that the open connection holds the lock of `runId`, and takes it again if the row has not changed since this process
   * wrote it. Throws `LostLockError` when the lock is lost for good.
   */
  async #ensureLock(sql: Client, runId: number): Promise<void> {
    const held = this.#heldLock(runId);
    if (isHeldBy(held, sql, await readBackend(sql))) return;
    const backend = await this.#lock(sql, runId);
    if (backend === null || !(await this.#isUnchanged(sql, runId, held))) {
      if (backend !== null) await releaseRunLock(sql, runId);
      this.#held.delete(runId);
      held.onLost();
      throw new LostLockError(`the lock of run ${runId} was lost, and the run is another process's now`);
    }
    held.backend = backend;
    held.session = sql;
  }

  /** Returns the entry of a lock. Throws `LostLockError` when there is none. */
  #heldLock(runId: number): HeldLock {
    const held = this.#held.get(runId);
    if (held === undefined) throw new LostLockError(`run ${runId} is not held`);
    return held;
  }

  /** Takes the lock. Returns the server process that holds it now, or null when another process has it. */
  async #lock(sql: Client, runId: number): Promise<number | null> {
    for (;;) {
      const backend = await tryRunLock(sql, runId);
      if (backend !== null) return backend;
      if ((await endFormerSessions(sql, this.#connection.applicationName)) === 0)
        return tryRunLock(sql, runId);
      await pause(FORMER_SESSION_PAUSE_MS);
    }
  }

  /** Whether no other process has written the row. A commit of this process whose answer was lost may have. */
  async #isUnchanged(sql: Client, runId: number, held: HeldLock): Promise<boolean> {
    if (held.version === null && held.pending === null) return true;
    const version = await readRunVersion(sql, runId);
    if (version !== null && version === held.pending) held.version = version;
    // Before this process has written the row for the first time, any version of it will do.
    return held.version === null || version === held.version;
  }
}
