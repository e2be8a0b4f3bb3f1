import type { Logger as Pino } from "pino";
import type { LogLevel } from "../config/config.ts";
import { VERSION } from "../version.ts";

/** Writes a line: its fields and its message, or the message alone. */
interface Write {
  (fields: object, message: string): void;
  (message: string): void;
}

/** A line of many: its level and its fields, which are plain JSON, at least one of them, and no error. */
export interface Line {
  readonly level: "debug" | "info" | "warn";
  readonly fields: object;
}

/** One JSON object a line, on standard output. Nothing that may hold a password or a data row is ever handed to it. */
export interface Logger {
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
  readonly fatal: Write;
}

/** A log that can write many lines together. */
export interface ServiceLogger extends Logger {
  /**
   * Writes what a call by itself would write for each of `lines`, in one piece and at a fraction of the cost: for lines
   * that every request has.
   */
  lines(message: string, lines: readonly Line[]): void;
}

const LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error", "silent"];
const BASE = { service: "mlsvc", version: VERSION };
const BASE_TEXT = JSON.stringify(BASE).slice(1, -1);

/**
 * Returns a log of the lines at `level` and above. Lines are written at once, not buffered: the last ones before a kill are
 * the ones that matter. What writes them is loaded with the first.
 */
export function createLogger(level: LogLevel): ServiceLogger {
  const least = LEVELS.indexOf(level);
  let made: PinoWithStream | undefined;
  const pino = () => {
    made ??= createPino(level);
    return made;
  };
  const write = (name: "debug" | "info" | "warn" | "error" | "fatal"): Write => {
    if (level === "silent" || (name !== "fatal" && LEVELS.indexOf(name) < least)) return () => {};
    return (...words: unknown[]) => (pino().logger[name] as (...words: unknown[]) => void)(...words);
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
        if (LEVELS.indexOf(line.level) < least) continue;
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
  // Not imported: it takes milliseconds to load, and a service answers before it has anything to say.
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
