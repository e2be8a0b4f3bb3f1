import type { Histogram } from "../report.ts";
import { type Html, html } from "./html.ts";

/*
 * Charts of a line of text: they have no axes, and there may be hundreds on a page, so they are written directly.
 */

const WIDTH = 240;
const HEIGHT = 44;

/** Returns a histogram as a small image; `label` is its text alternative. */
export function sparkline({ edges, counts }: Histogram, label: string): Html {
  const most = Math.max(...counts, 1);
  const low = edges[0] ?? 0;
  const width = (edges.at(-1) ?? 0) - low;
  const x = (edge: number, i: number) =>
    round(width > 0 ? ((edge - low) / width) * WIDTH : (i / counts.length) * WIDTH);
  const path = counts
    .map((count, i) => {
      if (count === 0) return "";
      const [left, right] = [x(edges[i]!, i), x(edges[i + 1]!, i + 1)];
      const height = Math.max(1.5, (count / most) * (HEIGHT - 2));
      return `M${left},${HEIGHT}v${-round(height)}H${Math.max(left + 0.8, right - 0.8)}V${HEIGHT}z`;
    })
    .join("");
  return html`<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${label}"><path d="${path}" fill="currentColor"/><path d="M0,${HEIGHT - 0.5}H${WIDTH}" stroke="var(--line)"/></svg>`;
}

/** Returns a bar whose length is a share of its width. */
export function shareBar(share: number): Html {
  const width = share === 0 ? 0 : Math.max(0.8, round(share * 100));
  return html`<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect width="100" height="10" fill="currentColor" opacity="0.08"/><rect width="${width}" height="10" fill="var(--series-1)"/></svg>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
