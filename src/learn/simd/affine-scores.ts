import { Layout, workspace } from "./workspace.ts";

/** With fewer rows, copying to the kernel's memory costs more than the kernel saves. */
const LEAST_ROWS = 32;

/**
 * Returns the n × k scores (x − shift)·c + b of `rows` rows x and k coefficient vectors c. data: n × p, row-major;
 * coef: k × p; shift: p numbers, or null for none. A row's scores do not depend on the other rows, and are the same
 * to the last bit with and without kernels. Cost n·p·k.
 */
export function affineScores(
  data: Float64Array,
  rows: number,
  p: number,
  coef: Float64Array,
  intercept: Float64Array,
  shift: Float64Array | null = null,
  space = workspace,
): Float64Array {
  const k = intercept.length;
  const scores = new Float64Array(rows * k);
  if (rows >= LEAST_ROWS && byKernel(data, rows, p, coef, intercept, shift, scores, space)) return scores;
  if (shift === null) plainScores(data, rows, p, coef, intercept, scores);
  else {
    const row = new Float64Array(p);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < p; j++) row[j] = data[i * p + j]! - shift[j]!;
      plainScores(row, 1, p, coef, intercept, scores, i * k);
    }
  }
  return scores;
}

/** Computes the scores by the kernel. Returns false if there is none. */
function byKernel(
  data: Float64Array,
  rows: number,
  p: number,
  coef: Float64Array,
  intercept: Float64Array,
  shift: Float64Array | null,
  scores: Float64Array,
  space: typeof workspace,
): boolean {
  const k = intercept.length;
  const blockRows = Math.max(8, Math.min(128, Math.floor(4096 / (p + k)) & ~3));
  const layout = new Layout();
  const xAt = layout.take(blockRows * p);
  const coefAt = layout.take(k * p);
  const interceptAt = layout.take(k);
  const shiftAt = layout.take(p);
  const scoresAt = layout.take(blockRows * k);
  const work = space(layout.doubles);
  if (work === undefined) return false;
  const { kernels, values } = work;
  values.set(coef, coefAt);
  values.set(intercept, interceptAt);
  if (shift !== null) values.set(shift, shiftAt);
  for (let first = 0; first < rows; first += blockRows) {
    const count = Math.min(blockRows, rows - first);
    values.set(data.subarray(first * p, (first + count) * p), xAt);
    if (shift !== null) kernels.centreRows(8 * xAt, count, p, 8 * shiftAt, 8 * xAt, p, 0);
    kernels.affineScores(8 * xAt, count, p, 8 * coefAt, 8 * interceptAt, k, 8 * scoresAt, k);
    scores.set(values.subarray(scoresAt, scoresAt + count * k), first * k);
  }
  return true;
}

/**
 * The plain twin of the kernel: writes the scores of `rows` rows to `scores`, starting at `to`. Each is the sum
 * over the even columns plus the sum over the odd columns plus the intercept.
 */
export function plainScores(
  data: Float64Array,
  rows: number,
  p: number,
  coef: Float64Array,
  intercept: Float64Array,
  scores: Float64Array,
  to = 0,
): void {
  const k = intercept.length;
  const even = p & ~1;
  for (let i = 0, row = 0, at = to; i < rows; i++, row += p) {
    for (let o = 0, c = 0; o < k; o++, at++, c += p) {
      let s = 0;
      let t = 0;
      for (let j = 0; j < even; j += 2) {
        s += data[row + j]! * coef[c + j]!;
        t += data[row + j + 1]! * coef[c + j + 1]!;
      }
      if (even < p) s += data[row + even]! * coef[c + even]!;
      scores[at] = s + t + intercept[o]!;
    }
  }
}
