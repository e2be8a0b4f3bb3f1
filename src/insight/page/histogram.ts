import { rectY } from "@observablehq/plot";
import type { Histogram } from "../report.ts";
import { formatCount, formatNumber } from "./format.ts";
import { html } from "./html.ts";
import type { TableContent } from "./table.ts";

/** Returns the bars of a histogram. */
export function bars({ edges, counts }: Histogram, fill = "var(--series-1)") {
  return rectY(
    counts.map((count, i) => ({ x1: edges[i]!, x2: edges[i + 1]!, count })),
    {
      x1: "x1",
      x2: "x2",
      y: "count",
      fill,
      insetLeft: 0.5,
      insetRight: 0.5,
      title: ({ x1, x2, count }: { x1: number; x2: number; count: number }) =>
        `${formatNumber(x1)} to ${formatNumber(x2)}: ${formatCount(count)} rows`,
    },
  );
}

/** Returns the numbers of a histogram. */
export function histogramTable({ edges, counts }: Histogram): TableContent {
  return {
    head: ["from", "to", "rows"],
    rows: counts.map((count, i) => [edges[i]!, edges[i + 1]!, html`${formatCount(count)}`]),
  };
}
