import type { Scalar } from "../learn/core/order.ts";
import { shortText } from "./category-summary.ts";
import { curvesOf } from "./class-curves.ts";
import type { ClassOutcome } from "./outcome.ts";
import type { Classification, Packed } from "./report.ts";
import { spreadRows } from "./spread-rows.ts";

/** Most rows that the curves of all classes together are computed from, and least of those of each. */
const MOST_CURVE_ROWS = 5000;
const LEAST_CURVE_ROWS = 1000;

/** Returns counts and curves of predicted classes. `listed` are the numbers of the classes that are shown by themselves. */
export function evaluateClasses(
  { truth, predicted, scores }: ClassOutcome,
  classes: readonly Scalar[],
  listed: Int32Array,
): Packed<Classification> {
  const notListed = classes.length - listed.length;
  const size = listed.length + (notListed > 0 ? 1 : 0);
  const position = new Int32Array(classes.length).fill(listed.length);
  listed.forEach((number, index) => {
    position[number] = index;
  });
  const counts = new Uint32Array(size * size);
  for (let i = 0; i < truth.length; i++) counts[position[truth[i]!]! * size + position[predicted[i]!]!]!++;
  const confusion = Array.from({ length: size }, (_, i) => counts.slice(i * size, (i + 1) * size));
  const curves = scores?.classes.length ?? 0;
  const rows = spreadRows(
    truth.length,
    Math.max(LEAST_CURVE_ROWS, Math.floor(MOST_CURVE_ROWS / Math.max(1, curves))),
  );
  const names = classes.map((label) => (typeof label === "string" ? shortText(label) : label));
  return {
    curve_rows: curves === 0 ? 0 : rows.length,
    classes: Array.from(listed, (number) => names[number]!),
    classes_not_listed: notListed,
    class_counts: confusion.map((row) => row.reduce((sum, count) => sum + count, 0)),
    confusion_matrix: confusion,
    ...(scores === null ? { curves: [], thresholds: null } : curvesOf(truth, scores, names, rows)),
  };
}
