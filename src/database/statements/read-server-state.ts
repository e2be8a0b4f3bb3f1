import type { ServerState } from "../../config/server-wanted.ts";
import type { Sql } from "../client.ts";
import { traced } from "../traced.ts";

/** What a server says about itself and about the session. */
export interface Greeting extends ServerState {
  /** The id of the server process that answered. */
  readonly backend: number;
  /** The id that was announced when the session began. A pooler announces one of its own. */
  readonly announced: number;
}

/** Reads the state of the server. In the simple protocol: one round trip, nothing is prepared. */
export async function readServerState(sql: Sql): Promise<Greeting> {
  const statement = sql.unsafe<(ServerState & { backend: number })[]>(
    `select pg_backend_pid() as backend, pg_is_in_recovery() as standby,
            current_setting('transaction_read_only') = 'on' as "readOnly"`,
  );
  const rows = await traced(sql, "SELECT pg_is_in_recovery", statement);
  return { ...rows[0]!, announced: rows.state.pid };
}
