/** A symmetric matrix A as QᵀTQ, T being tridiagonal. */
export interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** What stands beside the diagonal: n numbers, the last of them 0. */
  readonly beside: Float64Array;
  /** Q, n × n, row-major. */
  readonly rows: Float64Array;
}

/**
 * Brings a symmetric n × n matrix (row-major, overwritten) to tridiagonal form by Householder reflections. Cost 8/3 n³.
 * Reference: Golub and Van Loan, Matrix Computations, 4th edition, 8.3.1.
 */
export function tridiagonalise(A: Float64Array, n: number): Tridiagonal {
  const diagonal = new Float64Array(n);
  const beside = new Float64Array(n);
  const factors = new Float64Array(n);
  const change = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    diagonal[k] = A[k * n + k]!;
    if (k + 1 < n) beside[k] = A[k * n + k + 1]!;
    if (k + 2 >= n) continue;
    // Row k becomes the vector v of the reflection I − factor v vᵀ.
    factors[k] = reflector(A, k * n + k + 1, k * n + n);
    if (factors[k] === 0) continue;
    const target = A[k * n + k + 1]!;
    beside[k] = beside[k]! - target;
    reflectBothSides(A, n, k, factors[k]!, change);
  }
  const rows = new Float64Array(n * n);
  for (let i = 0; i < n; i++) rows[i * n + i] = 1;
  for (let k = n - 3; k >= 0; k--) {
    if (factors[k] === 0) continue;
    for (let i = k + 1; i < n; i++) {
      const product = factors[k]! * partialDot(rows, i * n, A, k * n, k + 1, n);
      for (let j = k + 1; j < n; j++) rows[i * n + j] = rows[i * n + j]! - product * A[k * n + j]!;
    }
  }
  return { diagonal, beside, rows };
}

/**
 * Turns the numbers x from `from` to `end` into the v of a reflection that makes them (x₀ − v₀, 0, 0, …); returns its
 * factor 2 / ‖v‖², 0 where nothing is to be done.
 */
function reflector(x: Float64Array, from: number, end: number): number {
  let rest = 0;
  for (let at = from + 1; at < end; at++) rest += x[at]! * x[at]!;
  if (rest === 0) return 0;
  const first = x[from]!;
  const length = Math.sqrt(first * first + rest);
  const v = first > 0 ? first + length : first - length;
  x[from] = v;
  return 2 / (v * v + rest);
}

/** B − v wᵀ − w vᵀ for the part B of A beyond row k, whose reflection v stands in that row. */
function reflectBothSides(A: Float64Array, n: number, k: number, factor: number, w: Float64Array): void {
  const v = k * n;
  let along = 0;
  for (let i = k + 1; i < n; i++) {
    w[i] = factor * partialDot(A, i * n, A, v, k + 1, n);
    along += w[i]! * A[v + i]!;
  }
  const share = 0.5 * factor * along;
  for (let i = k + 1; i < n; i++) w[i] = w[i]! - share * A[v + i]!;
  for (let i = k + 1; i < n; i++) {
    const vi = A[v + i]!;
    const wi = w[i]!;
    for (let j = k + 1, at = i * n + k + 1; j < n; j++, at++) A[at] = A[at]! - (vi * w[j]! + wi * A[v + j]!);
  }
}

/** Σ a b over the entries from `from` to `end` of two rows, which begin at `i` and at `j`. */
function partialDot(
  a: Float64Array,
  i: number,
  b: Float64Array,
  j: number,
  from: number,
  end: number,
): number {
  let sum = 0;
  for (let at = from; at < end; at++) sum += a[i + at]! * b[j + at]!;
  return sum;
}

/** Sweeps for one eigenvalue; two or three are usual. */
const MOST_SWEEPS = 100;

/**
 * Turns the diagonal of a tridiagonal matrix into its eigenvalues, in no order, and the rows that come with it into
 * eigenvectors, by the implicit QL algorithm. All three are overwritten. Cost 3 n³.
 * Reference: Golub and Van Loan, Matrix Computations, 4th edition, 8.3.3; Parlett, The Symmetric Eigenvalue Problem, 1998.
 */
export function diagonalise({ diagonal: d, beside: e, rows }: Tridiagonal): void {
  const n = d.length;
  for (let l = 0; l < n; l++) {
    for (let sweep = 0; ; sweep++) {
      const m = endOfBlock(d, e, l);
      if (m === l) break;
      if (sweep === MOST_SWEEPS)
        throw new RangeError("the eigenvalues of a symmetric matrix did not converge");
      sweepBlock(d, e, l, m, rows);
    }
  }
}

/** The last index of the block from `l` on in which no number beside the diagonal is negligible. */
function endOfBlock(d: Float64Array, e: Float64Array, l: number): number {
  let m = l;
  while (m + 1 < d.length && Math.abs(e[m]!) > Number.EPSILON * (Math.abs(d[m]!) + Math.abs(d[m + 1]!))) m++;
  return m;
}

/** One sweep of rotations from the end of a block to its beginning. */
function sweepBlock(d: Float64Array, e: Float64Array, l: number, m: number, rows: Float64Array): void {
  const n = d.length;
  const half = (d[l + 1]! - d[l]!) / (2 * e[l]!);
  const root = Math.sqrt(half * half + 1);
  // Less the eigenvalue of the first 2 × 2 entries that is nearer to the first of them.
  let g = d[m]! - d[l]! + e[l]! / (half + (half >= 0 ? root : -root));
  let sine = 1;
  let cosine = 1;
  let shift = 0;
  for (let i = m - 1; i >= l; i--) {
    const f = sine * e[i]!;
    const b = cosine * e[i]!;
    const length = Math.sqrt(f * f + g * g);
    e[i + 1] = length;
    if (length === 0) {
      // The block falls into two.
      d[i + 1] = d[i + 1]! - shift;
      e[m] = 0;
      return;
    }
    sine = f / length;
    cosine = g / length;
    const here = d[i + 1]! - shift;
    const r = (d[i]! - here) * sine + 2 * cosine * b;
    shift = sine * r;
    d[i + 1] = here + shift;
    g = cosine * r - b;
    rotateRows(rows, i * n, n, sine, cosine);
  }
  d[l] = d[l]! - shift;
  e[l] = g;
  e[m] = 0;
}

/** Rotates the row of n numbers at `first` and the next one. */
function rotateRows(rows: Float64Array, first: number, n: number, sine: number, cosine: number): void {
  for (let at = first; at < first + n; at++) {
    const a = rows[at]!;
    const b = rows[at + n]!;
    rows[at + n] = sine * a + cosine * b;
    rows[at] = cosine * a - sine * b;
  }
}
