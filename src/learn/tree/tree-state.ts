import type { Matrix } from "../core/matrix.ts";
import { checkLengths } from "../core/restored.ts";
import type { Table } from "../core/table.ts";
import { divideBySum } from "../linalg/divide-by-sum.ts";
import { checkWidth } from "../validation/input.ts";
import type { GrownTree } from "./grown-tree.ts";
import { singlePrecision } from "./single-precision.ts";
import { addForestPredictions, checkForest, ForestWriter, type StoredForest } from "./stored-forest.ts";

/** What a tree or a forest has learnt. A single tree is a forest of one. */
export interface TreeState {
  readonly forest: StoredForest;
  /** Fraction of the decrease in impurity due to each column; sums to 1, or all 0 if there is no split. */
  readonly feature_importances: Float64Array;
}

/** Throws `StateError` unless `state` can be used for prediction. */
export function checkTreeState(type: string, state: unknown): void {
  const { forest, feature_importances } = (state ?? {}) as TreeState;
  checkForest(type, forest);
  checkLengths(type, [feature_importances], forest.features);
}

/**
 * Combines grown trees: importances are averaged over the trees that have a split, each normalised to sum 1.
 */
export class TreeStateWriter {
  readonly #writer: ForestWriter;
  readonly #areProbabilities: boolean;
  readonly #sum: Float64Array;
  readonly #own: Float64Array;

  /**
   * `features`: number of columns; `width`: length of a leaf's value; `areProbabilities`: whether values are class
   * probabilities.
   */
  constructor(features: number, width: number, areProbabilities: boolean) {
    this.#writer = new ForestWriter(features, width);
    this.#areProbabilities = areProbabilities;
    this.#sum = new Float64Array(features);
    this.#own = new Float64Array(features);
  }

  add(tree: GrownTree): void {
    this.#writer.add(tree, { areProbabilities: this.#areProbabilities });
    const own = this.#own.fill(0);
    tree.addImportances(own);
    divideBySum(own);
    for (let j = 0; j < own.length; j++) this.#sum[j]! += own[j]!;
  }

  finish(): TreeState {
    return { forest: this.#writer.finish(), feature_importances: divideBySum(this.#sum) };
  }
}

/**
 * The mean over the trees of the leaves that each row of `X` falls into. Throws `ValueError` as
 * `singlePrecision` does.
 */
export function meanOfLeaves({ forest }: TreeState, X: Table, owner: string): Matrix {
  checkWidth(X, forest.features, owner);
  const input = singlePrecision(X, owner);
  const data = new Float64Array(input.rows * forest.width);
  addForestPredictions(forest, input, data);
  const trees = forest.roots.length;
  for (let at = 0; at < data.length; at++) data[at]! /= trees;
  return { rows: input.rows, columns: forest.width, data };
}
