import { StateError } from "../errors.ts";
import type { GrownTree } from "./grown-tree.ts";
import { checkForest, type StoredForest } from "./stored-forest.ts";

/** What a tree or a forest learnt. A single tree is a forest of one. */
export interface TreeState {
  readonly forest: StoredForest;
  /** Share of the impurity that each column took away; sums to 1, or all 0 when nothing was split. */
  readonly feature_importances: Float64Array;
}

/** Throws `StateError` unless `state` can be used. */
export function checkTreeState(type: string, state: unknown): void {
  const { forest, feature_importances } = (state ?? {}) as TreeState;
  checkForest(type, forest);
  if (!(feature_importances instanceof Float64Array) || feature_importances.length !== forest.features) {
    throw new StateError(`the state of its ${type} is malformed`);
  }
}

/** Mean over trees of their importances, each normalised to 1. Trees without a split do not count. */
export class MeanImportances {
  readonly #sum: Float64Array;
  readonly #own: Float64Array;

  constructor(features: number) {
    this.#sum = new Float64Array(features);
    this.#own = new Float64Array(features);
  }

  add(tree: GrownTree): void {
    const own = this.#own.fill(0);
    tree.addImportances(own);
    normalise(own);
    for (let j = 0; j < own.length; j++) this.#sum[j]! += own[j]!;
  }

  finish(): Float64Array {
    return normalise(this.#sum);
  }
}

/** Divides by the sum, in place, unless that is 0. */
export function normalise(values: Float64Array): Float64Array {
  let sum = 0;
  for (let j = 0; j < values.length; j++) sum += values[j]!;
  if (sum > 0) for (let j = 0; j < values.length; j++) values[j]! /= sum;
  return values;
}
