import { ABOVE, BELOW, binCounts, MISSING, UNKNOWN } from "./codes.ts";
import type { ColumnWindow } from "./column-window.ts";
import { chanceLimit, stabilityIndex, type Verdict, valuesNeeded, verdictOf } from "./stability-index.ts";
import { WINDOW_ROWS } from "./window-rows.ts";

/** What a window says about a column. Shares are of all rows of the window, and null if it is empty or where there can be none. */
export interface ColumnFigures {
  /** Number of values that are not missing. */
  readonly values: number;
  readonly missingShare: number | null;
  readonly unknownShare: number | null;
  readonly outOfRangeShare: number | null;
  /** The values by bin. */
  readonly binCounts: readonly number[];
  /** Null with fewer than `valuesNeeded` values. */
  readonly psi: number | null;
  /** What chance alone exceeds in 1 of 1,000 windows; null as the PSI is. */
  readonly psiByChance: number | null;
  readonly verdict: Verdict | null;
  /** Null if no number of values suffices. */
  readonly valuesNeeded: number | null;
}

/** Returns the figures of a column. Cost: a pass over its bins. */
export function figuresOf({ counts, training }: ColumnWindow): ColumnFigures {
  const { coder } = training;
  const bins = binCounts(counts);
  const values = bins.reduce((sum, count) => sum + count, 0);
  const rows = values + counts[MISSING]!;
  const share = (count: number) => (rows === 0 ? null : count / rows);
  const needed = valuesNeeded(bins.length, training.values, WINDOW_ROWS);
  return {
    values,
    missingShare: share(counts[MISSING]!),
    unknownShare: coder.knowsCategories ? share(counts[UNKNOWN]!) : null,
    outOfRangeShare: coder.knowsRange ? share(counts[BELOW]! + counts[ABOVE]!) : null,
    binCounts: bins,
    valuesNeeded: needed,
    ...(needed === null || values < needed
      ? { psi: null, psiByChance: null, verdict: null }
      : shiftOf(
          coder.bins.map(({ count }) => count),
          bins,
          training.values,
          values,
        )),
  };
}

function shiftOf(expected: readonly number[], actual: readonly number[], m: number, n: number) {
  const psi = stabilityIndex(expected, actual);
  const psiByChance = chanceLimit(expected.length, n, m);
  return { psi, psiByChance, verdict: verdictOf(psi, psiByChance) };
}
