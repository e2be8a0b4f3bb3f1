import type { Logger as Pino } from "pino";
import { LOG_LEVELS, type LogLevel } from "../config/config.ts";
import { VERSION } from "../version.ts";

/** Writes a line: its fields and its message, or only a message. */
interface Write {
  (fields: object, message: string): void;
  (message: string): void;
}

/** One of several lines with the same message. It has at least one field, and its fields are plain JSON. */
export interface Line {
  readonly level: "debug" | "info" | "warn";
  readonly fields: object;
}

/** Writes one JSON object per line to standard output. Never pass it anything that may contain a password or a data row. */
export interface Logger {
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
  readonly fatal: Write;
}

/** A log that can write several lines at once. */
export interface ServiceLogger extends Logger {
  /** Writes several lines with the same message, such as those of requests, at a fraction of the cost of single calls. */
  lines(message: string, lines: readonly Line[]): void;
}

const BASE = { service: "mlsvc", version: VERSION };
const BASE_TEXT = JSON.stringify(BASE).slice(1, -1);

/**
 * Returns a log that writes the lines at `level` and above. Lines are not buffered, because the last ones before the process is
 * killed matter most. pino is loaded when the first line is written.
 */
export function createLogger(level: LogLevel): ServiceLogger {
  const threshold = LOG_LEVELS.indexOf(level);
  let created: PinoWithStream | undefined;
  const pino = () => {
    created ??= createPino(level);
    return created;
  };
  const write = (name: "debug" | "info" | "warn" | "error" | "fatal"): Write => {
    if (level === "silent" || (name !== "fatal" && LOG_LEVELS.indexOf(name) < threshold)) return () => {};
    return (...values: unknown[]) => (pino().logger[name] as (...values: unknown[]) => void)(...values);
  };
  return {
    debug: write("debug"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
    fatal: write("fatal"),
    lines(message, lines) {
      const start = `,"time":"${new Date().toISOString()}",${BASE_TEXT},`;
      const end = `,"msg":${JSON.stringify(message)}}\n`;
      let text = "";
      for (const line of lines) {
        if (LOG_LEVELS.indexOf(line.level) < threshold) continue;
        text += `{"level":"${line.level}"${start}${JSON.stringify(line.fields).slice(1, -1)}${end}`;
      }
      if (text !== "") pino().stream.write(text);
    },
  };
}

interface PinoWithStream {
  readonly logger: Pino;
  readonly stream: { write(text: string): void };
}

function createPino(level: LogLevel): PinoWithStream {
  // Not imported at the top: pino takes milliseconds to load, and a service can answer before its first line.
  const { pino } = require("pino") as typeof import("pino");
  const stream = pino.destination({ dest: 1, sync: true });
  const options = {
    level,
    base: BASE,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return { logger: pino(options, stream), stream };
}
