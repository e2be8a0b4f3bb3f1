import { ALL } from "../../src/learn/core/parameter-kinds.ts";
import { describeAllowed, meaningOf } from "../../src/learn/core/parameter-words.ts";
import type { ParameterTable } from "../../src/learn/core/parameters.ts";

/** Returns a Markdown table of parameters: name, default, allowed values and meaning, from their schemas. */
export function parameterTable(entries: ParameterTable["entries"]): string {
  const rows = Object.entries(entries).map(([name, entry]) => {
    const [allowed, meaning] = [describeAllowed(entry), meaningOf(entry) ?? ""];
    return [`\`${name}\``, defaultOf(entry), escaped(allowed), meaning === allowed ? "" : escaped(meaning)];
  });
  return markdownTable(["parameter", "default", "allowed", "meaning"], rows);
}

/** Returns a Markdown table. Cells are not escaped. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** Returns `page` with `text` between the two markers of a generated part. Throws `Error` if the page lacks one of them. */
export function withGenerated(page: string, text: string): string {
  const [from, to] = [page.indexOf(START), page.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`the page lacks ${START} or ${END}`);
  return `${page.slice(0, from)}${START}\n\n${text}\n\n${page.slice(to)}`;
}

const START = "<!-- written by `bun run catalogue` -->";
const END = "<!-- end of catalogue -->";

function defaultOf(entry: ParameterTable["entries"][string]): string {
  const { type, default: value } = entry as { readonly type: string; readonly default?: unknown };
  if (type !== "optional") return "required";
  // The text "1.0" stands for the number 1.0, which JavaScript would print as 1.
  if (value === ALL) return `\`${ALL}\``;
  return `\`${typeof value === "number" ? String(value) : JSON.stringify(value)}\``;
}

function escaped(text: string): string {
  return text.replaceAll("|", "\\|");
}
