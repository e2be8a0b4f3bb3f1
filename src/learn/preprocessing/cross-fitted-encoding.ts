import type { Targets } from "../core/labels.ts";
import type { Matrix } from "../core/matrix.ts";
import type { Fold } from "../model-selection/fold.ts";
import { encodingOf, type Smooth, targetOf } from "./target-encoding.ts";
import { countOutputs, outputValues } from "./target-outputs.ts";

/** One column of categories. */
export interface CodedColumn {
  /** The number of the category of each row; -1 for one that is not encoded by its own labels. */
  readonly codes: Int32Array;
  /** Number of categories. */
  readonly count: number;
}

/**
 * Returns the rows of p columns encoded by k targets (see `countOutputs`), n × p · k: those that a fold tests by the labels of the
 * rows that it learns from. Each row is tested by one fold.
 */
export function crossFittedRows(
  columns: readonly CodedColumn[],
  y: Targets,
  folds: readonly Fold[],
  smooth: Smooth,
): Matrix {
  const rows = columns[0]?.codes.length ?? 0;
  const outputs = countOutputs(y);
  const width = columns.length * outputs;
  const data = new Float64Array(rows * width);
  for (let output = 0; output < outputs; output++) {
    const values = outputValues(y, output);
    for (const { train, test } of folds) {
      const target = targetOf(values, train);
      columns.forEach(({ codes, count }, index) => {
        const encoding = encodingOf(codes, count, target, smooth);
        const place = index * outputs + output;
        for (let t = 0; t < test.length; t++) {
          const row = test[t]!;
          const code = codes[row]!;
          data[row * width + place] = code < 0 ? target.mean : encoding[code]!;
        }
      });
    }
  }
  return { rows, columns: width, data };
}
