import { type Column, takeEntries } from "../core/column.ts";
import { type Matrix, stackMatrices } from "../core/matrix.ts";
import { Table } from "../core/table.ts";
import type { Pipeline } from "../pipeline.ts";
import { type Apart, predictInput, type Receive, type Replacement, type Wanted } from "./replacement.ts";

/** Most numbers of a table of rows that are predicted together. */
const MOST_NUMBERS = 500_000;

/** Predicts tables in which the columns are replaced. Throws what the steps throw. */
export function predictTables(
  pipeline: Pipeline,
  { X, rows, columns, lenders }: Replacement,
  { from, rest }: Apart,
  wanted: Wanted,
  receive: Receive,
): void {
  const blocks = Math.max(1, Math.floor(MOST_NUMBERS / (rows * Math.max(1, X.columns))));
  columns.forEach((column, index) => {
    const own = Array.from(from.keys()).filter((j) => from[j] === column);
    const lending = lenders[index]!;
    const parts: Matrix[] = [];
    for (let first = 0; first < lending.length; first += blocks * rows) {
      let table = replaced(X, rows, own, lending.subarray(first, first + blocks * rows));
      for (const step of rest) table = step.transform(table);
      parts.push(predictInput(pipeline, table, wanted));
    }
    receive(index, stackMatrices(parts));
  });
}

/** Returns the first `rows` rows of `X`, one block after another, with the values of the rows `lending` in the columns `own`. */
function replaced(X: Table, rows: number, own: readonly number[], lending: Int32Array): Table {
  const repeated = Int32Array.from(lending, (_, i) => i % rows);
  if (X.isMatrix) {
    const table = X.takeRows(repeated);
    const from = X.toMatrix();
    const { columns, data } = table.toMatrix();
    for (const j of own) {
      for (let i = 0; i < lending.length; i++) {
        data[i * columns + j] = from.data[lending[i]! * columns + j]!;
      }
    }
    return table;
  }
  const columns = X.names.map(
    (_, j): Column => takeEntries(X.column(j), own.includes(j) ? lending : repeated),
  );
  return Table.fromColumns(X.names, columns, lending.length);
}
