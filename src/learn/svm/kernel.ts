import { negativeExponentials } from "./negative-exponentials.ts";

/** The kernels of `SVC`. */
export const KERNELS = ["rbf", "linear", "poly", "sigmoid"] as const;

/** A kernel and its constants. */
export interface Kernel {
  /** `rbf`: exp(−γ‖x − z‖²); `linear`: x·z; `poly`: (γ x·z + c)ᵈ; `sigmoid`: tanh(γ x·z + c). */
  readonly name: (typeof KERNELS)[number];
  /** γ ≥ 0. */
  readonly gamma: number;
  /** c, for `poly` and `sigmoid`. */
  readonly coef0: number;
  /** d, for `poly`: an integer ≥ 0. */
  readonly degree: number;
}

/**
 * Writes the kernel values of one row against many: `out[k − from]` is the value for row k of `data`
 * (row-major, p columns) and the p numbers of `query` starting at `offset`, for `from` ≤ k < `to`. A value
 * depends only on its two rows, to the last bit, wherever the range starts. Squared distances are summed from
 * differences, since ‖x‖² + ‖z‖² − 2x·z would lose all digits if columns have a large mean. Cost (to − from)·p.
 */
export function kernelValues(
  kernel: Kernel,
  data: Float64Array,
  p: number,
  query: Float64Array,
  offset: number,
  from: number,
  to: number,
  out: Float64Array,
): void {
  if (kernel.name === "rbf") {
    squaredDistances(data, p, query, offset, from, to, out);
    exponentials(kernel, out, to - from);
  } else {
    products(data, p, query, offset, from, to, out);
    ofProducts(kernel, out, to - from);
  }
}

/**
 * `kernelValues` for two rows of one matrix, faster by a third for `rbf`: `squares` are the ‖x‖² of its rows,
 * computed by `squaredNorms`. The columns should be centred, which changes no distance and preserves digits.
 */
export function kernelRow(
  kernel: Kernel,
  data: Float64Array,
  squares: Float64Array,
  p: number,
  i: number,
  from: number,
  to: number,
  out: Float64Array,
): void {
  products(data, p, data, i * p, from, to, out);
  if (kernel.name === "rbf") {
    const own = squares[i]!;
    for (let k = from; k < to; k++) {
      const squared = own + squares[k]! - 2 * out[k - from]!;
      out[k - from] = Math.max(squared, 0);
    }
    exponentials(kernel, out, to - from);
  } else ofProducts(kernel, out, to - from);
}

/**
 * Returns an upper bound on the absolute kernel values of rows with these ‖x‖²; infinite or `NaN` if they may
 * overflow.
 */
export function largestValue({ name, gamma, coef0, degree }: Kernel, squares: Float64Array): number {
  let most = 0;
  for (let i = 0; i < squares.length; i++) if (!(squares[i]! <= most)) most = squares[i]!;
  if (name === "linear" || !Number.isFinite(most)) return most;
  return name === "poly" ? Math.max(1, gamma * most + Math.abs(coef0)) ** degree : 1;
}

/** Returns ‖x‖² of every row, as `kernelRow` needs them. */
export function squaredNorms(data: Float64Array, rows: number, p: number): Float64Array {
  const norms = new Float64Array(rows);
  const one = new Float64Array(1);
  for (let i = 0; i < rows; i++) {
    products(data, p, data, i * p, i, i + 1, one);
    norms[i] = one[0]!;
  }
  return norms;
}

function squaredDistances(
  data: Float64Array,
  p: number,
  query: Float64Array,
  offset: number,
  from: number,
  to: number,
  out: Float64Array,
): void {
  let k = from;
  // Four rows at a time: each value of the query is loaded once for all of them, and their sums do not wait for
  // one another.
  for (; k + 4 <= to; k += 4) {
    const row0 = k * p;
    const row1 = row0 + p;
    const row2 = row1 + p;
    const row3 = row2 + p;
    let sum0 = 0;
    let sum1 = 0;
    let sum2 = 0;
    let sum3 = 0;
    for (let j = 0; j < p; j++) {
      const value = query[offset + j]!;
      const d0 = value - data[row0 + j]!;
      const d1 = value - data[row1 + j]!;
      const d2 = value - data[row2 + j]!;
      const d3 = value - data[row3 + j]!;
      sum0 += d0 * d0;
      sum1 += d1 * d1;
      sum2 += d2 * d2;
      sum3 += d3 * d3;
    }
    out[k - from] = sum0;
    out[k - from + 1] = sum1;
    out[k - from + 2] = sum2;
    out[k - from + 3] = sum3;
  }
  for (; k < to; k++) {
    let sum = 0;
    for (let j = 0, row = k * p; j < p; j++) {
      const difference = query[offset + j]! - data[row + j]!;
      sum += difference * difference;
    }
    out[k - from] = sum;
  }
}

