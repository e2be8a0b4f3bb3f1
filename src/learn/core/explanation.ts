import type { Matrix } from "./matrix.ts";
import type { Table } from "./table.ts";

/**
 * What a base value and its contributions add up to:
 *
 * - `label`: the predicted number; `log_label`: its natural logarithm; `transformed_label`: what a `TransformedTargetRegressor`
 *   makes of it.
 * - `probability`: the probability of the class.
 * - `log_odds`: the log odds of the last of two classes.
 * - `score`: the decision value of the class; of calibrated probabilities, the output before it was calibrated.
 * - `log_likelihood`: the logarithm of the joint density of the row and the class.
 * - `path_length`: the mean number of splits that isolate a row, see `IsolationForest`.
 */
export const EXPLANATION_UNITS = [
  "label",
  "log_label",
  "transformed_label",
  "probability",
  "log_odds",
  "score",
  "log_likelihood",
  "path_length",
] as const;

/** One of `EXPLANATION_UNITS`. */
export type ExplanationUnit = (typeof EXPLANATION_UNITS)[number];

/**
 * What the predictions of a fitted estimator are explained by. It explains k outputs: one per label of a regressor, one
 * per class of a classifier with three classes or more, and otherwise one, which for two classes is that of the last.
 */
export type Explanation = LinearExplanation | TreeExplanation | OwnExplanation | MeanExplanation;

/** What every explanation has. */
interface ExplainedOutputs {
  readonly unit: ExplanationUnit;
  /** Returns the predicted numbers for n × k outputs in the unit `transformed_label`; absent for other units. It may write to them. */
  readonly predictionsOf?: (outputs: Matrix) => Matrix;
}

/** Each output is a weighted sum of the columns. */
export interface LinearExplanation extends ExplainedOutputs {
  readonly kind: "linear";
  /** The coefficients, and the means of the columns over the training rows. */
  readonly sums: WeightedSums;
  /** k numbers, to which Σⱼ coefⱼ xⱼ is added. */
  readonly intercept: Float64Array;
}

/** Each output is a sum of trees. */
export interface TreeExplanation extends ExplainedOutputs {
  readonly kind: "trees";
  readonly forest: WeightedForest;
  /** k numbers, to which the trees are added. */
  readonly init: Float64Array;
  /** The sum of the trees is multiplied by it. */
  readonly scale: number;
  /** Prepares the rows of `X` for the splits. Throws `ValueError` as the prediction does. */
  route(X: Table): TreeRouter;
}

/** Trees whose leaves know the weight of their training rows. */
export interface WeightedForest {
  /** Number of columns, p. */
  readonly features: number;
  /** The root of each tree: a node, or −1 − the row of a leaf in `values`. */
  readonly roots: Int32Array;
  /** The column that each node compares. The nodes of a tree follow one another in pre-order. */
  readonly feature: Uint16Array | Int32Array;
  /** Two entries per node, left and right, in the notation of `roots`. */
  readonly children: Int32Array;
  /** The weight of the training rows of each leaf: tree by tree, from left to right. */
  readonly leafWeights: ArrayLike<number>;
  /** Row-major, `width` numbers per leaf. */
  readonly values: Float64Array;
  readonly width: number;
  /**
   * The entry of a leaf's row that belongs to the first output; the next ones belong to the others. If leaves have a single
   * number, the trees belong to the outputs in turn.
   */
  readonly firstValue: number;
}

/** Tells on which side of each split a row falls. */
export interface TreeRouter {
  /** The rows as the splits compare them, row-major. */
  readonly data: Float32Array | Float64Array;
  /** The threshold of each node, if at each of them rows with a greater value go right, and all others left. */
  readonly thresholds: Float32Array | Float64Array | undefined;
  /** Returns whether a row with `value` in the column that `node` compares goes left (0) or right (1). */
  sideOf(value: number, node: number): number;
  /** Writes for each of the nodes `first` … `end` − 1, from the start of `sides`, whether `row` goes left (0) or right (1). */
  route(row: number, first: number, end: number, sides: Uint8Array): void;
}

/** The estimator computes the contributions itself. */
export interface OwnExplanation extends ExplainedOutputs {
  readonly kind: "own";
  /** k numbers: the base values. */
  readonly base: Float64Array;
  /** Returns n × k × p contributions, row-major: together with the base value they add up to the output of each row. */
  contributions(X: Table): Float64Array;
}

/** Each output is the mean of those of several explanations. */
export interface MeanExplanation extends ExplainedOutputs {
  readonly kind: "mean";
  /** At least one; all have the same number of outputs. */
  readonly members: readonly Explanation[];
}

/** From which columns a fitted transformer computes those that it returns. */
export interface ColumnSources {
  /**
   * For each column returned, the number of the only column taken that it depends on; -1 for a constant. Undefined if one of
   * them depends on several.
   */
  readonly from: Int32Array | undefined;
  /** The numbers of the columns taken whose missing values are replaced. Default: none. */
  readonly filled?: readonly number[];
}

/** The k sums Σⱼ coefⱼ (xⱼ − meanⱼ) over the p columns of a table. */
export interface WeightedSums {
  /** Row-major, k × p. */
  readonly coef: Float64Array;
  /** p numbers. */
  readonly mean: Float64Array;
}

/** Returns the message about an estimator without explanations. */
export function noExplanation(type: string): string {
  return `${type} has none; linear models, LinearSVC, SVC with kernel=linear, GaussianNB, trees, forests, gradient boosting and IsolationForest have`;
}
