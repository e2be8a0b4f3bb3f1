import { numbersOf, stringsOf } from "../core/column.ts";
import { type RestoreStep, type StepState, Transformer } from "../core/estimator.ts";
import { checkNames, checkParameter, listOf, TEXT } from "../core/parameter-checks.ts";
import { checkSound } from "../core/restored.ts";
import { Table } from "../core/table.ts";

export interface ColumnCasterParameters {
  /** Names of the columns to be text; every other one becomes numbers. */
  readonly text: readonly string[];
}

const NAMES = listOf(TEXT);

/**
 * Gives each column a single kind, for estimators that tell categories from numbers by it; like `astype` in
 * pandas. Text that spells numbers becomes numbers, booleans become 0 and 1, and numbers become their JSON
 * text. Missing values stay missing.
 */
export class ColumnCaster extends Transformer<ColumnCasterParameters, { readonly names: readonly string[] }> {
  static readonly type = "ColumnCaster";

  constructor(parameters: ColumnCasterParameters) {
    super(parameters);
  }

  override mostColumns(columns: number): number {
    return columns;
  }

  /** Throws `ValueError` for parameters out of range, and for text that is not a number in a numeric column. */
  override fit(X: Table): this {
    checkNames(this.parameters, ["text"]);
    checkParameter("text", this.parameters.text, NAMES);
    this.#cast(X);
    this.fitted = { names: [...X.names] };
    return this;
  }

  override transform(X: Table): Table {
    return this.#cast(X.select(this.state.names));
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    checkSound(this.type, NAMES.includes(this.parameters.text) && NAMES.includes(this.state?.names));
  }

  #cast(X: Table): Table {
    const text = new Set(this.parameters.text);
    const columns = X.names.map((name, index) => {
      const column = X.column(index);
      return text.has(name)
        ? stringsOf(column)
        : ({ kind: "numeric", values: numbersOf(column, name) } as const);
    });
    return Table.fromColumns(X.names, columns, X.rows);
  }
}
