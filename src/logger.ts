import { type Logger, pino } from "pino";
import type { LogLevel } from "./config.ts";
import { VERSION } from "./version.ts";

export type { Logger };

/**
 * One JSON object a line, on standard output. Written at once, not buffered: the last lines before a kill are
 * the ones that matter. Nothing that may hold a password or a data row is ever handed to it.
 */
export function createLogger(level: LogLevel): Logger {
  return pino(
    {
      level,
      base: { service: "mlsvc", version: VERSION },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    pino.destination({ dest: 1, sync: true }),
  );
}
