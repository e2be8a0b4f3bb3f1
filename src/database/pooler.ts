import { describeHosts } from "../config/database-hosts.ts";
import { DeadlineError } from "../deadline.ts";
import { Failure } from "../errors.ts";
import type { Session } from "./session.ts";

const ROUNDS = 3;

/**
 * Makes sure that a session behind a pooler keeps its server process from one statement to the next, as its advisory
 * locks need; `openOther` opens a second session through the same pooler.
 *
 * A pooler that hands server processes out by transaction gives the next caller the one used last (PgBouncer's
 * default), or the one used longest ago (`server_round_robin`). So two statements one after another on this session,
 * and then one on the other, meet a change of the process, or the same process on both sides: neither can be where
 * each session has a process of its own, so a pooler by session is never taken for one by transaction.
 *
 * Throws `Failure` (`unavailable`), which says what to change.
 */
export async function requireOwnBackend(session: Session, openOther: () => Promise<Session>): Promise<void> {
  const pooler = describeHosts([session.host]);
  let other: Session;
  try {
    other = await openOther();
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    throw new Failure(
      "unavailable",
      `the connection pooler at ${pooler} has no second connection for mlsvc, which needs up to six: make its pool larger (PgBouncer's default_pool_size)`,
    );
  }
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const seen = [await session.askBackend(), await session.askBackend()];
      if (seen.some((backend) => backend !== session.backend)) throw byTransaction(pooler);
      if ((await other.askBackend()) === session.backend) throw byTransaction(pooler);
    }
  } finally {
    await other.close();
  }
}

function byTransaction(pooler: string): Failure {
  return new Failure(
    "unavailable",
    `the connection pooler at ${pooler} changes the server connection between transactions (PgBouncer's pool_mode=transaction), so the lock that keeps a run from being trained twice would be lost: give mlsvc a pool with pool_mode=session, or the URL of the server itself; until then nothing is trained, and predictions are served`,
  );
}
