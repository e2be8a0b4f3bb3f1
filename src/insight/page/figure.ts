import { SERIES } from "./chart.ts";
import { Html, html } from "./html.ts";
import { nameOf } from "./names.ts";
import { dataTable, type TableContent } from "./table.ts";

/** A chart with what is needed to understand it. */
export interface FigureContent {
  readonly title: string;
  /** One sentence: how to read the chart. */
  readonly explanation: string;
  /** The names of the series, if the chart shows several. */
  readonly series?: readonly (string | number | boolean)[];
  readonly chart: Html;
  /** Whether the figure takes the height of two others. */
  readonly isTall?: boolean;
  /** The numbers of the chart, for those who cannot see it. */
  readonly table: TableContent;
}

/** Returns a chart under its title, with its explanation, its legend, and its numbers to unfold. */
export function figure({
  title,
  explanation,
  series = [],
  chart,
  isTall = false,
  table,
}: FigureContent): Html {
  return html`<figure${isTall ? new Html(' class="tall"') : undefined}>
<figcaption><h3>${title}</h3><p>${explanation}</p></figcaption>
${series.length > 1 ? legend(series) : undefined}
${chart}
<details><summary>Numbers<span class="unseen"> of the chart “${title}”</span></summary>
${dataTable({ caption: title, ...table })}
</details>
</figure>
`;
}

/** Returns figures side by side. */
export function figures(...content: readonly (Html | undefined)[]): Html {
  return html`<div class="figures">${content}</div>`;
}

function legend(series: readonly (string | number | boolean)[]): Html {
  return html`<ul class="legend">${series.map((name, i) => {
    const { color, dash } = SERIES[i]!;
    return html`<li><svg width="26" height="10" aria-hidden="true"><line x1="0" y1="5" x2="26" y2="5" stroke="${color}" stroke-width="2.5" stroke-dasharray="${dash}"/></svg>${nameOf(name, 24)}</li>`;
  })}</ul>`;
}
