import type { Classification, Report } from "../report.ts";
import { confusionMatrix } from "./confusion-matrix.ts";
import {
  calibrationFigure,
  drawnCurves,
  precisionRecallFigure,
  rocFigure,
  thresholdFigure,
} from "./curves.ts";
import { figures } from "./figure.ts";
import { formatCount, formatScore } from "./format.ts";
import { type Html, html } from "./html.ts";
import { nameOf } from "./names.ts";
import { type Section, section } from "./section.ts";

/** Returns the section about the mistakes of a classifier. */
export function classificationSection({ evaluation }: Report): Section | undefined {
  const { classification } = evaluation;
  if (classification === undefined) return undefined;
  const drawn = drawnCurves(classification);
  return section(
    "classes",
    "Which classes it confuses",
    drawn.length < classification.curves.length
      ? html`<p class="lead">The curves are those of the ${drawn.length} classes that are told apart least well.</p>`
      : undefined,
    figures(
      confusionMatrix(classification),
      classification.classes.length > 2 ? classTable(classification) : undefined,
      rocFigure(drawn),
      precisionRecallFigure(drawn),
      calibrationFigure(drawn),
      thresholdFigure(classification),
    ),
  );
}

/** Returns a table with the scores of each class against all others. */
function classTable({ classes, class_counts, confusion_matrix, curves }: Classification): Html {
  const predicted = (k: number) => confusion_matrix.reduce((sum, row) => sum + (row[k] ?? 0), 0);
  return html`<div class="card${classes.length > 8 ? " wide" : ""}"><h3>Class by class</h3>
<p class="quiet">Precision: how many of the rows predicted as the class belong to it. Recall: how many rows of the class are found.</p>
<div class="scroll" tabindex="0" role="group" aria-label="Class by class"><table>
<thead><tr><th scope="col">class</th>${["rows", "precision", "recall", "f1", "ROC AUC"].map((name) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
<tbody>${classes.map((name, k) => {
    const right = confusion_matrix[k]?.[k] ?? 0;
    const [rows, alarms] = [class_counts[k] ?? 0, predicted(k)];
    const auc = curves.find((curve) => curve.class === name)?.roc?.auc;
    const scores = [ratio(right, alarms), ratio(right, rows), ratio(2 * right, rows + alarms), auc ?? null];
    return html`<tr><th scope="row">${nameOf(name)}</th><td class="number">${formatCount(rows)}</td>${scores.map(
      (score) => html`<td class="number">${score === null ? "–" : formatScore(score)}</td>`,
    )}</tr>
`;
  })}</tbody>
</table></div></div>
`;
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
