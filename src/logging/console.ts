/**
 * Keeps standard output for what the program itself says: the JSON lines of the log, the SQL of `--register-sql`. Whatever
 * a model file prints goes to standard error. Imported before anything that imports a model, in every thread.
 */
const log = console.log.bind(console);
const error = console.error.bind(console);

type NodeConsole = InstanceType<typeof console.Console>;
let rest: NodeConsole | undefined;

/** A console whose every method prints to standard error. Made when it is needed: it costs milliseconds. */
function restOfConsole(): NodeConsole {
  rest ??= new console.Console({ stdout: process.stderr, stderr: process.stderr });
  return rest;
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
  methods[name] = (...words: unknown[]) => (restOfConsole()[name] as (...given: unknown[]) => void)(...words);
}
methods.write = (...parts: (string | Uint8Array)[]) => {
  for (const part of parts) process.stderr.write(part);
};

/** Prints a line to standard output. */
export function print(line: string): void {
  log(line);
}
