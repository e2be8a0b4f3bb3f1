import type { LabelScale } from "../core/label-scale.ts";
import type { Matrix } from "../core/matrix.ts";
import { checkSound, isWhole } from "../core/restored.ts";

/**
 * How far off a fit was for rows that it did not learn from, as plain data. Prediction intervals follow from it by split
 * conformal prediction: Papadopoulos et al., Inductive confidence machines for regression, 2002,
 * doi:10.1007/3-540-36755-1_29; Lei et al., Distribution-free predictive inference for regression, 2018,
 * doi:10.1080/01621459.2017.1307116.
 */
export interface HeldBackResiduals {
  /** The number of rows. */
  readonly rows: number;
  /** For each label the absolute residuals, ascending: of all rows, or those at `KEPT` ranks spread evenly. */
  readonly labels: readonly Float64Array[];
  /** The unit of the residuals: that of the estimator's `labelScale`; absent: that of the labels. */
  readonly unit?: "transformed_label";
}

/**
 * Most residuals that are kept of a label. Of more rows the next kept one above the one looked for is taken: the level of an
 * interval is then up to 1 / `KEPT` more than what was asked for, never less.
 */
const KEPT = 2048;

/**
 * Returns the residuals of predictions, n × k, in the unit of `scale`, or else in that of the labels; undefined if one is not finite.
 * Throws what `scale` throws.
 */
export function heldBackResiduals(
  labelled: Matrix,
  predictions: Matrix,
  scale?: LabelScale,
): HeldBackResiduals | undefined {
  const { rows, columns } = labelled;
  const truth = scale?.apply(labelled) ?? labelled;
  const predicted = scale?.apply(predictions) ?? predictions;
  const labels = Array.from({ length: columns }, (_, label) => {
    const residuals = new Float64Array(rows);
    for (let i = 0, at = label; i < rows; i++, at += columns) {
      residuals[i] = Math.abs(truth.data[at]! - predicted.data[at]!);
    }
    return keep(residuals.sort());
  });
  // NaN and infinity are at the end.
  if (!labels.every((residuals) => Number.isFinite(residuals.at(-1)))) return undefined;
  return scale === undefined ? { rows, labels } : { rows, labels, unit: "transformed_label" };
}

function keep(sorted: Float64Array): Float64Array {
  if (sorted.length <= KEPT) return sorted;
  return Float64Array.from(
    { length: KEPT },
    (_, i) => sorted[Math.ceil(((i + 1) * sorted.length) / KEPT) - 1]!,
  );
}

/**
 * Returns half the width of intervals that hold the label of a new row with probability `level` at least, for each label: the
 * ⌈(n + 1) · level⌉-th of the n absolute residuals in ascending order. Undefined if there are fewer than `rowsForLevel`.
 */
export function halfWidths({ rows, labels }: HeldBackResiduals, level: number): Float64Array | undefined {
  const rank = rankOf(level, rows);
  if (rank > rows) return undefined;
  const at = rows <= KEPT ? rank - 1 : Math.floor(((rank - 1) * KEPT) / rows);
  return Float64Array.from(labels, (residuals) => residuals[at]!);
}

/**
 * Returns the lower and the upper ends of the intervals around predictions, n × k. `halves` are half their widths for each label,
 * in the unit of `scale`, or else in that of the labels. A scale is increasing, so that a label lies between the ends where it lies
 * between them in its unit. Throws what `scale` throws.
 */
export function intervalEnds(
  predicted: Matrix,
  halves: Float64Array,
  scale?: LabelScale,
): { readonly lower: Float64Array; readonly upper: Float64Array } {
  const { columns, data } = predicted;
  if (scale === undefined) {
    return {
      lower: data.map((value, at) => value - halves[at % columns]!),
      upper: data.map((value, at) => value + halves[at % columns]!),
    };
  }
  const middle = scale.apply(predicted);
  const below = middle.data.map((value, at) => value - halves[at % columns]!);
  const above = middle.data.map((value, at) => value + halves[at % columns]!);
  // What stands for an end without a label may be on the other side of the prediction.
  return {
    lower: scale.invert({ ...middle, data: below }).data.map((value, at) => Math.min(value, data[at]!)),
    upper: scale.invert({ ...middle, data: above }).data.map((value, at) => Math.max(value, data[at]!)),
  };
}

/** Returns how many rows must be held back for intervals of this level, 0 < level < 1. */
export function rowsForLevel(level: number): number {
  const about = Math.round(level / (1 - level));
  // Rounding decides between neighbouring numbers.
  return [about - 1, about].find((rows) => rows > 0 && rankOf(level, rows) <= rows) ?? about + 1;
}

function rankOf(level: number, rows: number): number {
  return Math.ceil(level * (rows + 1));
}

/** Throws `StateError` unless `residuals` are well formed and of `count` labels. */
export function checkHeldBackResiduals(residuals: unknown, count: number): void {
  const { rows, labels } = (residuals ?? {}) as Partial<HeldBackResiduals>;
  const isWell =
    isWhole(rows, 1) &&
    Array.isArray(labels) &&
    labels.length === count &&
    labels.every((values) => values instanceof Float64Array && values.length === Math.min(rows!, KEPT)) &&
    labels.every((values) => values[0]! >= 0 && areAscending(values));
  checkSound("held-back residuals", isWell);
}

function areAscending(values: Float64Array): boolean {
  return values.every((value, i) => value < Number.POSITIVE_INFINITY && (i === 0 || value >= values[i - 1]!));
}
