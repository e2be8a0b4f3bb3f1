import { ValueError } from "../core/errors.ts";
import type { Matrix } from "../core/matrix.ts";
import { oneOf } from "../core/parameter-kinds.ts";
import { checkParameter } from "../core/parameters.ts";
import type { CountOptions } from "./class-counts.ts";
import { checkSameLength, codesOf, type Labels, uniqueLabels } from "./class-labels.ts";

/** More labels than this make a matrix of 800 MB, which is taken for a mistake. */
const MAX_LABELS = 10_000;

/** The options of `confusionMatrix`. */
interface ConfusionMatrixOptions extends CountOptions {
  /**
   * Divide by the sum of the row (`true`), of the column (`pred`), or of the matrix (`all`); 0 / 0 counts as 0.
   * Default null.
   */
  readonly normalize?: "true" | "pred" | "all" | null;
}

/**
 * Counts the rows (or their weight) with true label i and predicted label j: K × K, in the order of `labels`.
 * Rows with other labels are ignored. Throws `ValueError` if none of `labels` is the true label of any row.
 */
export function confusionMatrix(yTrue: Labels, yPred: Labels, options: ConfusionMatrixOptions = {}): Matrix {
  const { sample_weight = null, normalize = null } = options;
  checkParameter("normalize", normalize, oneOf("true", "pred", "all", null));
  checkSameLength(yTrue, yPred, sample_weight);
  const labels = options.labels ?? uniqueLabels(yTrue, yPred);
  const K = labels.length;
  if (K > MAX_LABELS) throw new ValueError(`a confusion matrix of ${K} labels is too large`);
  const t = codesOf(yTrue, labels);
  const p = codesOf(yPred, labels);
  if (t.length > 0 && t.every((code) => code < 0)) {
    throw new ValueError("at least one of labels must occur in the true labels");
  }
  const data = new Float64Array(K * K);
  for (let i = 0; i < t.length; i++) {
    if (t[i]! < 0 || p[i]! < 0) continue;
    data[t[i]! * K + p[i]!]! += sample_weight === null ? 1 : sample_weight[i]!;
  }
  if (normalize !== null) divide(data, K, normalize);
  return { rows: K, columns: K, data };
}

function divide(data: Float64Array, K: number, normalize: "true" | "pred" | "all"): void {
  const groupOf = (at: number) =>
    normalize === "true" ? Math.floor(at / K) : normalize === "pred" ? at % K : 0;
  const totals = new Float64Array(K);
  for (let at = 0; at < data.length; at++) totals[groupOf(at)]! += data[at]!;
  for (let at = 0; at < data.length; at++) {
    const total = totals[groupOf(at)]!;
    data[at] = total === 0 ? 0 : data[at]! / total;
  }
}
