import type { ColumnSources } from "../core/explanation.ts";
import type { ParameterTable } from "../core/parameters.ts";
import { Table } from "../core/table.ts";
import { Transformer } from "../core/transformer.ts";
import { checkWidth } from "../validation/input.ts";

/** The base of transformers that keep some of the columns as they are, and leave the others out. */
export abstract class ColumnSelector<T extends ParameterTable, F> extends Transformer<T, F> {
  #kept: { readonly by: F; readonly columns: readonly number[] } | undefined;

  override get keepsValues(): boolean {
    return true;
  }

  override get selectsColumns(): boolean {
    return true;
  }

  /** Returns the number of columns of the input. */
  protected abstract inputColumns(state: F): number;

  /** Returns the numbers of the columns that are kept, ascending. Called once for a state. */
  protected abstract select(state: F): readonly number[];

  /** Throws `ValueError` for a value that `transform` does not take. */
  protected abstract checkInput(X: Table): void;

  /** The numbers of the columns that are kept, ascending. */
  protected get kept(): readonly number[] {
    const { state } = this;
    if (this.#kept?.by !== state) this.#kept = { by: state, columns: this.select(state) };
    return this.#kept.columns;
  }

  /** Throws `ValueError` for values that `fit` does not take either, and unless there are as many columns as at fit. */
  override transform(X: Table): Table {
    checkWidth(X, this.inputColumns(this.state), this.type);
    this.checkInput(X);
    return keepColumns(X, this.kept);
  }

  override sources(): ColumnSources {
    return { from: Int32Array.from(this.kept) };
  }
}

/** Returns the columns of `X` at `kept`, with their names and kinds. */
function keepColumns(X: Table, kept: readonly number[]): Table {
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
