import * as v from "valibot";
import { ValueError } from "../../core/errors.ts";
import {
  ALL,
  all,
  count,
  countOrFraction,
  either,
  flag,
  MOST,
  partialFraction,
  wholeNumber,
  withDefault,
} from "../../core/parameter-kinds.ts";
import type { Random } from "../../core/random.ts";
import { searchSortedRight } from "../../linalg/cumulative-sums.ts";

/** Number of trees of a forest. */
export const treeCount = count(100, "Number of trees", { to: 100_000 });

/** The rows drawn for each tree of a forest. */
export const drawnRows = withDefault(
  v.nullable(countOrFraction(either(wholeNumber(1, MOST), partialFraction, all))),
  null,
  "Rows drawn for each tree, with bootstrap: a number, a fraction of all rows, or null for as many as there are",
);

/** Whether the rows of each tree are drawn with replacement. */
export function bootstrap(fallback: boolean) {
  return flag(fallback, "Draw rows with replacement for each tree, instead of using all rows");
}

/** `max_samples` of a forest. */
type MaxSamples = v.InferOutput<typeof drawnRows>;

/** Throws `ValueError` for `max_samples` without `bootstrap`. */
export function checkDraws(maxSamples: MaxSamples, isBootstrap: boolean): void {
  if (maxSamples !== null && !isBootstrap) {
    throw new ValueError(`max_samples=${maxSamples} needs bootstrap=true`);
  }
}

/** Returns the number of rows to draw for a tree; null without bootstrap. The parameters have passed `checkDraws`. */
export function drawCount(
  maxSamples: MaxSamples,
  isBootstrap: boolean,
  rows: number,
  totalWeight: number,
): number | null {
  if (!isBootstrap) return null;
  if (maxSamples === null) return rows;
  if (maxSamples === ALL) return Math.max(1, Math.floor(totalWeight));
  return Number.isInteger(maxSamples) ? maxSamples : Math.max(1, Math.floor(maxSamples * totalWeight));
}

/**
 * Draws rows with replacement: `counts[i]` becomes the number of times that row i was drawn. `cumulative` has the
 * running sums of the weights of rows; null for equal weights. Cost O(draws), with weights O(draws · log n).
 */
export function drawRows(
  counts: Int32Array,
  draws: number,
  cumulative: Float64Array | null,
  random: Random,
): void {
  counts.fill(0);
  const n = counts.length;
  if (cumulative === null) {
    for (let i = 0; i < draws; i++) counts[random.pick(n)]!++;
    return;
  }
  const total = cumulative[n - 1]!;
  for (let i = 0; i < draws; i++) {
    const row = searchSortedRight(cumulative, random.next() * total);
    counts[Math.min(row, n - 1)]!++;
  }
}
