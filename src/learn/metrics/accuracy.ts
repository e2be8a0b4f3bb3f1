import { oneOf } from "../core/parameter-kinds.ts";
import { checkParameter } from "../core/parameters.ts";
import { type ClassCounts, type CountOptions, classCounts, mean, sum } from "./class-counts.ts";
import { checkSameLength, type Labels, uniqueLabels } from "./class-labels.ts";

type Weighted = Pick<CountOptions, "sample_weight">;

/**
 * The fraction (with `normalize: false` the number or weight) of rows whose predicted label is the true one.
 */
export function accuracyScore(
  yTrue: Labels,
  yPred: Labels,
  { sample_weight = null, normalize = true }: Weighted & { readonly normalize?: boolean } = {},
): number {
  checkSameLength(yTrue, yPred, sample_weight);
  let right = 0;
  let all = 0;
  for (let i = 0; i < yTrue.length; i++) {
    const weight = sample_weight === null ? 1 : sample_weight[i]!;
    all += weight;
    if (yTrue[i] === yPred[i]) right += weight;
  }
  return normalize ? right / all : right;
}

/** The fraction of rows whose predicted label is not the true one. */
export function hammingLoss(yTrue: Labels, yPred: Labels, { sample_weight = null }: Weighted = {}): number {
  checkSameLength(yTrue, yPred, sample_weight);
  return mean(
    Float64Array.from({ length: yTrue.length }, (_, i) => (yTrue[i] === yPred[i] ? 0 : 1)),
    sample_weight,
  );
}

/**
 * The mean recall of the labels that occur in `yTrue`. With `adjusted` (default false), random predictions
 * score 0 and perfect ones 1; `NaN` then for a single true label.
 * Reference: Brodersen, Ong, Stephan and Buhmann, The Balanced Accuracy and Its Posterior Distribution, ICPR
 * 2010, doi:10.1109/ICPR.2010.764.
 */
export function balancedAccuracyScore(
  yTrue: Labels,
  yPred: Labels,
  { adjusted = false, ...options }: Weighted & { readonly adjusted?: boolean } = {},
): number {
  return balancedAccuracyOf(classCounts(yTrue, yPred, options), adjusted);
}

/** Computes `balancedAccuracyScore` from `counts`. */
export function balancedAccuracyOf({ truth, both }: ClassCounts, adjusted = false): number {
  const recalls = Array.from(both, (count, k) => count / truth[k]!).filter((recall) => !Number.isNaN(recall));
  const score = mean(recalls);
  if (!adjusted) return score;
  const chance = 1 / recalls.length;
  return (score - chance) / (1 - chance);
}

/**
 * Matthews' correlation coefficient of true and predicted labels, from -1 to 1; 0 if either list has a single
 * label.
 * Reference: Gorodkin, Comparing Two K-Category Assignments by a K-Category Correlation Coefficient,
 * Computational Biology and Chemistry 28 (2004), doi:10.1016/j.compbiolchem.2004.09.006.
 */
export function matthewsCorrcoef(yTrue: Labels, yPred: Labels, options: Weighted = {}): number {
  return matthewsOf(classCounts(yTrue, yPred, options));
}

/** Computes `matthewsCorrcoef` from `counts`. */
export function matthewsOf({ truth, predicted, both }: ClassCounts): number {
  const n = sum(truth);
  let cross = 0;
  let trueSquares = 0;
  let predictedSquares = 0;
  for (let k = 0; k < truth.length; k++) {
    cross += truth[k]! * predicted[k]!;
    trueSquares += truth[k]! * truth[k]!;
    predictedSquares += predicted[k]! * predicted[k]!;
  }
  const spread = (n * n - predictedSquares) * (n * n - trueSquares);
  return spread === 0 ? 0 : (sum(both) * n - cross) / Math.sqrt(spread);
}

/**
 * Cohen's kappa: the agreement beyond chance, 1 − observed / expected disagreement. Two different labels
 * disagree by 1 (`weights: null`, default), by the distance of their positions (`linear`), or by its square
 * (`quadratic`). `NaN` if both lists consist of the same single label. Cost n + K².
 * Reference: Cohen, A Coefficient of Agreement for Nominal Scales, Educational and Psychological Measurement 20
 * (1960), doi:10.1177/001316446002000104.
 */
export function cohenKappaScore(
  y1: Labels,
  y2: Labels,
  { weights = null, ...options }: CountOptions & { readonly weights?: "linear" | "quadratic" | null } = {},
): number {
  checkParameter("weights", weights, oneOf(null, "linear", "quadratic"));
  const { sample_weight = null } = options;
  checkSameLength(y1, y2, sample_weight);
  const labels = options.labels ?? uniqueLabels(y1, y2);
  const position = new Map(labels.map((label, index) => [label, index]));
  const cost = (a: number, b: number) =>
    weights === null ? (a === b ? 0 : 1) : weights === "linear" ? Math.abs(a - b) : (a - b) ** 2;
  const first = new Float64Array(labels.length);
  const second = new Float64Array(labels.length);
  let observed = 0;
  for (let i = 0; i < y1.length; i++) {
    const a = position.get(y1[i]!);
    const b = position.get(y2[i]!);
    if (a === undefined || b === undefined) continue;
    const weight = sample_weight === null ? 1 : sample_weight[i]!;
    first[a]! += weight;
    second[b]! += weight;
    observed += weight * cost(a, b);
  }
  const n = sum(first);
  let expected = 0;
  for (let a = 0; a < labels.length; a++) {
    for (let b = 0; b < labels.length; b++) expected += (cost(a, b) * (first[a]! * second[b]!)) / n;
  }
  return expected > 0 ? 1 - observed / expected : Number.NaN;
}
