import type { Database } from "../database/connection.ts";
import { isPermanent } from "../database/refusal.ts";
import type { Layout } from "../database/schema/layout.ts";
import { failRuns } from "../database/statements/fail-runs.ts";
import { type RunningRun, readRunningRuns } from "../database/statements/read-running-runs.ts";
import { pause } from "../deadline.ts";

/**
 * Pause between two checks of the locks. A living process that lost its locks, for example by a restart of the server, has
 * taken them again by the next check. The session of a process that was killed has ended by then, unless it was busy.
 */
const CHECK_PAUSE_MS = 1000;
/** The most checks: a lock that was held at the first and free at the second is checked once more. */
const MAX_CHECKS = 3;
/** The most runs that are written in one transaction, which has a deadline. */
const BATCH_SIZE = 200;

/** What became of the runs of other processes. */
export interface DeadRuns {
  /** Set to FAILED: their process is gone. */
  readonly failed: readonly number[];
  /** RUNNING, with a lock that is held: the process lives, or the server has not noticed its end yet. */
  readonly held: readonly number[];
}

/**
 * Sets a RUNNING run to FAILED (`error_type = interrupted`) when its lock was free at two checks and its row did not change
 * between them. `ownRuns` returns the runs of this process, which are left alone. When metric rows cannot be written, or
 * `layout` is null for that reason, the runs are set to FAILED without them. Throws `Failure` (`unavailable`).
 */
export async function failDeadRuns(
  database: Database,
  layout: Layout | null,
  ownRuns: () => readonly number[],
): Promise<DeadRuns> {
  const check = async () =>
    (await database.run("sweep_dead_runs", readRunningRuns)).filter(({ id }) => !ownRuns().includes(id));
  const failed: number[] = [];
  let running = await check();
  for (let checks = 1; checks < MAX_CHECKS && running.length > 0; checks++) {
    await pause(CHECK_PAUSE_MS);
    const before = new Map(running.filter(({ held }) => !held).map(({ id, version }) => [id, version]));
    running = await check();
    const dead = running.filter(({ id, version, held }) => !held && before.get(id) === version);
    for (let first = 0; first < dead.length; first += BATCH_SIZE)
      failed.push(...(await failBatch(database, dead.slice(first, first + BATCH_SIZE), layout)));
    running = running.filter(({ id }) => !failed.includes(id));
    if (running.every(({ held }) => held)) break;
  }
  return { failed, held: running.filter(({ held }) => held).map(({ id }) => id) };
}

/** Fails the runs, without their metric rows if those cannot be written: no run may stay RUNNING for ever. */
async function failBatch(
  database: Database,
  dead: readonly RunningRun[],
  layout: Layout | null,
): Promise<number[]> {
  try {
    return await database.run("sweep_dead_runs", (sql) => failRuns(sql, dead, layout));
  } catch (error) {
    if (layout === null || !isPermanent(error)) throw error;
    return database.run("sweep_dead_runs", (sql) => failRuns(sql, dead, null));
  }
}
