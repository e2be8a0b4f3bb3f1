import { join } from "node:path";
import { pythonEnvironment } from "../python.ts";
import type { Participant } from "./participant.ts";

/** Threads of its worker that answer requests: more than the connections it is asked on at once. */
const THREADS = 8;

/** Flask and scikit-learn behind gunicorn: one worker, since trainings come one at a time and pipelines are kept in memory. */
export function peer(python: string): Participant {
  return {
    name: "peer",
    command: (port) => [
      ...[python, "-m", "gunicorn", "app:app", "--chdir", join(import.meta.dir, "..", "peer")],
      ...["--bind", `127.0.0.1:${port}`, "--workers", "1", "--worker-class", "gthread"],
      ...[
        "--threads",
        String(THREADS),
        "--keep-alive",
        "600",
        "--timeout",
        "600",
        "--graceful-timeout",
        "2",
        "--log-level",
        "error",
      ],
    ],
    environment: (_, databaseUrl) => pythonEnvironment({ DATABASE_URL: databaseUrl }),
  };
}
