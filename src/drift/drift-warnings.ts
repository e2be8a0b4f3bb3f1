import { listNames } from "../learn/core/errors.ts";
import type { DriftAnswer, DriftColumn, DriftWarning } from "./drift-answer.ts";

/** A window of fewer rows is not judged. */
const LEAST_ROWS = 100;
/** Share of the rows above which unknown categories, numbers out of range, and more missing values than in the training are told. */
const NOTABLE = 0.05;

/** Returns what is remarkable about a window, in words, the most important columns first. */
export function warningsOf({ rows, columns }: Pick<DriftAnswer, "rows" | "columns">): DriftWarning[] {
  if (rows < LEAST_ROWS) {
    const message = `the window has ${rows} ${rows === 1 ? "row" : "rows"}; with fewer than ${LEAST_ROWS} nothing is judged`;
    return [{ code: "few_rows", column: null, message }];
  }
  return columns.flatMap(warningsOfColumn);
}

function warningsOfColumn(column: DriftColumn): DriftWarning[] {
  const { name, missing_share, training_missing_share, unknown_share, out_of_range_share, psi, verdict } =
    column;
  const quoted = listNames([name]);
  const warnings: DriftWarning[] = [];
  const warn = (code: DriftWarning["code"], message: string) =>
    warnings.push({ code, column: name, message });
  if ((missing_share ?? 0) - training_missing_share > NOTABLE) {
    warn(
      "more_missing",
      `${quoted} is missing in ${percent(missing_share!)} of the rows; in the training it was in ${percent(training_missing_share)}`,
    );
  }
  if ((unknown_share ?? 0) > NOTABLE) {
    warn(
      "unknown_categories",
      `${quoted} is a category that the training did not have in ${percent(unknown_share!)} of the rows`,
    );
  }
  if ((out_of_range_share ?? 0) > NOTABLE) {
    warn(
      "out_of_range",
      `${quoted} is less or greater than all values of the training in ${percent(out_of_range_share!)} of the rows`,
    );
  }
  if (verdict === "moderate" || verdict === "large") {
    warn(
      `${verdict}_shift`,
      `the values of ${quoted} are distributed ${verdict === "large" ? "very differently from" : "somewhat differently from"} the training (PSI ${psi!.toFixed(2)})`,
    );
  }
  return warnings;
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}
