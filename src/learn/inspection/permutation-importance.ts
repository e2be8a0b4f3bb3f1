import { LabelCountError, ValueError } from "../core/errors.ts";
import { encodeKnownClasses, encodeTargets } from "../core/labels.ts";
import type { Matrix } from "../core/matrix.ts";
import { SEED, wholeNumber } from "../core/parameter-kinds.ts";
import { checkParameter } from "../core/parameters.ts";
import { Random } from "../core/random.ts";
import type { Table } from "../core/table.ts";
import { r2Score } from "../metrics/regression-scores.ts";
import type { Pipeline } from "../pipeline.ts";
import { ColumnReplacer } from "./column-replacer.ts";

/** The options of `permutationImportance`. */
interface PermutationOptions {
  /** How often the values of each column are shuffled. Default 5. */
  readonly n_repeats?: number;
  /** Seed of the shuffles, 0 to 2³² − 1. Default 0. */
  readonly random_state?: number;
  /**
   * The shuffles themselves, instead of random ones: for each repeat, the row whose value each row gets. All columns are
   * shuffled alike, as in scikit-learn.
   */
  readonly permutations?: readonly ArrayLike<number>[];
}

/** The importance of each column that the pipeline learnt, in their order. */
interface PermutationImportance {
  /** The score of the rows as they are. */
  readonly baseline: number;
  /** columns × repeats: how much lower the score is. */
  readonly importances: Matrix;
  readonly importances_mean: Float64Array;
  /** The population standard deviation over the repeats (divisor: their number). */
  readonly importances_std: Float64Array;
}

/**
 * How much a fitted pipeline relies on each column: by how much its score falls when the values of the column are shuffled among
 * the rows. The score is the accuracy of a classifier, or the R² of a regressor. Of two columns that say the same, either may have
 * an importance near 0. Throws `ValueError` for a pipeline without labels, missing columns, and parameters out of range.
 * Reference: Breiman, Random Forests, Machine Learning 45 (2001), doi:10.1023/A:1010933404324.
 */
export function permutationImportance(
  pipeline: Pipeline,
  features: Table,
  labels: Table,
  options: PermutationOptions = {},
): PermutationImportance {
  const { n_repeats = 5, random_state = 0 } = options;
  checkParameter("n_repeats", n_repeats, wholeNumber(1));
  checkParameter("random_state", random_state, SEED);
  const random = new Random(random_state);
  const permutations =
    options.permutations ?? Array.from({ length: n_repeats }, () => random.permutation(features.rows));
  return importanceOfRows(pipeline, ColumnReplacer.of(pipeline).apply(features), labels, permutations);
}

/** Returns the importance of each column for rows as `ColumnReplacer.apply` returns them, and their labels. */
export function importanceOfRows(
  pipeline: Pipeline,
  X: Table,
  labels: Table,
  permutations: readonly ArrayLike<number>[],
): PermutationImportance {
  const score = scorer(pipeline, labels);
  const { rows } = X;
  const repeats = permutations.length;
  const lending = new Int32Array(repeats * rows);
  permutations.forEach((permutation, repeat) => {
    if (permutation.length !== rows) throw new ValueError(`a permutation has ${permutation.length} rows`);
    lending.set(permutation, repeat * rows);
  });
  const columns = pipeline.schema.featureNames.map((_, index) => index);
  const scores = new Float64Array(columns.length * repeats);
  const replacement = { X, rows, columns, lenders: columns.map(() => lending) };
  const unchanged = ColumnReplacer.of(pipeline).predict(replacement, "prediction", (index, predictions) => {
    for (let repeat = 0; repeat < repeats; repeat++) {
      scores[index * repeats + repeat] = score(blockOf(predictions, repeat, rows));
    }
  });
  const baseline = score(unchanged);
  const importances = scores.map((shuffled) => baseline - shuffled);
  return {
    baseline,
    importances: { rows: columns.length, columns: repeats, data: importances },
    ...meansAndDeviations(importances, repeats),
  };
}

/** Returns the mean and the population standard deviation of each row of `repeats` numbers. */
export function meansAndDeviations(
  importances: Float64Array,
  repeats: number,
): Pick<PermutationImportance, "importances_mean" | "importances_std"> {
  const rows = importances.length / repeats;
  const importances_mean = new Float64Array(rows);
  const importances_std = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const own = importances.subarray(row * repeats, (row + 1) * repeats);
    const mean = own.reduce((sum, value) => sum + value, 0) / repeats;
    importances_mean[row] = mean;
    importances_std[row] = Math.sqrt(own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / repeats);
  }
  return { importances_mean, importances_std };
}

function blockOf({ columns, data }: Matrix, block: number, rows: number): Matrix {
  const size = rows * columns;
  return { rows, columns, data: data.subarray(block * size, (block + 1) * size) };
}

/** Returns a function that scores predictions. */
function scorer(pipeline: Pipeline, labels: Table): (predictions: Matrix) => number {
  const { estimator, schema } = pipeline;
  const { classes } = schema;
  if (estimator.kind === "regressor") return r2Scorer(encodeTargets(labels));
  if (classes === null) throw new ValueError(`${estimator.type} has no labels to be scored by`);
  if (labels.columns !== 1) throw new LabelCountError("a classifier", labels.names);
  const truth = encodeKnownClasses(labels, classes);
  return ({ data }) => {
    let right = 0;
    for (let i = 0; i < truth.length; i++) if (data[i] === truth[i]) right++;
    return right / truth.length;
  };
}

/** Returns `r2Score` for one truth and many predictions: the spread of the truth is computed once. */
function r2Scorer(truth: Matrix): (predictions: Matrix) => number {
  const { rows, columns: k, data } = truth;
  const spreads = Float64Array.from({ length: k }, (_, o) => {
    let mean = 0;
    for (let at = o; at < data.length; at += k) mean += data[at]! / rows;
    let spread = 0;
    for (let at = o; at < data.length; at += k) spread += (data[at]! - mean) ** 2;
    return spread;
  });
  // r2Score defines what holds for few rows and for a constant label.
  if (rows < 2 || !spreads.every((spread) => spread > 0)) return (predictions) => r2Score(truth, predictions);
  return (predictions) => {
    let sum = 0;
    for (let o = 0; o < k; o++) {
      let residual = 0;
      for (let at = o; at < data.length; at += k) {
        const error = data[at]! - predictions.data[at]!;
        residual += error * error;
      }
      sum += 1 - residual / spreads[o]!;
    }
    return sum / k;
  };
}
