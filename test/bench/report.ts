import type { Result } from "./results.ts";

const HEAD = ["work", "Flask + scikit-learn", "limit", "mlsvc", "ratio", "target", "holds"];

/** The results as a table in Markdown. */
export function markdownTable(results: readonly Result[]): string {
  const rows = results.map((result) => {
    const { work, unit, medians, ratio, target } = result;
    const shown = (value: number | undefined) => (value === undefined ? "" : quantity(value, unit));
    return [
      work,
      shown(medians.peer),
      shown(medians.limit),
      shown(medians.mlsvc),
      ratio === null ? "" : digits(ratio),
      target === null ? "" : target.against === "fixed" ? shown(target.atMost) : digits(target.times),
      verdict(result),
    ];
  });
  const lines = [HEAD, HEAD.map((_, column) => (column === 0 ? "---" : "---:")), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** One line on how many targets hold, and which do not. */
export function summary(results: readonly Result[]): string {
  const judged = results.filter(({ holds }) => holds !== null);
  const missed = judged.filter(({ holds }) => holds === false);
  const names = missed.map(({ id }) => id).join(", ");
  return `${judged.length - missed.length} of ${judged.length} targets hold${names === "" ? "" : `; not: ${names}`}`;
}

function verdict({ holds }: Result): string {
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
  return String(Number(value.toPrecision(value >= 10 ? 3 : value >= 1 ? 3 : 2)));
}
