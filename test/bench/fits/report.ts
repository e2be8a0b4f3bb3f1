import { digits, markdown, verdict } from "../report.ts";
import { LIBRARIES } from "./case.ts";
import { type FitResult, first, type Speedup, shortest } from "./results.ts";

const HEAD = [
  "fit",
  "rows",
  "threads",
  ...LIBRARIES.map((library) => `${library}, ms`),
  "ratio",
  "target",
  "holds",
];

/** Returns the results as a Markdown table: for each library the first fit of a process, and its shortest fit. */
export function fitTable(results: readonly FitResult[]): string {
  const rows = results.map(({ name, rows, threads, rounds, ratio, target, holds }) => [
    name,
    rows.toLocaleString("en-US"),
    String(threads),
    ...LIBRARIES.map((library) => {
      const measured = rounds[library];
      return measured === undefined ? "" : `${digits(first(measured))} / ${digits(shortest(measured))}`;
    }),
    ratio === null ? "" : `${digits(ratio.first)} / ${digits(ratio.shortest)}`,
    target === null ? "" : digits(target),
    verdict(holds),
  ]);
  return markdown(HEAD, rows);
}

/** Returns a result as one line, for printing while others are still being measured. */
export function fitLine({ name, rows, threads, rounds, ratio }: FitResult): string {
  const sides = LIBRARIES.flatMap((library) => {
    const measured = rounds[library];
    return measured === undefined ? [] : `${library} ${digits(shortest(measured))} ms`;
  });
  const times = ratio === null ? "" : `; ratio ${digits(ratio.shortest)}`;
  return `${name}, ${rows} rows, threads: ${threads}: ${sides.join(", ")}${times}`;
}

/** Returns one line for each number of threads with a target speed. */
export function speedupLines(speedups: readonly Speedup[]): string {
  return speedups
    .map(
      ({ name, rows, threads, times, target, holds }) =>
        `${name} on ${rows.toLocaleString("en-US")} rows: ${digits(times)} times as fast on ${threads} threads as on one (target ${digits(target)}: ${holds ? "holds" : "does not hold"}).`,
    )
    .join("\n");
}
