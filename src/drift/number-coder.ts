import { type Cut, decileCuts } from "../insight/decile-bins.ts";
import type { NumericSummary } from "../insight/report.ts";
import type { Column } from "../learn/core/column.ts";
import { type Coder, type TrainingBin, writeEachCode } from "./coder.ts";
import { ABOVE, BELOW, FIRST_BIN, MISSING } from "./codes.ts";
import { presenceAt } from "./presence-coder.ts";

/** Finds the bins of numbers, between the deciles of the training. */
export class NumberCoder implements Coder {
  readonly bins: readonly TrainingBin[];
  readonly knowsCategories = false;
  readonly knowsRange: boolean;
  readonly #low: number;
  readonly #high: number;
  /** The greatest number in each bin but the last, and then infinity: there are `LIMITS`. */
  readonly #limits: Float64Array;

  constructor({ quantiles, decile_counts }: NumericSummary) {
    this.knowsRange = quantiles.length > 0;
    this.#low = quantiles[0] ?? Number.NEGATIVE_INFINITY;
    this.#high = quantiles.at(-1) ?? Number.POSITIVE_INFINITY;
    const { cuts, counts } = withoutEmptyBins(decileCuts(quantiles), decile_counts);
    this.bins = counts.map((count, bin) => ({ label: labelOf(cuts[bin - 1], cuts[bin]), count }));
    const limits = cuts.map(({ value, isBelow }) => (isBelow ? previousNumber(value) : value));
    this.#limits = new Float64Array(LIMITS).fill(Number.POSITIVE_INFINITY);
    this.#limits.set(limits);
  }

  codeAt(column: Column, index: number): number {
    if (column.kind !== "numeric") return presenceAt(column, index);
    const value = column.values[index]!;
    if (value < this.#low) return BELOW;
    if (value > this.#high) return ABOVE;
    if (Number.isNaN(value)) return MISSING;
    return FIRST_BIN + binOf(value, this.#limits);
  }

  writeCodes(column: Column, from: number, end: number, codes: Uint8Array): void {
    if (column.kind !== "numeric") {
      writeEachCode.call(this, column, from, end, codes);
      return;
    }
    const { values } = column;
    const limits = this.#limits;
    const low = this.#low;
    const high = this.#high;
    for (let i = from, at = 0; i < end; i++, at++) {
      const value = values[i]!;
      if (value >= low && value <= high) codes[at] = FIRST_BIN + binOf(value, limits);
      else codes[at] = value < low ? BELOW : value > high ? ABOVE : MISSING;
    }
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

/** One less than a power of 2, and at least as many as there are deciles. */
const LIMITS = 15;

/** Returns how many of `LIMITS` ascending numbers are less than `value`: a binary search without branches. */
function binOf(value: number, limits: Float64Array): number {
  let bin = +(value > limits[7]!) << 3;
  bin += +(value > limits[bin + 3]!) << 2;
  bin += +(value > limits[bin + 1]!) << 1;
  return bin + +(value > limits[bin]!);
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
