import { Table } from "../../../src/learn/core/table.ts";

/** Returns synthetic columns that Python can reproduce: sin(i (1.7 + 0.61 j) + 2 j) (j + 1) + j / 2. */
export function columns(n: number, p: number): Table {
  const data = Float64Array.from({ length: n * p }, (_, at) => {
    const j = at % p;
    const i = (at - j) / p;
    return Math.sin(i * (1.7 + 0.61 * j) + 2 * j) * (j + 1) + 0.5 * j;
  });
  return tableOf({ rows: n, columns: p, data });
}

/**
 * Returns two labels for the rows of `columns(30, 4)`: one that the columns explain well, and one that they hardly
 * explain.
 */
export function labels(n: number) {
  const { data } = columns(n, 4).toMatrix();
  const values = Float64Array.from({ length: 2 * n }, (_, at) => {
    const i = at >> 1;
    const [a, b, c, d] = data.subarray(4 * i, 4 * i + 4);
    return at % 2 === 0 ? 3 * a! - 2 * b! + 0.5 * d! + 1 + Math.cos(5.1 * i) : Math.sin(0.9 * i) * 4 + c!;
  });
  return { rows: n, columns: 2, data: values };
}

export function tableOf(matrix: { rows: number; columns: number; data: Float64Array }): Table {
  return Table.fromMatrix(
    matrix,
    Array.from({ length: matrix.columns }, (_, j) => `c${j}`),
  );
}

/** Returns a table with the rows of `X`, each changed by `change`. */
export function changed(X: Table, change: (row: number[]) => number[]): Table {
  const { rows, columns: p, data } = X.toMatrix();
  const made = Array.from({ length: rows }, (_, i) => change(Array.from(data.subarray(i * p, (i + 1) * p))));
  return tableOf({ rows, columns: made[0]!.length, data: Float64Array.from(made.flat()) });
}

/** Returns the largest |a − r| / (1 + max |r|). */
export function distance(actual: ArrayLike<number>, reference: readonly number[]): number {
  if (actual.length !== reference.length) return Number.POSITIVE_INFINITY;
  const size = 1 + Math.max(...reference.map(Math.abs));
  return Math.max(...reference.map((value, i) => Math.abs(actual[i]! - value) / size));
}
