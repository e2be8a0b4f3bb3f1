/**
 * Keeps standard output for what the program itself says: the JSON lines of the log, the SQL of `--register-sql`. A
 * `console.log` in a model file goes to standard error. Imported before anything that imports a model.
 */
const own = globalThis.console;
let ofModels: Console | undefined;

Object.defineProperty(globalThis, "console", {
  configurable: true,
  // Made when somebody uses it: the streams that it needs take milliseconds to load.
  get() {
    if (ofModels === undefined) {
      // node:console looks at the console that there is.
      ofModels = own;
      ofModels = createConsole();
    }
    return ofModels;
  },
  set(replacement: Console) {
    ofModels = replacement;
  },
});

function createConsole(): Console {
  const { Console } = process.getBuiltinModule("node:console");
  return new Console({ stdout: process.stderr, stderr: process.stderr }) as unknown as Console;
}

/** Prints a line to standard output. */
export function print(line: string): void {
  own.log(line);
}
