import { type Database, isPermanent } from "../database/connection.ts";
import type { Layout } from "../database/schema/layout.ts";
import { failRuns } from "../database/statements/fail-runs.ts";
import { findRunning, type RunningRun } from "../database/statements/find-running.ts";
import { pause } from "../deadline.ts";

/**
 * Pause between two looks at the locks. A living process that lost its locks, with a restart of the server say, has
 * won them back by the next look; the session of one that was killed has ended by then, unless it was busy.
 */
const LOOK_PAUSE_MS = 1000;
/** A lock that was held at the first look and free at the second is looked at once more. */
const MOST_LOOKS = 3;
/** Runs written in one transaction, which has a deadline. */
const BATCH = 200;

/** What became of the runs of other processes. */
export interface DeadRuns {
  /** Set to FAILED: their process is gone. */
  readonly failed: readonly number[];
  /** RUNNING, and a session holds their lock: the process lives, or the server does not know better yet. */
  readonly held: readonly number[];
}

/**
 * Sets every RUNNING run to FAILED (`error_type = interrupted`) whose lock nobody held at two looks, and whose row
 * nobody wrote meanwhile. `ours` returns the runs of this process, which lives whatever its locks say. Where metric
 * rows cannot be written, or `layout` is null for that reason, the runs are set to FAILED without them.
 * Throws `Failure` (`unavailable`).
 */
export async function failDeadRuns(
  database: Database,
  layout: Layout | null,
  ours: () => readonly number[],
): Promise<DeadRuns> {
  const look = async () => (await database.run(findRunning)).filter(({ id }) => !ours().includes(id));
  const failed: number[] = [];
  let running = await look();
  for (let looks = 1; looks < MOST_LOOKS && running.length > 0; looks++) {
    await pause(LOOK_PAUSE_MS);
    const before = new Map(running.filter(({ held }) => !held).map(({ id, version }) => [id, version]));
    running = await look();
    const dead = running.filter(({ id, version, held }) => !held && before.get(id) === version);
    for (let first = 0; first < dead.length; first += BATCH)
      failed.push(...(await failBatch(database, dead.slice(first, first + BATCH), layout)));
    running = running.filter(({ id }) => !failed.includes(id));
    if (running.every(({ held }) => held)) break;
  }
  return { failed, held: running.filter(({ held }) => held).map(({ id }) => id) };
}

/** A status without its metric rows is better than a run that says RUNNING for ever. */
async function failBatch(
  database: Database,
  dead: readonly RunningRun[],
  layout: Layout | null,
): Promise<number[]> {
  try {
    return await database.run((sql) => failRuns(sql, dead, layout));
  } catch (error) {
    if (layout === null || !isPermanent(error)) throw error;
    return database.run((sql) => failRuns(sql, dead, null));
  }
}
