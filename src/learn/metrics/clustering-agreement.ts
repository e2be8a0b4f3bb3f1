import { type Contingency, contingency } from "./contingency.ts";
import { expectedMutualInformation } from "./expected-mutual-information.ts";

/**
 * Counts the ordered pairs of different rows that share a label in both lists, in the first, and in the second.
 */
function pairCounts({ total, first, second, cells }: Contingency) {
  const ofSquares = (counts: readonly number[]) =>
    counts.reduce((sum, count) => sum + count * count, 0) - total;
  return {
    both: ofSquares(cells.map(({ count }) => count)),
    first: ofSquares(first),
    second: ofSquares(second),
  };
}

/**
 * The Rand index adjusted for chance: 1 for equal partitions, about 0 for independent ones, at least -0.5; 1
 * for empty lists.
 * Reference: L. Hubert and P. Arabie (1985), https://doi.org/10.1007/BF01908075
 */
export function adjustedRandScore(truth: Int32Array, predicted: Int32Array): number {
  const table = contingency(truth, predicted);
  const { both, first, second } = pairCounts(table);
  const onlyFirst = first - both;
  const onlySecond = second - both;
  if (onlyFirst === 0 && onlySecond === 0) return 1;
  const neither = table.total ** 2 - table.total - both - onlyFirst - onlySecond;
  const agreement = 2 * (both * neither - onlyFirst * onlySecond);
  return (
    agreement / ((both + onlyFirst) * (onlyFirst + neither) + (both + onlySecond) * (onlySecond + neither))
  );
}

/**
 * The geometric mean of precision and recall over pairs of rows, from 0 to 1; 0 if no pair shares both labels.
 * Reference: E. Fowlkes and C. Mallows (1983), https://doi.org/10.1080/01621459.1983.10478008
 */
export function fowlkesMallowsScore(truth: Int32Array, predicted: Int32Array): number {
  const { both, first, second } = pairCounts(contingency(truth, predicted));
  return both === 0 ? 0 : Math.sqrt(both / second) * Math.sqrt(both / first);
}

/** The entropy −Σ p log p of the fractions of `counts`, in nats; 0 for a single count. */
function entropy(counts: readonly number[], total: number): number {
  if (counts.length <= 1) return 0;
  return -counts.reduce((sum, count) => sum + (count / total) * (Math.log(count) - Math.log(total)), 0);
}

/** The mutual information Σ p(i, j) log(p(i, j) / (p(i) p(j))), in nats, at least 0. */
function mutualInformation({ total, first, second, cells }: Contingency): number {
  if (first.length <= 1 || second.length <= 1) return 0;
  let sum = 0;
  for (const { i, j, count } of cells) {
    const fraction = count / total;
    const logRatio = 2 * Math.log(total) - Math.log(first[i]! * second[j]!);
    const term = fraction * (Math.log(count) - Math.log(total)) + fraction * logRatio;
    // Terms below the rounding error of 1 would be 0 in exact arithmetic.
    if (Math.abs(term) >= Number.EPSILON) sum += term;
  }
  return Math.max(0, sum);
}

/**
 * Mutual information divided by the mean of both entropies, from 0 to 1. 1 if neither list is divided (or has a
 * row), 0 if only one of them is.
 */
export function normalizedMutualInfoScore(truth: Int32Array, predicted: Int32Array): number {
  const table = contingency(truth, predicted);
  const { total, first, second } = table;
  if (first.length <= 1 && second.length <= 1) return 1;
  const information = mutualInformation(table);
  return information === 0 ? 0 : information / ((entropy(first, total) + entropy(second, total)) / 2);
}

/**
 * Mutual information adjusted for chance: (I − E[I]) / (mean entropy − E[I]). 1 if neither list is divided, 0
 * if only one of them is. Cost: up to n steps for each pair of labels.
 * Reference: N. X. Vinh, J. Epps and J. Bailey (2010), https://jmlr.org/papers/v11/vinh10a.html
 */
export function adjustedMutualInfoScore(truth: Int32Array, predicted: Int32Array): number {
  const table = contingency(truth, predicted);
  const { total, first, second } = table;
  if (first.length <= 1 && second.length <= 1) return 1;
  if (first.length === 1 || second.length === 1) return 0;
  const expected = expectedMutualInformation(table);
  const mean = (entropy(first, total) + entropy(second, total)) / 2;
  // Both are 0 for lists in which every row has its own label: the quotient of two tiny numbers of the same
  // size is then 1.
  return awayFromZero(mutualInformation(table) - expected) / awayFromZero(mean - expected);
}

function awayFromZero(value: number): number {
  return value < 0 ? Math.min(value, -Number.EPSILON) : Math.max(value, Number.EPSILON);
}

/**
 * Whether each cluster contains rows of a single class: mutual information divided by the entropy of the
 * classes; 1 if that is 0.
 */
export function homogeneityScore(truth: Int32Array, predicted: Int32Array): number {
  const table = contingency(truth, predicted);
  const classes = entropy(table.first, table.total);
  return classes === 0 ? 1 : mutualInformation(table) / classes;
}

/** Whether each class lies in a single cluster: `homogeneityScore` with the lists exchanged. */
export function completenessScore(truth: Int32Array, predicted: Int32Array): number {
  return homogeneityScore(predicted, truth);
}

/** The harmonic mean of homogeneity and completeness; 0 if both are 0. */
export function vMeasureScore(truth: Int32Array, predicted: Int32Array): number {
  const homogeneity = homogeneityScore(truth, predicted);
  const completeness = completenessScore(truth, predicted);
  const sum = homogeneity + completeness;
  return sum === 0 ? 0 : (2 * homogeneity * completeness) / sum;
}
