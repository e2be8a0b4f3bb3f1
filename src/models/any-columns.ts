import * as v from "valibot";
import type { WantedKind, WantedKinds } from "../ingest/row-kinds.ts";
import { type Column, MISSING_BOOLEAN, numbersOf, spellsNumbers, stringsOf } from "../learn/core/column.ts";
import { listNames, ValueError } from "../learn/core/errors.ts";
import type { FitMonitor } from "../learn/core/estimator.ts";
import type { Table } from "../learn/core/table.ts";
import { ColumnCaster } from "../learn/preprocessing/column-caster.ts";
import { ColumnTransformer } from "../learn/preprocessing/column-transformer.ts";
import { OneHotEncoder } from "../learn/preprocessing/one-hot-encoder.ts";
import { SimpleImputer } from "../learn/preprocessing/simple-imputer.ts";
import { StandardScaler } from "../learn/preprocessing/standard-scaler.ts";

const names = v.optional(v.nullable(v.array(v.string())), null);

/** Parameters of every model that takes any columns: null leaves the choice to the data. */
export const anyColumnParameters = {
  feature_names: names,
  label_names: names,
  numeric_features: names,
  categorical_features: names,
};

export interface AnyColumnChoice {
  readonly numeric_features: string[] | null;
  readonly categorical_features: string[] | null;
}

/** The parameters that are the estimator's own: those of the columns left out. */
export function estimatorParameters<P extends Record<string, unknown>>(
  parameters: P,
): Omit<P, keyof typeof anyColumnParameters> {
  const {
    feature_names: _,
    label_names: __,
    numeric_features: ___,
    categorical_features: ____,
    ...own
  } = parameters;
  return own;
}

/**
 * How the caller wants columns to be taken, by the parameters of a model that takes any columns; undefined for a model
 * without these parameters. A column in both lists is left for `groupColumns` to refuse.
 */
export function wantedKinds(parameters: Record<string, unknown>): WantedKinds | undefined {
  const { numeric_features: numeric, categorical_features: categorical } = parameters;
  if (numeric === undefined || categorical === undefined) return undefined;
  // A model may have parameters of these names and another shape: its own to read.
  const namesIn = (list: unknown, kind: WantedKind) =>
    Array.isArray(list) ? list.map((name): [string, WantedKind] => [String(name), kind]) : [];
  return {
    byName: new Map([...namesIn(numeric, "numeric"), ...namesIn(categorical, "categorical")]),
    parameters: { numeric: "numeric_features", categorical: "categorical_features" },
  };
}

/** The columns of a table by how a model takes them. */
export interface ColumnGroups {
  readonly numeric: readonly string[];
  readonly categorical: readonly string[];
  readonly boolean: readonly string[];
}

/**
 * Leaves out the columns without any value, which no statistic can be taken of: from the features, and from the
 * lists of `parameters` that name them. Predictions do not ask for them either. `monitor` is warned.
 * Throws `ValueError` when no column is left.
 */
export function leaveOutEmptyColumns(
  features: Table,
  parameters: Record<string, unknown>,
  monitor: FitMonitor,
): { features: Table; parameters: Record<string, unknown> } {
  const empty = features.names.filter((_, index) => isEmpty(features.column(index)));
  if (empty.length === 0) return { features, parameters };
  if (empty.length === features.names.length) throw new ValueError("features: no column has a value");
  monitor.warn(`columns without any value are left out: ${listNames(empty)}`);
  const withoutEmpty = (chosen: unknown) =>
    Array.isArray(chosen) ? chosen.filter((name) => !empty.includes(name)) : chosen;
  return {
    features: features.select(features.names.filter((name) => !empty.includes(name))),
    parameters: Object.fromEntries(
      Object.entries(parameters).map(([name, value]) => [
        name,
        LISTS_OF_FEATURES.includes(name) ? withoutEmpty(value) : value,
      ]),
    ),
  };
}

/** Parameters that name features. */
const LISTS_OF_FEATURES: readonly string[] = ["feature_names", "numeric_features", "categorical_features"];

