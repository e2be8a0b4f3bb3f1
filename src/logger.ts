import { type Logger, pino } from "pino";
import type { LogLevel } from "./config.ts";
import { VERSION } from "./version.ts";

export type { Logger };

const BASE = { service: "mlsvc", version: VERSION };

/**
 * One JSON object a line, on standard output. Written at once, not buffered: the last lines before a kill are
 * the ones that matter. Nothing that may hold a password or a data row is ever handed to it.
 */
export function createLogger(level: LogLevel): Logger {
  return pino(
    {
      level,
      base: BASE,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    pino.destination({ dest: 1, sync: true }),
  );
}

const BASE_TEXT = JSON.stringify(BASE).slice(1, -1);

/**
 * Writes the line that `logger[level](fields, message)` writes, at a fraction of the cost, for lines that every request
 * has. `fields` are plain JSON, at least one of them, and no error.
 */
export function writeLine(
  logger: Logger,
  level: "debug" | "info" | "warn",
  fields: object,
  message: string,
): void {
  if (!logger.isLevelEnabled(level)) return;
  const time = new Date().toISOString();
  const text = JSON.stringify(fields).slice(1, -1);
  // biome-ignore lint/suspicious/noExplicitAny: pino's own symbol for where it writes to.
  const stream = (logger as any)[pino.symbols.streamSym];
  stream.write(
    `{"level":"${level}","time":"${time}",${BASE_TEXT},${text},"msg":${JSON.stringify(message)}}\n`,
  );
}
