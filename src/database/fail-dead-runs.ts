import type { Client } from "./connection.ts";
import { finishRun } from "./finish-run.ts";
import { LOCK_SPACE } from "./run-locks.ts";

/**
 * Sets every RUNNING run whose lock nobody holds to FAILED (`error_type = interrupted`): its process is gone.
 * Gives their ids.
 *
 * To be called on another connection than the one that holds this process's locks, for an advisory lock is
 * re-entrant. Locks: the rows (skipping those that another transaction has), and each run's advisory lock until
 * the end of the transaction, so that nobody begins to train a run that is being failed.
 */
export async function failDeadRuns(sql: Client): Promise<number[]> {
  return sql.begin(async (transaction) => {
    const dead = await transaction<{ id: number }[]>`
      with running as materialized (
        select id from model_runs where run_status = 'RUNNING' order by id for update skip locked
      )
      select id from running where pg_try_advisory_xact_lock(${LOCK_SPACE}::int, id)`;
    for (const { id } of dead) {
      await finishRun(transaction, id, null, [
        { name: "error_type", value: "interrupted" },
        {
          name: "error_message",
          value: "the process that trained this run ended before it was done; train it again",
        },
      ]);
    }
    return dead.map(({ id }) => id);
  }) as Promise<number[]>;
}