/**
 * Sorts columns by their kind; `numeric_features` and `categorical_features` overrule that. `monitor` is warned of
 * text that holds nothing but numbers.
 * Throws `ValueError` for names that are no columns or stand in both lists, and for text named as numeric.
 */
export function groupColumns(features: Table, choice: AnyColumnChoice, monitor: FitMonitor): ColumnGroups {
  const numericChoice = new Set(known(features, "numeric_features", choice.numeric_features));
  const categoricalChoice = new Set(known(features, "categorical_features", choice.categorical_features));
  const both = [...numericChoice].filter((name) => categoricalChoice.has(name));
  if (both.length > 0) {
    throw new ValueError(`${listNames(both)} cannot be in numeric_features and in categorical_features`);
  }
  const groups: Record<keyof ColumnGroups, string[]> = { numeric: [], categorical: [], boolean: [] };
  const spelt: string[] = [];
  features.names.forEach((name, index) => {
    const column = features.column(index);
    if (numericChoice.has(name)) {
      // Text that is no number is the caller's mistake: found here, before the run is accepted.
      numbersOf(column, name);
      groups.numeric.push(name);
    } else if (categoricalChoice.has(name)) groups.categorical.push(name);
    else if (column.kind === "string") {
      if (spellsNumbers(column)) spelt.push(name);
      groups.categorical.push(name);
    } else groups[column.kind].push(name);
  });
  if (spelt.length > 0) {
    monitor.warn(
      `text that holds only numbers is taken for categories: ${listNames(spelt)}; send JSON numbers, or name the columns in numeric_features, if they are numeric`,
    );
  }
  return groups;
}

/**
 * The preprocessing of models that take any columns: numbers median imputed and scaled (or not, for trees), strings
 * imputed by the most frequent and one-hot encoded with unknown ignored, booleans imputed by the most frequent as
 * 0/1. Throws as `groupColumns`.
 */
export function preprocessAnyColumns(
  features: Table,
  choice: AnyColumnChoice,
  monitor: FitMonitor,
  { scale = true }: { readonly scale?: boolean } = {},
): ColumnTransformer {
  const { numeric, categorical, boolean } = groupColumns(features, choice, monitor);
  const median = new SimpleImputer({ strategy: "median" });
  const mostFrequent = () => new SimpleImputer({ strategy: "most_frequent" });
  return new ColumnTransformer({
    branches: [
      { name: "numeric", columns: numeric, steps: scale ? [median, new StandardScaler()] : [median] },
      {
        name: "categorical",
        columns: categorical,
        steps: [mostFrequent(), new OneHotEncoder({ handle_unknown: "ignore" })],
      },
      { name: "boolean", columns: boolean, steps: [mostFrequent()] },
    ],
  });
}

/**
 * The columns for models that take missing values and categories as they are: numbers and booleans as numbers, the
 * rest as text of at most `max_bins` different values. Throws as `groupColumns`, and for more values than that.
 */
export function nativeColumns(
  features: Table,
  choice: AnyColumnChoice & { readonly max_bins: number },
  monitor: FitMonitor,
): ColumnCaster {
  const { categorical } = groupColumns(features, choice, monitor);
  for (const name of categorical) {
    const { length } = stringsOf(features.column(features.names.indexOf(name))).categories;
    if (length > choice.max_bins) {
      throw new ValueError(
        `column ${listNames([name])} has ${length} categories, more than max_bins=${choice.max_bins}; leave it out (feature_names), or take a model that one-hot encodes it`,
      );
    }
  }
  return new ColumnCaster({ text: categorical });
}

function known(features: Table, parameter: string, chosen: readonly string[] | null): readonly string[] {
  const unknown = (chosen ?? []).filter((name) => !features.names.includes(name));
  if (unknown.length > 0) {
    throw new ValueError(`parameters.${parameter} names columns that are not learnt: ${listNames(unknown)}`);
  }
  return chosen ?? [];
}

function isEmpty(column: Column): boolean {
  if (column.kind === "string") return column.categories.length === 0;
  return column.kind === "numeric"
    ? column.values.every(Number.isNaN)
    : column.values.every((value) => value === MISSING_BOOLEAN);
}
