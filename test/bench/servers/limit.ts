import { join } from "node:path";
import type { Participant } from "./participant.ts";

/** The upper limit for a Bun program that sends one query to PostgreSQL per request. */
export const LIMIT: Participant = {
  name: "limit",
  command: () => [process.execPath, join(import.meta.dir, "limit-server.ts")],
  environment: (port, databaseUrl) => ({ PORT: String(port), DATABASE_URL: databaseUrl }),
};
