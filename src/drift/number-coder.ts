import { type Cut, decileCuts } from "../insight/decile-bins.ts";
import type { NumericSummary } from "../insight/report.ts";
import type { Column } from "../learn/core/column.ts";
import type { Coder, TrainingBin } from "./coder.ts";
import { ABOVE, BELOW, FIRST_BIN, MISSING } from "./codes.ts";
import { presenceAt } from "./presence-coder.ts";

/** Finds the bins of numbers, between the deciles of the training. */
export class NumberCoder implements Coder {
  readonly bins: readonly TrainingBin[];
  readonly knowsCategories = false;
  readonly knowsRange: boolean;
  readonly #low: number;
  readonly #high: number;
  /** The greatest number in each bin but the last. */
  readonly #limits: Float64Array;

  constructor({ quantiles, decile_counts }: NumericSummary) {
    this.knowsRange = quantiles.length > 0;
    this.#low = quantiles[0] ?? Number.NEGATIVE_INFINITY;
    this.#high = quantiles.at(-1) ?? Number.POSITIVE_INFINITY;
    const { cuts, counts } = withoutEmptyBins(decileCuts(quantiles), decile_counts);
    this.bins = counts.map((count, bin) => ({ label: labelOf(cuts[bin - 1], cuts[bin]), count }));
    this.#limits = Float64Array.from(cuts, ({ value, isBelow }) => (isBelow ? previousNumber(value) : value));
  }

  codeAt(column: Column, index: number): number {
    if (column.kind !== "numeric") return presenceAt(column, index);
    const value = column.values[index]!;
    if (value < this.#low) return BELOW;
    if (value > this.#high) return ABOVE;
    if (Number.isNaN(value)) return MISSING;
    const limits = this.#limits;
    let bin = 0;
    while (bin < limits.length && value > limits[bin]!) bin++;
    return FIRST_BIN + bin;
  }

  countOutOfRange(column: Column, until: number): number {
    if (column.kind !== "numeric") return 0;
    const { values } = column;
    const low = this.#low;
    const high = this.#high;
    let count = 0;
    for (let i = 0; i < until; i++) if (values[i]! < low || values[i]! > high) count++;
    return count;
  }
}

/** Joins bins without values of the training with the one below, or the first with the one above. Leaves at least one bin. */
function withoutEmptyBins(
  cuts: readonly Cut[],
  counts: readonly number[],
): { cuts: Cut[]; counts: number[] } {
  // Stored bytes may hold any counts.
  if (counts.length !== cuts.length + 1) return { cuts: [], counts: [0] };
  const kept = counts.flatMap((count, bin) => (count > 0 ? [bin] : []));
  if (kept.length === 0) return { cuts: [], counts: [0] };
  return {
    cuts: kept.slice(1).map((bin) => cuts[bin - 1]!),
    counts: kept.map((bin) => counts[bin]!),
  };
}

function labelOf(lower: Cut | undefined, upper: Cut | undefined): string {
  if (lower?.isBelow && upper?.value === lower.value) return written(upper.value);
  const from = lower && `${lower.isBelow ? "≥" : ">"} ${written(lower.value)}`;
  const to = upper && `${upper.isBelow ? "<" : "≤"} ${written(upper.value)}`;
  return [from, to].filter((part) => part !== undefined).join(", ") || "any number";
}

/** Without the digits that are left from interpolating: 39.4 instead of 39.400000000000006. */
function written(value: number): string {
  return String(Number(value.toPrecision(12)));
}

const BITS = new DataView(new ArrayBuffer(8));

/** Returns the greatest number that is less than a finite one. */
function previousNumber(value: number): number {
  if (value === 0) return -Number.MIN_VALUE;
  BITS.setFloat64(0, value);
  BITS.setBigInt64(0, BITS.getBigInt64(0) + (value > 0 ? -1n : 1n));
  return BITS.getFloat64(0);
}
