import { shortName } from "../../learn/core/errors.ts";
import type { MeasuredOn, Report } from "../report.ts";
import { plural } from "./format.ts";

/** Returns on which rows the evaluation was measured, in a few words. */
export function measuredOn({ evaluation: { measured_on } }: Report): string {
  const { kind, rows, folds } = measured_on;
  const how = splitWords(measured_on);
  if (kind === "cv")
    return `${folds === null ? "by cross-validation" : `by ${folds}-fold cross-validation`}${how}`;
  return kind === "validation" ? `on ${plural(rows, "row")} held back${how}` : "on the training rows";
}

/** Returns how the rows were split, as the end of a sentence. */
function splitWords({ groups, time }: Report["evaluation"]["measured_on"]): string {
  if (groups !== undefined) return `, with other values of ${shortName(groups)} than it learnt from`;
  return time === undefined ? "" : `, on rows that are later by ${shortName(time)} than those it learnt from`;
}

/** Returns how something was measured, as the end of a sentence. */
export function measuredOnWords(kind: MeasuredOn, { evaluation: { measured_on }, rows }: Report): string {
  const known = measured_on.kind === kind ? measured_on : undefined;
  if (kind === "training") return `on the ${plural(rows, "row")} of the training`;
  const others = "by a fit on the others";
  if (kind === "validation")
    return `on ${known === undefined ? "rows" : plural(known.rows, "row")} held back, ${others}`;
  const size =
    known === undefined ? "" : `${plural(known.rows, "row")} in ${known.folds ?? "several"} folds, `;
  return `by cross-validation: ${size}each fold predicted ${others}`;
}
