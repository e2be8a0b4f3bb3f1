import { print } from "../../logging/console.ts";
import { terminalOf } from "./terminal.ts";

/** Prints one JSON object to standard output: on several lines on a terminal, else on one. */
export function printJson(value: object): void {
  print(jsonOf(value, terminalOf(process.stdout).isInteractive ? 2 : 0));
}

/** Returns `value` as JSON: typed arrays as lists, and numbers that JSON lacks as texts, such as `"Infinity"`. */
export function jsonOf(value: unknown, indent = 0): string {
  const replace = (_key: string, part: unknown) => {
    if (typeof part === "number" && !Number.isFinite(part)) return String(part);
    return ArrayBuffer.isView(part) ? Array.from(part as Float64Array) : part;
  };
  return JSON.stringify(value, replace, indent);
}
