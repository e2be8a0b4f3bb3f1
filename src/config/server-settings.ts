import { UsageError } from "../errors.ts";

/** The name of a server setting, possibly with dots. */
const NAME = /^[A-Za-z_][\w.]*$/;

/**
 * Returns the server settings in a value of libpq's `options`, such as `-c search_path=app,public --work_mem=64MB`. Arguments are
 * separated by white space; a backslash escapes the next character. Throws `UsageError`.
 */
export function readServerSettings(options: string, variable: string): Record<string, string> {
  const settings: Record<string, string> = {};
  const args = splitArguments(options);
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    const text = arg === "-c" ? args[++i] : /^(?:-c|--)/.test(arg) ? arg.slice(2) : undefined;
    const at = text?.indexOf("=") ?? -1;
    const name = text?.slice(0, Math.max(at, 0)).replaceAll("-", "_") ?? "";
    if (!NAME.test(name))
      throw new UsageError(
        `${variable} has options of another kind than "-c name=value" and "--name=value", which are all that mlsvc understands`,
      );
    settings[name] = text!.slice(at + 1);
  }
  return settings;
}

function splitArguments(text: string): string[] {
  const args = text.match(/(?:\\[\s\S]|[^\s\\])+/g) ?? [];
  return args.map((arg) => arg.replace(/\\([\s\S])/g, "$1"));
}
