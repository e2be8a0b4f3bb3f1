import { describeHosts } from "../config/database-hosts.ts";
import { DeadlineError } from "../deadline.ts";
import { Failure } from "../errors.ts";
import type { Session } from "./session.ts";

/** How often the check is repeated. */
const ROUNDS = 3;

/**
 * Checks that a session behind a pooler keeps its server process from one statement to the next, which advisory locks need.
 * `openOther` opens a second session through the same pooler.
 *
 * A pooler that assigns server processes per transaction assigns to the next client the process that was used last (PgBouncer's
 * default), or the one that was used longest ago (`server_round_robin`). So with two statements on this session and then one on
 * the other, either the process of this session changes, or both sessions get the same one. Neither can happen if each session
 * has a process of its own.
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
      const backends = [await session.askBackend(), await session.askBackend()];
      if (backends.some((backend) => backend !== session.backend)) throw poolsByTransaction(pooler);
      if ((await other.askBackend()) === session.backend) throw poolsByTransaction(pooler);
    }
  } finally {
    await other.close();
  }
}

function poolsByTransaction(pooler: string): Failure {
  return new Failure(
    "unavailable",
    `the connection pooler at ${pooler} changes the server connection between transactions (PgBouncer's pool_mode=transaction), so the lock that keeps a run from being trained twice would be lost: give mlsvc a pool with pool_mode=session, or the URL of the server itself; until then nothing is trained, and predictions are served`,
  );
}
