/**
 * Keeps standard output for what the program itself says: the JSON lines of the log, the SQL of `--register-sql`. A
 * `console.log` in a model file goes to standard error. Imported before anything that imports a model.
 */
import { Console } from "node:console";

const own = globalThis.console;

globalThis.console = new Console({ stdout: process.stderr, stderr: process.stderr }) as typeof console;

/** Prints a line to standard output. */
export function print(line: string): void {
  own.log(line);
}
