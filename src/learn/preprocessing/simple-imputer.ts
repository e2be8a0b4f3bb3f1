import * as v from "valibot";
import { type Column, type ColumnKind, countMissing } from "../core/column.ts";
import { listNames, ValueError } from "../core/errors.ts";
import type { ColumnSources } from "../core/explanation.ts";
import type { Scalar } from "../core/order.ts";
import { choice, either, flag, number, withDefault } from "../core/parameter-kinds.ts";
import { shown } from "../core/parameter-words.ts";
import { defineParameters } from "../core/parameters.ts";
import { checkSound } from "../core/restored.ts";
import type { RestoreStep, StepState } from "../core/step.ts";
import { Table } from "../core/table.ts";
import { Transformer } from "../core/transformer.ts";
import { checkWidth } from "../validation/input.ts";
import { fill, missingIndicator } from "./fill.ts";
import { centre, mostFrequent } from "./imputer-statistics.ts";

const parameters = defineParameters({
  strategy: choice(
    ["mean", "median", "most_frequent", "constant"],
    "mean",
    "mean and median take columns of numbers and booleans, most_frequent and constant any column",
  ),
  fill_value: withDefault(
    either(number(), v.string(), v.boolean(), v.null()),
    null,
    "The value for strategy=constant; null: 0, false or missing_value, by the kind of the column",
  ),
  add_indicator: flag(false, "Append a column of 0 and 1 for each column that had missing values at fit"),
  keep_empty_features: flag(
    false,
    "Keep a column that had no value at fit, filled with 0, false or missing_value, instead of leaving it out",
  ),
});

/** The fitted state of `SimpleImputer`. */
interface SimpleImputerState {
  /** The replacement for missing values of each column; null for a column that is left out. */
  readonly statistics: readonly (Scalar | null)[];
  /** The columns with an indicator, ascending. */
  readonly indicator_features: Int32Array;
}

/**
 * Replaces missing values by a statistic of the column. For `most_frequent`, the smallest value wins ties.
 * Indicators are named `missingindicator_NAME` and follow all other columns.
 */
export class SimpleImputer extends Transformer<typeof parameters, SimpleImputerState> {
  static readonly type = "SimpleImputer";
  static readonly parameters = parameters;

  override get keepsValues(): boolean {
    return true;
  }

  /** Every column may get an indicator. */
  override mostColumns(columns: number): number {
    return this.parameters.add_indicator === true ? 2 * columns : columns;
  }

  /**
   * Cost: linear; for `most_frequent` numbers, n log n per column. Throws `ValueError` for parameters out of
   * range, for text where `mean` or `median` need numbers, and for a `fill_value` of another kind than a column.
   */
  override fit(X: Table): this {
    this.checkParameters();
    const { add_indicator } = this.parameters;
    if (X.names.length === 0) throw new ValueError(`${this.type} got no columns to learn from`);
    const incomplete: number[] = [];
    const scratch = new Float64Array(this.parameters.strategy === "median" ? X.rows >>> 2 : 0);
    const statistics = X.names.map((name, index) => {
      const column = X.column(index);
      const missing = countMissing(column);
      if (missing > 0) incomplete.push(index);
      return this.#statistic(column, name, missing, missing === X.rows, scratch);
    });
    const indicated = add_indicator ? incomplete : [];
    if (statistics.every((statistic) => statistic === null) && indicated.length === 0) {
      throw new ValueError(`no column has a value: ${listNames(X.names)}`);
    }
    this.fitted = { statistics, indicator_features: Int32Array.from(indicated) };
    return this;
  }

  #statistic(
    column: Column,
    name: string,
    missing: number,
    isEmpty: boolean,
    scratch: Float64Array,
  ): Scalar | null {
    const { strategy, keep_empty_features } = this.parameters;
    if (isEmpty && !keep_empty_features) return null;
    if (strategy === "constant") return this.#fillValue(column.kind, name);
    if (isEmpty) return neutral(strategy === "most_frequent" ? column.kind : "numeric");
    if (strategy === "most_frequent") return mostFrequent(column);
    return centre(column, name, strategy, missing, scratch);
  }

  #fillValue(kind: ColumnKind, name: string): Scalar {
    const value = this.parameters.fill_value;
    if (value === null) return neutral(kind);
    if ((kind === "string") === (typeof value === "string")) return value;
    throw new ValueError(
      `fill_value=${shown(value)} does not fit column ${JSON.stringify(name)}: it must be ${kind === "string" ? "a string" : "a finite number or a boolean"}`,
    );
  }

  /** Throws `ValueError` unless there are as many columns as at fit. */
  override transform(X: Table): Table {
    const { statistics, indicator_features } = this.state;
    checkWidth(X, statistics.length, this.type);
    const names = statistics.includes(null)
      ? X.names.filter((_, index) => statistics[index] !== null)
      : X.names;
    const isNumeric = statistics.every(
      (statistic, index) => typeof statistic === "number" && X.kind(index) === "numeric",
    );
    const filled = isNumeric
      ? Table.fromMatrix(X.toFilledMatrix(Float64Array.from(statistics as number[])), names)
      : Table.fromColumns(names, this.#fillColumns(X), X.rows);
    if (indicator_features.length === 0) return filled;
    const indicators = Array.from(indicator_features, (index) => missingIndicator(X.column(index)));
    const indicatorNames = Array.from(indicator_features, (index) => `missingindicator_${X.names[index]}`);
    return Table.concatenate([filled, Table.fromColumns(indicatorNames, indicators, X.rows)], X.rows);
  }

  #fillColumns(X: Table): Column[] {
    const columns: Column[] = [];
    this.state.statistics.forEach((statistic, index) => {
      if (statistic !== null) columns.push(fill(X.column(index), X.names[index]!, statistic));
    });
    return columns;
  }

  override sources(): ColumnSources {
    const { statistics, indicator_features } = this.state;
    const filled = statistics.map((_, index) => index).filter((index) => statistics[index] !== null);
    return { from: Int32Array.from([...filled, ...indicator_features]), filled };
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    const { statistics, indicator_features: indicated } = this.state;
    const isStatistic = (value: unknown) =>
      value === null || typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
    checkSound(
      this.type,
      Array.isArray(statistics) &&
        statistics.every(isStatistic) &&
        indicated instanceof Int32Array &&
        indicated.every((index) => index >= 0 && index < statistics.length),
    );
  }
}

/** Returns the replacement for missing values in a column without any value. */
function neutral(kind: ColumnKind): Scalar {
  return kind === "string" ? "missing_value" : kind === "boolean" ? false : 0;
}