/**
 * Inner products, four rows and four columns at a time, for the same reason; the sum of a row is the same
 * wherever in the range it is.
 */
function products(
  data: Float64Array,
  p: number,
  query: Float64Array,
  offset: number,
  from: number,
  to: number,
  out: Float64Array,
): void {
  const fours = offset + p - (p % 4);
  const end = offset + p;
  let k = from;
  for (; k + 4 <= to; k += 4) {
    let row0 = k * p;
    let row1 = row0 + p;
    let row2 = row1 + p;
    let row3 = row2 + p;
    let sum0 = 0;
    let sum1 = 0;
    let sum2 = 0;
    let sum3 = 0;
    let j = offset;
    for (; j < fours; j += 4) {
      const a = query[j]!;
      const b = query[j + 1]!;
      const c = query[j + 2]!;
      const d = query[j + 3]!;
      sum0 += a * data[row0]! + b * data[row0 + 1]! + (c * data[row0 + 2]! + d * data[row0 + 3]!);
      sum1 += a * data[row1]! + b * data[row1 + 1]! + (c * data[row1 + 2]! + d * data[row1 + 3]!);
      sum2 += a * data[row2]! + b * data[row2 + 1]! + (c * data[row2 + 2]! + d * data[row2 + 3]!);
      sum3 += a * data[row3]! + b * data[row3 + 1]! + (c * data[row3 + 2]! + d * data[row3 + 3]!);
      row0 += 4;
      row1 += 4;
      row2 += 4;
      row3 += 4;
    }
    for (; j < end; j++) {
      const a = query[j]!;
      sum0 += a * data[row0++]!;
      sum1 += a * data[row1++]!;
      sum2 += a * data[row2++]!;
      sum3 += a * data[row3++]!;
    }
    out[k - from] = sum0;
    out[k - from + 1] = sum1;
    out[k - from + 2] = sum2;
    out[k - from + 3] = sum3;
  }
  for (; k < to; k++) {
    let row = k * p;
    let sum = 0;
    let j = offset;
    for (; j < fours; j += 4, row += 4) {
      sum +=
        query[j]! * data[row]! +
        query[j + 1]! * data[row + 1]! +
        (query[j + 2]! * data[row + 2]! + query[j + 3]! * data[row + 3]!);
    }
    for (; j < end; j++) sum += query[j]! * data[row++]!;
    out[k - from] = sum;
  }
}

function exponentials({ gamma }: Kernel, values: Float64Array, count: number): void {
  // 0 times an infinite distance would be NaN.
  if (gamma === 0) values.fill(1, 0, count);
  else negativeExponentials(values, count, gamma);
}

function ofProducts(kernel: Kernel, values: Float64Array, count: number): void {
  if (kernel.name === "poly") powers(values, count, kernel);
  else if (kernel.name === "sigmoid") tangents(values, count, kernel);
}

/** Computes powers by repeated squaring, as libsvm does. */
function powers(values: Float64Array, count: number, { gamma, coef0, degree }: Kernel): void {
  for (let k = 0; k < count; k++) {
    let base = gamma * values[k]! + coef0;
    let power = 1;
    for (let rest = degree; rest > 0; rest = Math.floor(rest / 2)) {
      if (rest % 2 === 1) power *= base;
      base *= base;
    }
    values[k] = power;
  }
}

function tangents(values: Float64Array, count: number, { gamma, coef0 }: Kernel): void {
  for (let k = 0; k < count; k++) values[k] = Math.tanh(gamma * values[k]! + coef0);
}
