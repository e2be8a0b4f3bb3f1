import * as v from "valibot";
import { numbersOf, stringsOf } from "../core/column.ts";
import type { ColumnSources } from "../core/explanation.ts";
import { listOf } from "../core/parameter-kinds.ts";
import { defineParameters } from "../core/parameters.ts";
import { checkSound, checkStored } from "../core/restored.ts";
import type { RestoreStep, StepState } from "../core/step.ts";
import { Table } from "../core/table.ts";
import { Transformer } from "../core/transformer.ts";

const NAMES = listOf(v.string());

const parameters = defineParameters({
  text: v.pipe(NAMES, v.description("a list of names of columns")),
});

/**
 * Converts columns to text or to numbers, like `astype` in pandas, for estimators that treat text columns as categories.
 * To numbers: text is parsed, booleans become 0 and 1. To text: numbers and booleans become their JSON text. Missing values
 * stay missing.
 */
export class ColumnCaster extends Transformer<typeof parameters, { readonly names: readonly string[] }> {
  static readonly type = "ColumnCaster";
  static readonly parameters = parameters;

  override get keepsValues(): boolean {
    return true;
  }

  override mostColumns(columns: number): number {
    return columns;
  }

  /** Throws `ValueError` for parameters out of range, and for text that is not a number in a column of numbers. */
  override fit(X: Table): this {
    this.checkParameters();
    this.#cast(X);
    this.fitted = { names: [...X.names] };
    return this;
  }

  override transform(X: Table): Table {
    return this.#cast(X.select(this.state.names));
  }

  override sources(X: Table): ColumnSources {
    return { from: Int32Array.from(this.state.names, (name) => X.names.indexOf(name)) };
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    checkStored(this.type, () => this.checkParameters());
    checkSound(this.type, v.is(NAMES, this.state?.names));
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
