import { followColumns } from "../core/column-sources.ts";
import { ValueError } from "../core/errors.ts";
import type { WeightedSums } from "../core/explanation.ts";
import type { Table } from "../core/table.ts";
import type { Transformer } from "../core/transformer.ts";
import { ColumnTransformer } from "../preprocessing/column-transformer.ts";

/** Returns each term coefⱼ (xⱼ − meanⱼ) of k sums for the rows of `X`: n × k × p, row-major. */
export function termsOf({ coef, mean }: WeightedSums, X: Table): Float64Array {
  const { rows, columns: p, data } = X.toMatrix();
  const result = new Float64Array(rows * coef.length);
  for (let i = 0, to = 0; i < rows; i++) {
    for (let at = 0; at < coef.length; at += p) {
      for (let j = 0; j < p; j++, to++) result[to] = coef[at + j]! * (data[i * p + j]! - mean[j]!);
    }
  }
  return result;
}

/** Adds up the m × q entries of `values` whose columns have the same source among `width` columns: returns m × `width`. */
export function addUp(values: Float64Array, from: Int32Array, width: number): Float64Array {
  const q = from.length;
  const rows = q === 0 ? 0 : values.length / q;
  const result = new Float64Array(rows * width);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < q; j++) if (from[j]! >= 0) result[i * width + from[j]!]! += values[i * q + j]!;
  }
  return result;
}

/**
 * Returns the terms of sums over the columns that `steps` return, shared out among the columns of `X`, n × k × p: each sum is
 * written as one over the columns before a step that mixes them. Throws `ValueError` for a step for which that is impossible.
 */
export function unmixedTerms(steps: readonly Transformer[], X: Table, sums: WeightedSums): Float64Array {
  const { from } = followColumns(steps, X);
  if (from !== undefined) {
    return addUp(termsOf(sums, transformed(steps, X)), from, X.columns);
  }
  let own = sums;
  for (let at = steps.length - 1; at >= 0; at--) {
    const step = steps[at]!;
    const before = steps.slice(0, at);
    if (step.unmix !== undefined) own = step.unmix(own);
    else if (step instanceof ColumnTransformer) return throughBranches(step, before, X, own);
    else throw new ValueError(mixingMessage(step));
    if (followColumns(before, X).from !== undefined) return unmixedTerms(before, X, own);
  }
  return termsOf(own, X);
}

/** `unmixedTerms` through `before` and a last step whose branches may mix their columns. */
function throughBranches(
  step: ColumnTransformer,
  before: readonly Transformer[],
  X: Table,
  sums: WeightedSums,
): Float64Array {
  const { from } = followColumns(before, X);
  if (from === undefined) throw new ValueError(mixingMessage(step));
  const table = transformed(before, X);
  const width = table.columns;
  const p = sums.mean.length;
  const outputs = sums.coef.length / p;
  const result = new Float64Array(X.rows * outputs * width);
  let first = 0;
  for (const { columns, steps } of step.chains) {
    const part = table.select(columns);
    const end = first + transformed(steps, part.sliceRows(0, 0)).columns;
    const terms = unmixedTerms(steps, part, columnsOf(sums, first, end));
    const places = Int32Array.from(columns, (name) => table.names.indexOf(name));
    addUp(terms, places, width).forEach((value, at) => {
      result[at]! += value;
    });
    first = end;
  }
  return addUp(result, from, X.columns);
}

/** Returns the part of sums over the columns `first` … `end` − 1. */
function columnsOf({ coef, mean }: WeightedSums, first: number, end: number): WeightedSums {
  const p = mean.length;
  const width = end - first;
  const rows = coef.length / p;
  return {
    coef: Float64Array.from({ length: rows * width }, (_, at) => {
      const row = Math.floor(at / width);
      return coef[row * p + first + (at - row * width)]!;
    }),
    mean: mean.slice(first, end),
  };
}

function transformed(steps: readonly Transformer[], X: Table): Table {
  return steps.reduce((table, step) => step.transform(table), X);
}

/** Says why a pipeline with this step, whose sources are not known, has no explanations. */
export function mixingMessage(step: Transformer): string {
  if (step.sources === undefined) {
    return `the step ${step.type} does not tell from which column it computes each column of its result`;
  }
  return `${step.type} computes columns from several columns at once, among which contributions cannot be shared out`;
}
