import { ValueError } from "../core/errors.ts";
import type { Matrix } from "../core/matrix.ts";
import type { Scalar } from "../core/order.ts";
import { wholeNumber } from "../core/parameter-kinds.ts";
import { checkParameter } from "../core/parameters.ts";
import { mean, sum } from "./class-counts.ts";
import { checkSameLength, codesOf, type Labels, uniqueLabels } from "./class-labels.ts";
import { type Numbers, toMatrix } from "./scores.ts";

/** The options of `topKAccuracyScore`. */
interface TopKOptions {
  /** Number of labels with the highest scores that are considered. Default 2. */
  readonly k?: number;
  /** Return the fraction of rows (default), otherwise their number or weight. */
  readonly normalize?: boolean;
  readonly sample_weight?: ArrayLike<number> | null;
  /** The labels of the columns, ascending. Default: the labels that occur. */
  readonly labels?: readonly Scalar[] | null;
}

/**
 * The fraction of rows (with `normalize: false` their number or weight) whose true label is among the `k` labels
 * with the highest scores; of equal scores, the later column ranks higher. For two labels `yScore` has one number
 * per row, that of the larger label, and for k = 1 the threshold is 0.5 if all scores lie in [0, 1], otherwise 0.
 */
export function topKAccuracyScore(yTrue: Labels, yScore: Numbers, options: TopKOptions = {}): number {
  const { k = 2, normalize = true, sample_weight = null } = options;
  checkParameter("k", k, wholeNumber(1));
  const scores = toMatrix(yScore);
  checkSameLength(yTrue, { length: scores.rows }, sample_weight);
  const labels = uniqueLabels(options.labels ?? yTrue);
  const wanted = scores.columns === 1 ? 2 : scores.columns;
  if (labels.length !== wanted)
    throw new ValueError(`${labels.length} labels, but scores of ${wanted}; give labels`);
  const truth = codesOf(yTrue, labels);
  if (truth.includes(-1)) throw new ValueError("a true label is not among labels");
  const hits = scores.columns === 1 ? hitsOfTwo(truth, scores.data, k) : hitsOfMore(truth, scores, k);
  if (normalize) return mean(hits, sample_weight);
  return sum(sample_weight === null ? hits : hits.map((hit, i) => hit * sample_weight[i]!));
}

function hitsOfTwo(truth: Int32Array, scores: Float64Array, k: number): Float64Array {
  if (k >= 2) return new Float64Array(truth.length).fill(1);
  const threshold = scores.every((score) => score >= 0 && score <= 1) ? 0.5 : 0;
  return Float64Array.from(truth, (code, i) => ((scores[i]! > threshold ? 1 : 0) === code ? 1 : 0));
}

function hitsOfMore(truth: Int32Array, { columns, data }: Matrix, k: number): Float64Array {
  return Float64Array.from(truth, (code, i) => {
    const own = data[i * columns + code]!;
    let ahead = 0;
    for (let j = 0; j < columns; j++) {
      const score = data[i * columns + j]!;
      if (score > own || (score === own && j > code)) ahead++;
    }
    return ahead < k ? 1 : 0;
  });
}
