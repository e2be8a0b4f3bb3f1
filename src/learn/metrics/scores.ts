import { ValueError } from "../core/errors.ts";
import type { Matrix } from "../core/matrix.ts";

/** Numbers, one or several per row: a list, a list of lists, or a matrix. */
export type Numbers = Matrix | ArrayLike<number> | ArrayLike<ArrayLike<number>>;

/** Returns `values` as n × k, with k = 1 for a flat list. Throws `ValueError` for rows of different lengths. */
export function toMatrix(values: Numbers): Matrix {
  if ("data" in values) return values;
  const rows = values.length;
  if (rows === 0 || typeof values[0] === "number") {
    const data = values instanceof Float64Array ? values : Float64Array.from(values as ArrayLike<number>);
    return { rows, columns: 1, data };
  }
  const lists = values as ArrayLike<ArrayLike<number>>;
  const columns = lists[0]!.length;
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const row = lists[i]!;
    if (row.length !== columns)
      throw new ValueError(`row ${i} has ${row.length} numbers, row 0 has ${columns}`);
    for (let j = 0; j < columns; j++) data[i * columns + j] = row[j]!;
  }
  return { rows, columns, data };
}

/** Returns column `j` of a matrix. */
export function columnOf({ rows, columns, data }: Matrix, j: number): Float64Array {
  if (columns === 1) return data;
  const values = new Float64Array(rows);
  for (let i = 0, at = j; i < rows; i++, at += columns) values[i] = data[at]!;
  return values;
}
