/**
 * Reserves standard output for the program itself: the JSON lines of the log, the SQL of `--register-sql`. Everything that a
 * model file prints goes to standard error. Every thread imports this file before any model.
 */
const log = console.log.bind(console);
const error = console.error.bind(console);

type NodeConsole = InstanceType<typeof console.Console>;
let standardError: NodeConsole | undefined;

/** Returns a console that prints to standard error only. It is created when it is first needed, which takes milliseconds. */
function errorConsole(): NodeConsole {
  standardError ??= new console.Console({ stdout: process.stderr, stderr: process.stderr });
  return standardError;
}

const methods = console as unknown as Record<string, unknown>;
for (const name of ["log", "info", "debug"]) methods[name] = error;
for (const name of [
  "table",
  "dir",
  "dirxml",
  "group",
  "groupCollapsed",
  "groupEnd",
  "count",
  "countReset",
  "time",
  "timeEnd",
  "timeLog",
  "trace",
] as const) {
  methods[name] = (...values: unknown[]) =>
    (errorConsole()[name] as (...values: unknown[]) => void)(...values);
}
methods.write = (...parts: (string | Uint8Array)[]) => {
  for (const part of parts) process.stderr.write(part);
};

/** Prints a line to standard output. */
export function print(line: string): void {
  log(line);
}
