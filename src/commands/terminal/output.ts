import { print } from "../../logging/console.ts";
import { terminalOf } from "./terminal.ts";

/** Prints one JSON object to standard output: on several lines on a terminal, else on one. */
export function printJson(value: object): void {
  print(JSON.stringify(value, null, terminalOf(process.stdout).isInteractive ? 2 : undefined));
}
