import { join } from "node:path";
import { pythonEnvironment } from "../python.ts";
import type { Participant } from "./participant.ts";

/** Threads of its worker that answer requests: more than the connections it is asked on at once. */
const THREADS = 8;

/**
 * How its libraries use the cores, unless the caller's environment says otherwise. One thread for OpenBLAS: two are slower
 * on products as small as these, many times so when another process wants a core. All cores for OpenMP, with threads that
 * sleep while they wait instead of turning round, for the same reason.
 */
const THREADING = { OPENBLAS_NUM_THREADS: "1", OMP_WAIT_POLICY: "passive" };

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
    environment: (_, databaseUrl) => ({ ...THREADING, ...pythonEnvironment({ DATABASE_URL: databaseUrl }) }),
  };
}
