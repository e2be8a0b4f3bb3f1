import type { Matrix } from "../matrix.ts";

/**
 * (X − mean) Cᵀ, n × k, for the `k` rows of `components`, each as long as those of `X`. Two rows and four components at a
 * time; every sum runs over the columns in order, so that a row alone gives what it gives among others. Cost n k p.
 */
export function project(
  { rows, columns: p, data }: Matrix,
  mean: Float64Array,
  components: Float64Array,
  k: number,
): Float64Array {
  const scores = new Float64Array(rows * k);
  const pair = new Float64Array(2 * p);
  for (let i = 0; i < rows; i += 2) {
    // The last row may be paired with itself.
    const second = Math.min(i + 1, rows - 1);
    for (let j = 0; j < p; j++) {
      pair[j] = data[i * p + j]! - mean[j]!;
      pair[p + j] = data[second * p + j]! - mean[j]!;
    }
    projectPair(pair, components, p, k, scores, i * k, second * k);
  }
  return scores;
}

/** Writes the scores of two rows, one after another in `pair`, from `to` and from `toSecond`. */
function projectPair(
  pair: Float64Array,
  components: Float64Array,
  p: number,
  k: number,
  scores: Float64Array,
  to: number,
  toSecond: number,
): void {
  const whole = k - (k % 4);
  for (let c = 0; c < whole; c += 4) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    let t0 = 0;
    let t1 = 0;
    let t2 = 0;
    let t3 = 0;
    for (let j = 0, at = c * p; j < p; j++, at++) {
      const x = pair[j]!;
      const y = pair[p + j]!;
      const a = components[at]!;
      const b = components[at + p]!;
      const d = components[at + 2 * p]!;
      const e = components[at + 3 * p]!;
      s0 += x * a;
      s1 += x * b;
      s2 += x * d;
      s3 += x * e;
      t0 += y * a;
      t1 += y * b;
      t2 += y * d;
      t3 += y * e;
    }
    scores[to + c] = s0;
    scores[to + c + 1] = s1;
    scores[to + c + 2] = s2;
    scores[to + c + 3] = s3;
    scores[toSecond + c] = t0;
    scores[toSecond + c + 1] = t1;
    scores[toSecond + c + 2] = t2;
    scores[toSecond + c + 3] = t3;
  }
  for (let c = whole; c < k; c++) {
    let s = 0;
    let t = 0;
    for (let j = 0, at = c * p; j < p; j++, at++) {
      s += pair[j]! * components[at]!;
      t += pair[p + j]! * components[at]!;
    }
    scores[to + c] = s;
    scores[toSecond + c] = t;
  }
}
