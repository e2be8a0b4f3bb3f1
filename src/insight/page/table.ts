import { formatNumber } from "./format.ts";
import { type Html, html } from "./html.ts";
import { nameOf } from "./names.ts";

/** A cell: a number is formatted and aligned right, a text may be a name that a caller chose; null and undefined stand for nothing. */
export type Cell = number | string | boolean | null | undefined | Html;

/** The content of a table. */
export interface TableContent {
  readonly head: readonly string[];
  /** The first cell of a row is its heading. */
  readonly rows: readonly (readonly Cell[])[];
}

/** The most rows of the table that belongs to a curve. */
const MAX_ROWS = 25;

/** Returns a table that can be scrolled if there is no room for it. */
export function dataTable({ caption, head, rows }: TableContent & { readonly caption: string }): Html {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table>
<caption class="unseen">${caption}</caption>
<thead><tr>${head.map((text) => html`<th scope="col">${text}</th>`)}</tr></thead>
<tbody>${rows.map(
    (
      row,
    ) => html`<tr>${row.map((cell, i) => (i === 0 ? html`<th scope="row">${show(cell)}</th>` : valueCell(cell)))}</tr>
`,
  )}</tbody>
</table></div>`;
}

function valueCell(cell: Cell): Html {
  return typeof cell === "number" || cell == null
    ? html`<td class="number">${show(cell)}</td>`
    : html`<td>${show(cell)}</td>`;
}

function show(cell: Cell): Html | string {
  if (cell == null) return "–";
  if (typeof cell === "number") return formatNumber(cell);
  return typeof cell === "object" ? cell : nameOf(cell);
}

/** Returns indices of at most `most` of `length` points, spread evenly, with the first and the last. */
export function spread(length: number, most = MAX_ROWS): number[] {
  if (length <= most) return Array.from({ length }, (_, i) => i);
  return Array.from({ length: most }, (_, i) => Math.round((i * (length - 1)) / (most - 1)));
}
