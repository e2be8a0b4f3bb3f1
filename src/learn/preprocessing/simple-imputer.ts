import { StateError, ValueError } from "../errors.ts";
import { type RestoreStep, type StepState, Transformer } from "../estimator.ts";
import { checkWidth } from "../input.ts";
import { compareCodePoints, type Scalar } from "../order.ts";
import { type Column, MISSING_BOOLEAN, numbersOf, stringsOf, Table } from "../table.ts";

export interface SimpleImputerParameters {
  /** Default `mean`. `most_frequent` and `constant` take columns of every kind. */
  readonly strategy?: "mean" | "median" | "most_frequent" | "constant";
  /** For `constant`: 0 (false) for numbers, `missing_value` for strings, unless given. */
  readonly fill_value?: Scalar;
  /** Keep a column that has no value at all, filled with 0 or `missing_value`. Default false: it is dropped. */
  readonly keep_empty_features?: boolean;
}

export interface SimpleImputerState {
  /** What stands in for a missing value of each column; null for a column that is dropped. */
  readonly statistics: readonly (Scalar | null)[];
}

/** Fills missing values with a statistic of the column. `most_frequent`: the smallest value wins a tie. */
export class SimpleImputer extends Transformer<SimpleImputerParameters, SimpleImputerState> {
  static readonly type = "SimpleImputer";

  constructor(parameters: SimpleImputerParameters = {}) {
    super(parameters);
  }

  /** Throws `ValueError` for text where `mean` or `median` need numbers. */
  override fit(X: Table): this {
    const statistics = X.names.map((name, index) => this.#statistic(X.column(index), name));
    this.fitted = { statistics };
    return this;
  }

  override transform(X: Table): Table {
    const { statistics } = this.state;
    checkWidth(X, statistics.length, this.type);
    const names: string[] = [];
    const columns: Column[] = [];
    statistics.forEach((statistic, index) => {
      if (statistic === null) return;
      names.push(X.names[index]!);
      columns.push(fill(X.column(index), X.names[index]!, statistic));
    });
    return Table.fromColumns(names, columns, X.rows);
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    if (!Array.isArray(this.state.statistics))
      throw new StateError(`the state of its ${this.type} is malformed`);
  }

  #statistic(column: Column, name: string): Scalar | null {
    const { strategy = "mean", fill_value, keep_empty_features = false } = this.parameters;
    const isText = column.kind === "string";
    if (strategy === "constant") {
      if (!keep_empty_features && fill_value === undefined && isEmpty(column)) return null;
      return fill_value ?? (isText ? "missing_value" : column.kind === "boolean" ? false : 0);
    }
    if (isEmpty(column)) return keep_empty_features ? (isText ? "missing_value" : 0) : null;
    if (strategy === "most_frequent") return mostFrequent(column);
    const present = numbersOf(column, name).filter((value) => !Number.isNaN(value));
    const statistic =
      strategy === "mean" ? present.reduce((a, b) => a + b, 0) / present.length : medianOf(present);
    if (!Number.isFinite(statistic))
      throw new ValueError(`column ${JSON.stringify(name)} holds numbers too large`);
    return statistic;
  }
}

/** The middle value, or the mean of the two middle ones. Sorts `values` in place. */
function medianOf(values: Float64Array): number {
  values.sort();
  const half = values.length >> 1;
  const upper = values[half]!;
  return values.length % 2 === 1 ? upper : values[half - 1]! / 2 + upper / 2;
}

function isEmpty(column: Column): boolean {
  switch (column.kind) {
    case "numeric":
      return column.values.every(Number.isNaN);
    case "boolean":
      return column.values.every((value) => value === MISSING_BOOLEAN);
    default:
      return column.codes.every((code) => code < 0);
  }
}

function mostFrequent(column: Column): Scalar {
  if (column.kind === "string") {
    const counts = new Int32Array(column.categories.length);
    for (const code of column.codes) if (code >= 0) counts[code]!++;
    let best = 0;
    for (let code = 1; code < counts.length; code++) {
      const ahead = counts[code]! - counts[best]!;
      const smaller = compareCodePoints(column.categories[code]!, column.categories[best]!) < 0;
      if (ahead > 0 || (ahead === 0 && smaller)) best = code;
    }
    return column.categories[best]!;
  }
  const counts = new Map<number, number>();
  const missing = column.kind === "boolean" ? MISSING_BOOLEAN : Number.NaN;
  for (const value of column.values) {
    if (!Object.is(value, missing)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  let best = Number.NaN;
  let most = 0;
  for (const [value, count] of counts) {
    if (count > most || (count === most && value < best)) {
      best = value;
      most = count;
    }
  }
  return column.kind === "boolean" ? best === 1 : best;
}

/** `column` with `statistic` where a value is missing; the statistic's type says what the column becomes. */
function fill(column: Column, name: string, statistic: Scalar): Column {
  if (typeof statistic === "string") {
    const { codes, categories } = stringsOf(column);
    const known = categories.indexOf(statistic);
    const code = known >= 0 ? known : categories.length;
    return {
      kind: "string",
      codes: codes.map((value) => (value < 0 ? code : value)),
      categories: known >= 0 || !codes.includes(-1) ? categories : [...categories, statistic],
    };
  }
  if (typeof statistic === "boolean" && column.kind === "boolean") {
    const truth = statistic ? 1 : 0;
    return {
      kind: "boolean",
      values: column.values.map((value) => (value === MISSING_BOOLEAN ? truth : value)),
    };
  }
  const number = Number(statistic);
  return {
    kind: "numeric",
    values: numbersOf(column, name).map((value) => (Number.isNaN(value) ? number : value)),
  };
}
