import { eachFromItself, followColumns } from "../core/column-sources.ts";
import type { Transformer } from "../core/estimator.ts";
import type { Table } from "../core/table.ts";
import type { Pipeline } from "../pipeline.ts";

/** Rows after the first steps of a pipeline, as long as these compute each column from a single one. */
export interface Apart {
  readonly X: Table;
  /** For each column of `X`, the number of the column of the features that it is computed from; -1 for a constant. */
  readonly from: Int32Array;
  /** The transformers that are still to be applied. */
  readonly rest: readonly Transformer[];
}

/** Applies the first steps to `features`, up to one that mixes columns. Throws what the steps throw. */
export function applyApart({ transformers }: Pipeline, features: Table): Apart {
  let count = transformers.length;
  let from: Int32Array | undefined;
  // Steps of model files need not tell where their columns come from.
  while (count > 0) {
    ({ from } = followColumns(transformers.slice(0, count), features));
    if (from !== undefined) break;
    count--;
  }
  let X = features;
  for (const step of transformers.slice(0, count)) X = step.transform(X);
  return { X, from: from ?? eachFromItself(features.columns).from!, rest: transformers.slice(count) };
}
