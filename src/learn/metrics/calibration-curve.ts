import { ValueError } from "../core/errors.ts";
import type { Scalar } from "../core/order.ts";
import { oneOf, wholeNumber } from "../core/parameter-kinds.ts";
import { checkParameter } from "../core/parameters.ts";
import { quantile } from "../linalg/quantiles.ts";
import { sortNumbers } from "../linalg/sort-numbers.ts";
import { checkSameLength, type Labels } from "./class-labels.ts";
import { positiveRows } from "./threshold-counts.ts";

/** The options of `calibrationCurve`. */
interface CalibrationOptions {
  /** The positive label. Default null: 1 for labels in {0, 1} or {-1, 1}, true for booleans. */
  readonly pos_label?: Scalar | null;
  /** Number of bins. Default 5. */
  readonly n_bins?: number;
  /** Bins of equal width between 0 and 1 (default), or with about as many rows each. */
  readonly strategy?: "uniform" | "quantile";
}

/** The bins that have rows, ascending. */
interface CalibrationCurve {
  /** The fraction of positive rows in each bin. */
  readonly prob_true: Float64Array;
  /** The mean probability in each bin. */
  readonly prob_pred: Float64Array;
}

/**
 * How often rows of about the same predicted probability are positive: for a well calibrated classifier, `prob_true` is close
 * to `prob_pred`. Throws `ValueError` for probabilities outside [0, 1], more than two labels, and if `pos_label` is needed.
 * Reference: Niculescu-Mizil and Caruana, Predicting Good Probabilities With Supervised Learning, ICML 2005,
 * doi:10.1145/1102351.1102430.
 */
export function calibrationCurve(
  yTrue: Labels,
  yProb: ArrayLike<number>,
  options: CalibrationOptions = {},
): CalibrationCurve {
  const { pos_label = null, n_bins = 5, strategy = "uniform" } = options;
  checkParameter("n_bins", n_bins, wholeNumber(1));
  checkParameter("strategy", strategy, oneOf("uniform", "quantile"));
  checkSameLength(yTrue, yProb);
  for (let i = 0; i < yProb.length; i++) {
    if (!(yProb[i]! >= 0 && yProb[i]! <= 1)) throw new ValueError("probabilities must lie between 0 and 1");
  }
  const edges = strategy === "uniform" ? evenEdges(n_bins) : quantileEdges(yProb, n_bins);
  const bins = calibrationBins(positiveRows(yTrue, pos_label), yProb, edges);
  const { counts, positives, sums } = bins;
  const filled = Array.from(counts.keys()).filter((bin) => counts[bin]! > 0);
  return {
    prob_true: Float64Array.from(filled, (bin) => positives[bin]! / counts[bin]!),
    prob_pred: Float64Array.from(filled, (bin) => sums[bin]! / counts[bin]!),
  };
}

/** The rows of each bin: their number, how many are positive, and the sum of their probabilities. */
interface CalibrationBins {
  readonly counts: Float64Array;
  readonly positives: Float64Array;
  readonly sums: Float64Array;
}

/** Counts rows between the ascending inner `edges`; a probability equal to an edge belongs to the bin below it. */
export function calibrationBins(
  isPositive: Uint8Array,
  probabilities: ArrayLike<number>,
  edges: Float64Array,
): CalibrationBins {
  const bins = edges.length + 1;
  const counts = new Float64Array(bins);
  const positives = new Float64Array(bins);
  const sums = new Float64Array(bins);
  for (let i = 0; i < isPositive.length; i++) {
    const p = probabilities[i]!;
    let bin = 0;
    while (bin < edges.length && edges[bin]! < p) bin++;
    counts[bin]!++;
    positives[bin]! += isPositive[i]!;
    sums[bin]! += p;
  }
  return { counts, positives, sums };
}

/** Returns the inner edges of `bins` bins of equal width between 0 and 1. */
export function evenEdges(bins: number): Float64Array {
  const width = 1 / bins;
  return Float64Array.from({ length: bins - 1 }, (_, i) => (i + 1) * width);
}

function quantileEdges(probabilities: ArrayLike<number>, bins: number): Float64Array {
  const sorted = sortNumbers(Float64Array.from(probabilities));
  const width = 1 / bins;
  return Float64Array.from({ length: bins - 1 }, (_, i) =>
    // NumPy takes percentiles, and divides them by 100 again.
    quantile(sorted, sorted.length, ((i + 1) * width * 100) / 100),
  );
}
