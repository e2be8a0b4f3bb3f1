import type { LinearExplanation, WeightedSums } from "../core/explanation.ts";
import type { Matrix } from "../core/matrix.ts";
import type { Apart } from "./apart.ts";
import type { Receive, Replacement } from "./replacement.ts";

/** The outputs of rows, and a function that computes those with replaced columns. */
export interface FastOutputs {
  /** n × k, of the rows as they are. */
  readonly base: Matrix;
  replace(receive: Receive): void;
}

/**
 * Returns the outputs of a linear estimator; undefined if a step after `apart` is not linear. A replaced column changes each sum by
 * its coefficient times the change. Cost of a column: O(n · k) per block.
 */
export function sumsOutputs(
  { rows, columns, lenders }: Replacement,
  { X, from, rest }: Apart,
  explanation: LinearExplanation,
): FastOutputs | undefined {
  let sums: WeightedSums = explanation.sums;
  for (const step of rest.toReversed()) {
    if (step.unmix === undefined) return undefined;
    sums = step.unmix(sums);
  }
  const input = rest.reduce((table, step) => step.transform(table), X.sliceRows(0, rows)).toMatrix();
  const base = outputsOf(input, explanation);
  const { coef } = sums;
  const { columns: p, data } = X.toMatrix();
  const k = base.columns;
  return {
    base,
    replace(receive) {
      columns.forEach((column, index) => {
        const lending = lenders[index]!;
        const outputs = new Float64Array(lending.length * k);
        for (let at = 0; at < outputs.length; at += base.data.length) outputs.set(base.data, at);
        for (let j = 0; j < p; j++) {
          if (from[j] === column) addChange(outputs, k, coef, j, data, p, lending, rows);
        }
        receive(index, { rows: lending.length, columns: k, data: outputs });
      });
    },
  };
}

function outputsOf({ rows, columns: p, data }: Matrix, { sums, intercept }: LinearExplanation): Matrix {
  const k = intercept.length;
  const outputs = new Float64Array(rows * k);
  for (let i = 0; i < rows; i++) {
    for (let o = 0; o < k; o++) {
      let sum = intercept[o]!;
      for (let j = 0; j < p; j++) sum += sums.coef[o * p + j]! * data[i * p + j]!;
      outputs[i * k + o] = sum;
    }
  }
  return { rows, columns: k, data: outputs };
}

/** Adds what column `j` changes if each row gets the value of its lender. */
function addChange(
  outputs: Float64Array,
  k: number,
  coef: Float64Array,
  j: number,
  data: Float64Array,
  p: number,
  lending: Int32Array,
  rows: number,
): void {
  for (let first = 0; first < lending.length; first += rows) {
    for (let i = 0; i < rows; i++) {
      const change = data[lending[first + i]! * p + j]! - data[i * p + j]!;
      if (change === 0) continue;
      for (let o = 0; o < k; o++) outputs[(first + i) * k + o]! += coef[o * p + j]! * change;
    }
  }
}
