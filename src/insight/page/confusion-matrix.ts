import type { Classification } from "../report.ts";
import { formatCount, formatShare } from "./format.ts";
import { type Html, html } from "./html.ts";
import { nameOf } from "./names.ts";
import { shade } from "./style.ts";

/** With more classes, a cell has room for a count alone, and the names of the columns stand upright. */
const FEW_CLASSES = 6;

/** Returns the confusion matrix as a table whose cells are shaded by their share of the row. */
export function confusionMatrix({ classes, classes_not_listed, confusion_matrix }: Classification): Html {
  const names: (string | number | boolean)[] = [...classes];
  if (classes_not_listed > 0) names.push(`${formatCount(classes_not_listed)} others`);
  const isSmall = names.length <= FEW_CLASSES;
  const longest = Math.max(...names.map((name) => String(name).length));
  const upright = !isSmall || (names.length > 3 && longest > 8);
  const length = isSmall ? 24 : 16;
  return html`<div class="card${isSmall && !upright ? "" : " wide"}"><h3>Confusion matrix</h3>
<p class="quiet">Each row has the rows of one class, and tells what they were predicted as. Right predictions are on the diagonal (blue, bold), mistakes beside it (orange); the darker, the larger the share of the row.</p>
<div class="scroll" tabindex="0" role="group" aria-label="Confusion matrix"><table class="matrix">
<caption class="unseen">Confusion matrix</caption>
<thead>
<tr><td></td><th class="axis" colspan="${names.length}" scope="colgroup">predicted →</th></tr>
<tr><th class="axis" scope="col">true ↓</th>${names.map((name) => html`<th scope="col">${upright ? html`<span class="upright">${nameOf(name, length)}</span>` : nameOf(name, length)}</th>`)}</tr>
</thead>
<tbody>${names.map((name, i) => {
    const counts = confusion_matrix[i] ?? [];
    const total = counts.reduce((sum, count) => sum + count, 0);
    return html`<tr><th scope="row">${nameOf(name, length)}</th>${counts.map((count, j) =>
      cell(count, total, i === j, isSmall),
    )}</tr>
`;
  })}</tbody>
</table></div></div>
`;
}

function cell(count: number, total: number, isRight: boolean, isSmall: boolean): Html {
  const share = total === 0 ? 0 : count / total;
  const classes = `${shade(isRight ? "cold" : "warm", share)}${isRight ? " right" : count === 0 ? " none" : ""}`;
  const percent = total === 0 ? "no rows" : formatShare(share);
  return html`<td class="${classes}" title="${percent} of the row">${formatCount(count)}${isSmall && total > 0 ? html`<small>${percent}</small>` : undefined}</td>`;
}
