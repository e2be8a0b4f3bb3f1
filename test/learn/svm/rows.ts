import type { EncodedClasses } from "../../../src/learn/core/labels.ts";
import { Table } from "../../../src/learn/core/table.ts";

/** Thirty synthetic rows of three columns that are exact in single precision, and the class of each. */
export const COLUMNS = 3;
export const DATA = Float64Array.from({ length: 30 * COLUMNS }, (_, at) => {
  const i = Math.floor(at / COLUMNS);
  const j = at % COLUMNS;
  return (((i * 7 + j * 11) % 13) + ((i * j) % 5)) / 4;
});
export const X = tableOf(DATA, COLUMNS);
export const THREE: EncodedClasses = {
  classes: ["a", "b", "c"],
  codes: Int32Array.from({ length: 30 }, (_, i) => {
    const score = DATA[i * COLUMNS]! - DATA[i * COLUMNS + 1]! * 0.5 + ((i * 3) % 5) * 0.3;
    return score < 0.4 ? 0 : score < 1.5 ? 1 : 2;
  }),
};
/** The class `b` against the others. */
export const TWO: EncodedClasses = {
  classes: ["no", "yes"],
  codes: THREE.codes.map((code) => (code === 1 ? 1 : 0)),
};
/** Four rows that are not among the thirty. */
export const QUERY = tableOf(
  DATA.slice(0, 4 * COLUMNS).map((value) => value + 0.125),
  COLUMNS,
);

export function tableOf(data: Float64Array, columns: number): Table {
  const names = Array.from({ length: columns }, (_, j) => `x${j}`);
  return Table.fromMatrix({ rows: data.length / columns, columns, data }, names);
}

/** Returns the largest difference of two lists of numbers of equal length. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i]! - b[i]!));
  return most;
}
