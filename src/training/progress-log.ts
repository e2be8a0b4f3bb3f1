import type { Logger } from "../logging/logger.ts";
import type { Run } from "./run.ts";

/** The pauses between the lines about one fit: the first, and the longest; each is twice the one before. */
const PAUSES_MS = { first: 10_000, longest: 60_000 };

/** The lines about one fit, until they are ended. */
export interface ProgressLog {
  end(): void;
}

/**
 * Logs the progress of a fit that takes long: after 10, 30 and 70 seconds, and then every 60. The caller ends it. What is not
 * known is left out.
 */
export function logProgress(run: Run, logger: Logger, pausesMs = PAUSES_MS): ProgressLog {
  const write = () => {
    const { state } = run;
    if (state.name !== "fitting") return;
    const known = Object.entries(state.fit.at()).filter(([, value]) => value !== null);
    logger.info({ ...run.logFields, ...Object.fromEntries(known) }, "still training");
  };
  let pauseMs = pausesMs.first;
  let timer = setTimeout(function next() {
    write();
    pauseMs = Math.min(2 * pauseMs, pausesMs.longest);
    timer = setTimeout(next, pauseMs);
  }, pauseMs);
  return { end: () => clearTimeout(timer) };
}
