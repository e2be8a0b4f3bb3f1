import { join } from "node:path";
import type { Participant } from "./participant.ts";

/** What a Bun program that asks PostgreSQL once a request can reach at most. */
export const LIMIT: Participant = {
  name: "limit",
  command: () => [process.execPath, join(import.meta.dir, "limit-server.ts")],
  environment: (port, databaseUrl) => ({ PORT: String(port), DATABASE_URL: databaseUrl }),
};
