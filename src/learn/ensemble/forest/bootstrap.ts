import { ValueError } from "../../core/errors.ts";
import {
  ALL,
  ALL_OF_THEM,
  type All,
  type AllowedParameters,
  either,
  number,
  oneOf,
  TRUE_OR_FALSE,
  whole,
} from "../../core/parameter-checks.ts";
import type { Random } from "../../core/random.ts";
import { searchSortedRight } from "../../linalg/cumulative-sums.ts";

/** How the rows of each tree of a forest are chosen. */
export interface BootstrapParameters {
  /** Draw rows with replacement for each tree; otherwise each tree sees all rows. */
  readonly bootstrap?: boolean;
  /**
   * Rows drawn for each tree, with `bootstrap`: a number ≥ 1, a share > 0 of all rows (of their total weight where
   * classes are weighted) that is no whole number, `ALL`, the share 1, or null for as many as there are. Default null.
   */
  readonly max_samples?: number | All | null;
}

/** What each of them may be. */
export const BOOTSTRAP_PARAMETERS: AllowedParameters<BootstrapParameters> = {
  bootstrap: TRUE_OR_FALSE,
  max_samples: either(whole(1), number({ above: 0 }), ALL_OF_THEM, oneOf(null)),
};

/** Throws `ValueError` for `max_samples` without `bootstrap`. */
export function checkDraws({ max_samples = null }: BootstrapParameters, bootstrap: boolean): void {
  if (max_samples !== null && !bootstrap) {
    throw new ValueError(`max_samples=${max_samples} needs bootstrap=true`);
  }
}

/**
 * Returns the number of rows to draw for each tree, for parameters that `checkDraws` accepts; null without
 * bootstrap.
 */
export function drawCount(
  { max_samples = null }: BootstrapParameters,
  bootstrap: boolean,
  rows: number,
  totalWeight: number,
): number | null {
  if (!bootstrap) return null;
  if (max_samples === null) return rows;
  if (max_samples === ALL) return Math.max(1, Math.floor(totalWeight));
  return Number.isInteger(max_samples) ? max_samples : Math.max(1, Math.floor(max_samples * totalWeight));
}

/**
 * Draws rows with replacement: `counts[i]` is how often row i was drawn. With `cumulative`, the running sums of
 * row weights, the chance of a row is proportional to its weight; null gives all rows the same chance. Cost
 * O(draws), with weights O(draws · log n).
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
