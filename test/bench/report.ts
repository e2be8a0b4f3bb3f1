import type { Result } from "./results.ts";

const HEAD = ["work", "Flask + scikit-learn", "limit", "mlsvc", "ratio", "target", "holds"];

/** Returns the results as a Markdown table. */
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

/** Returns a Markdown table whose first column is text and whose others are numbers. */
export function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, column) => (column === 0 ? "---" : "---:"));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** Returns one line with the number of targets that are reached, and the ids of the others. */
export function summary(results: readonly Result[]): string {
  const judged = results.filter(({ holds }) => holds !== null);
  const missed = judged.filter(({ holds }) => holds === false);
  const names = missed.map(({ id }) => id).join(", ");
  return `${judged.length - missed.length} of ${judged.length} targets hold${names === "" ? "" : `; not: ${names}`}`;
}

/** Returns a result as one line, for printing while others are still being measured. */
export function resultLine(result: Result): string {
  const { id, unit, medians, ratio } = result;
  const sides = Object.entries(medians).map(([name, value]) => `${name} ${quantity(value, unit)}`);
  return `${id}: ${sides.join(", ")}${ratio === null ? "" : `; ratio ${digits(ratio)}`}`;
}

/** Returns the entry for whether a target is reached. */
export function verdict(holds: boolean | null): string {
  return holds === null ? "" : holds ? "yes" : "no";
}

/** Returns a number with its unit and the significant digits. */
export function quantity(value: number, unit: Result["unit"]): string {
  if (unit === "ms" && value >= 10_000) return `${digits(value / 1000)} s`;
  return unit === "requests/s" ? `${digits(value)}/s` : `${digits(value)} ${unit}`;
}

/** Returns a number with three digits, or all digits before the decimal point. */
export function digits(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString("en-US");
  return String(Number(value.toPrecision(value >= 1 ? 3 : 2)));
}
