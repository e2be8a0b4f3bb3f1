import { UsageError } from "../errors.ts";

/** The name of a server setting, possibly with dots. */
const NAME = /^[A-Za-z_][\w.]*$/;

/**
 * Returns the server settings in a value of libpq's `options`, such as `-c search_path=app,public --work_mem=64MB`. The words are
 * separated by white space; a backslash escapes the next character. Throws `UsageError`.
 */
export function readServerSettings(options: string, variable: string): Record<string, string> {
  const settings: Record<string, string> = {};
  const words = splitWords(options);
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const text = word === "-c" ? words[++i] : /^(?:-c|--)/.test(word) ? word.slice(2) : undefined;
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

function splitWords(text: string): string[] {
  const words = text.match(/(?:\\[\s\S]|[^\s\\])+/g) ?? [];
  return words.map((word) => word.replace(/\\([\s\S])/g, "$1"));
}
