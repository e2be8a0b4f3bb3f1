import type { ColumnSources } from "../core/explanation.ts";
import { Table } from "../core/table.ts";

/** Returns the columns of `X` at `kept`, with their names and kinds. */
export function keepColumns(X: Table, kept: readonly number[]): Table {
  const names = kept.map((index) => X.names[index]!);
  if (!X.isMatrix) {
    return Table.fromColumns(
      names,
      kept.map((index) => X.column(index)),
      X.rows,
    );
  }
  const { rows, columns, data } = X.toMatrix();
  const result = new Float64Array(rows * kept.length);
  for (let i = 0, to = 0; i < rows; i++) {
    for (let k = 0; k < kept.length; k++, to++) result[to] = data[i * columns + kept[k]!]!;
  }
  return Table.fromMatrix({ rows, columns: kept.length, data: result }, names);
}

/** The sources of the result of `keepColumns`. */
export function sourcesOfKept(kept: readonly number[]): ColumnSources {
  return { from: Int32Array.from(kept) };
}
