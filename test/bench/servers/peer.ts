import { join } from "node:path";
import { pythonEnvironment } from "../python.ts";
import type { Participant } from "./participant.ts";

/** Number of threads of its worker: more than the number of simultaneous connections. */
const THREADS = 8;

/**
 * Number of threads of OpenBLAS, unless the caller's environment says otherwise. Two are slower for such small
 * products, and many times slower as soon as another process needs a core.
 */
const OPENBLAS_NUM_THREADS = "1";

/** Flask and scikit-learn behind gunicorn: one worker, since trainings come one at a time and pipelines are kept in memory. */
export function peer(python: string): Participant {
  return {
    name: "peer",
    command: (port) => [
      ...[python, "-m", "gunicorn", "app:app", "--chdir", join(import.meta.dir, "..", "peer")],
      ...`--bind 127.0.0.1:${port} --workers 1 --worker-class gthread --threads ${THREADS}`.split(" "),
      ...`--keep-alive 600 --timeout 600 --graceful-timeout 2 --no-control-socket --log-level error`.split(
        " ",
      ),
    ],
    environment: (_, databaseUrl) => ({
      OPENBLAS_NUM_THREADS,
      ...pythonEnvironment({ DATABASE_URL: databaseUrl }),
    }),
  };
}
