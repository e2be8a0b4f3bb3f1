import { Matrix as MlMatrix, SingularValueDecomposition } from "ml-matrix";

/** Number of rows folded into the triangle at a time. */
const BLOCK_ROWS = 64;

/**
 * Returns the upper triangle R (p × (p + k), row-major) of a QR decomposition of [X Y], without its last k
 * rows: the first p columns of R are those of X, and the last k are Qᵀ Y. `fill` writes rows `first` … `first +
 * count − 1` of [X Y] to its argument, so the matrix is never copied as a whole.
 * Householder reflections, folding blocks of rows into the triangle one after another; cost 2 n p (p + k).
 * References: Golub and Van Loan, Matrix Computations, 4th edition, 5.2; Demmel et al., doi:10.1137/080731992.
 */
export function triangleOf(
  rows: number,
  p: number,
  k: number,
  fill: (target: Float64Array, offset: number, first: number, count: number) => void,
): Float64Array {
  const width = p + k;
  const work = new Float64Array((p + BLOCK_ROWS) * width);
  for (let first = 0; first < rows; first += BLOCK_ROWS) {
    const count = Math.min(BLOCK_ROWS, rows - first);
    fill(work, p * width, first, count);
    for (let j = 0; j < p; j++) reflect(work, width, j, p, count);
  }
  return work.slice(0, p * width);
}

/**
 * Eliminates column j of the block below row p against the diagonal entry (j, j), and transforms the other
 * columns. The rest of a column that depends on those before it shrinks from column to column down to subnormal
 * numbers, which have few digits. The reflection is therefore computed from the column divided by its largest
 * entry, which makes it orthogonal up to rounding whatever the size of the numbers.
 */
function reflect(work: Float64Array, width: number, j: number, p: number, count: number): void {
  const block = p * width;
  const end = block + count * width;
  let largest = 0;
  for (let at = block + j; at < end; at += width) largest = Math.max(largest, Math.abs(work[at]!));
  if (largest === 0) return;
  largest = Math.max(largest, Math.abs(work[j * width + j]!));
  const diagonal = work[j * width + j]! / largest;
  let squares = diagonal ** 2;
  for (let at = block + j; at < end; at += width) {
    work[at] = work[at]! / largest;
    squares += work[at]! ** 2;
  }
  const norm = diagonal > 0 ? -Math.sqrt(squares) : Math.sqrt(squares);
  // The reflection is I − tau v vᵀ, v = (1, column below / (diagonal − norm)), tau = (norm − diagonal) / norm.
  const head = diagonal - norm;
  const tau = -head / norm;
  work[j * width + j] = norm * largest;
  for (let at = block + j; at < end; at += width) work[at] = work[at]! / head;
  for (let c = j + 1; c < width; c++) {
    let product = work[j * width + c]!;
    for (let at = block + j, other = block + c; at < end; at += width, other += width) {
      product += work[at]! * work[other]!;
    }
    product *= tau;
    work[j * width + c] = work[j * width + c]! - product;
    for (let at = block + j, other = block + c; at < end; at += width, other += width) {
      work[other] = work[other]! - product * work[at]!;
    }
  }
  for (let at = block + j; at < end; at += width) work[at] = 0;
}

/**
 * Returns the w of least norm that minimises ‖A w − b‖² + alpha ‖w‖² for each column of b (m × k), from the
 * singular values of A (m × p); those up to `cutoff` times the largest count as 0. `alphas` has one penalty per
 * column of b. The result is k × p.
 */
export function minimumNorm(
  A: Float64Array,
  m: number,
  p: number,
  b: Float64Array,
  alphas: ArrayLike<number>,
  cutoff: number,
): Float64Array {
  const k = alphas.length;
  const coef = new Float64Array(k * p);
  const rows = Array.from({ length: m }, (_, i) => A.slice(i * p, (i + 1) * p));
  const decomposition = new SingularValueDecomposition(new MlMatrix(rows), { autoTranspose: true });
  const { diagonal, leftSingularVectors: U, rightSingularVectors: V } = decomposition;
  const least = cutoff * Math.max(0, ...diagonal);
  diagonal.forEach((sigma, s) => {
    if (!(sigma > least)) return;
    for (let o = 0; o < k; o++) {
      let product = 0;
      for (let i = 0; i < m; i++) product += U.get(i, s) * b[i * k + o]!;
      const factor = (product * sigma) / (sigma * sigma + alphas[o]!);
      for (let j = 0; j < p; j++) coef[o * p + j]! += factor * V.get(j, s);
    }
  });
  return coef;
}
