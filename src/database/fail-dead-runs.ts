import { pause } from "../deadline.ts";
import type { Database } from "./connection.ts";
import { failRuns } from "./fail-runs.ts";
import { findRunning, type RunningRun } from "./find-running.ts";

/**
 * Between two looks at the locks. A living process that lost its locks, with a restart of the server say, has won
 * them back by the next look; the session of one that was killed has ended by then, unless it was busy.
 */
const LOOK_PAUSE_MS = 1000;
/** A lock that was held at the first look and free at the second is looked at once more. */
const MOST_LOOKS = 3;
/** So many are written in one transaction, which has a deadline. */
const BATCH = 200;

/** What became of the runs of other processes. */
export interface DeadRuns {
  /** Set to FAILED: their process is gone. */
  readonly failed: readonly number[];
  /** RUNNING, and a session holds their lock: the process lives, or the server does not know better yet. */
  readonly held: readonly number[];
}

/**
 * Sets every RUNNING run to FAILED (`error_type = interrupted`) whose lock nobody held at two looks, nor touched
 * its row. `ours` tells the runs of this process, which lives whatever its locks say.
 * Throws `Failure` (`unavailable`).
 */
export async function failDeadRuns(database: Database, ours: () => readonly number[]): Promise<DeadRuns> {
  const look = async () => (await database.run(findRunning)).filter(({ id }) => !ours().includes(id));
  const failed: number[] = [];
  let running = await look();
  for (let looks = 1; looks < MOST_LOOKS && running.length > 0; looks++) {
    await pause(LOOK_PAUSE_MS);
    const before = new Map(running.filter(({ held }) => !held).map(({ id, version }) => [id, version]));
    running = await look();
    const dead = running.filter(({ id, version, held }) => !held && before.get(id) === version);
    failed.push(...(await failAll(database, dead)));
    running = running.filter(({ id }) => !failed.includes(id));
    if (running.every(({ held }) => held)) break;
  }
  return { failed, held: running.filter(({ held }) => held).map(({ id }) => id) };
}

async function failAll(database: Database, dead: readonly RunningRun[]): Promise<number[]> {
  const failed: number[] = [];
  for (let first = 0; first < dead.length; first += BATCH) {
    const batch = dead.slice(first, first + BATCH);
    failed.push(...(await database.run((sql) => failRuns(sql, batch))));
  }
  return failed;
}
