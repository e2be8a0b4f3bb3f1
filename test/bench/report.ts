import type { Result } from "./results.ts";

const HEAD = ["work", "Flask + scikit-learn", "limit", "mlsvc", "ratio", "target", "holds"];

/** The results as a table in Markdown. */
export function markdownTable(results: readonly Result[]): string {
  const rows = results.flatMap((result, index) => {
    const opens = result.group !== results[index - 1]?.group;
    return opens ? [[`**${result.group}**`, ...HEAD.slice(1).map(() => "")], cells(result)] : [cells(result)];
  });
  return markdown(HEAD, rows);
}

function cells(result: Result): string[] {
  const { work, unit, medians, ratio, target, holds } = result;
  const shown = (value: number | undefined) => (value === undefined ? "" : quantity(value, unit));
  return [
    work,
    shown(medians.peer),
    shown(medians.limit),
    shown(medians.mlsvc),
    ratio === null ? "" : digits(ratio),
    target === null ? "" : target.against === "fixed" ? shown(target.atMost) : digits(target.times),
    verdict(holds),
  ];
}

/** A table in Markdown whose first column is text and whose others are numbers. */
export function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, column) => (column === 0 ? "---" : "---:"));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** One line on how many targets hold, and which do not. */
export function summary(results: readonly Result[]): string {
  const judged = results.filter(({ holds }) => holds !== null);
  const missed = judged.filter(({ holds }) => holds === false);
  const names = missed.map(({ id }) => id).join(", ");
  return `${judged.length - missed.length} of ${judged.length} targets hold${names === "" ? "" : `; not: ${names}`}`;
}

/** A result on one line, as it is told while others are still measured. */
export function resultLine(result: Result): string {
  const { id, unit, medians, ratio } = result;
  const sides = Object.entries(medians).map(([name, value]) => `${name} ${quantity(value, unit)}`);
  return `${id}: ${sides.join(", ")}${ratio === null ? "" : `; ratio ${digits(ratio)}`}`;
}

/** What stands in the column of whether a target holds. */
export function verdict(holds: boolean | null): string {
  return holds === null ? "" : holds ? "yes" : "no";
}

/** A number with its unit, as many digits as mean something. */
export function quantity(value: number, unit: Result["unit"]): string {
  if (unit === "ms" && value >= 10_000) return `${digits(value / 1000)} s`;
  return unit === "requests/s" ? `${digits(value)}/s` : `${digits(value)} ${unit}`;
}

/** Three digits, or all before the point. */
export function digits(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString("en-US");
  return String(Number(value.toPrecision(value >= 1 ? 3 : 2)));
}
