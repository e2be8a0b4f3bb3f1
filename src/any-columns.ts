import * as v from "valibot";
import { ValueError } from "./learn/errors.ts";
import type { FitMonitor } from "./learn/estimator.ts";
import { ColumnTransformer } from "./learn/preprocessing/column-transformer.ts";
import { OneHotEncoder } from "./learn/preprocessing/one-hot-encoder.ts";
import { SimpleImputer } from "./learn/preprocessing/simple-imputer.ts";
import { StandardScaler } from "./learn/preprocessing/standard-scaler.ts";
import {
  type Column,
  listNames,
  MISSING_BOOLEAN,
  numbersOf,
  parseDecimal,
  type Table,
} from "./learn/table.ts";

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

/**
 * The preprocessing of models that take any columns, by the JSON type of each: numbers median imputed and
 * scaled, strings most frequent imputed and one-hot with unknown ignored, booleans most frequent imputed as 0/1.
 * `numeric_features` and `categorical_features` overrule that. Columns without any value are left out.
 * Throws `ValueError` for names that are no columns or stand in both lists, and for text named as numeric.
 */
export function preprocessAnyColumns(
  features: Table,
  choice: AnyColumnChoice,
  monitor: FitMonitor,
): ColumnTransformer {
  const numericChoice = new Set(known(features, "numeric_features", choice.numeric_features));
  const categoricalChoice = new Set(known(features, "categorical_features", choice.categorical_features));
  const both = [...numericChoice].filter((name) => categoricalChoice.has(name));
  if (both.length > 0) {
    throw new ValueError(`${listNames(both)} cannot be in numeric_features and in categorical_features`);
  }
  const groups: Record<"numeric" | "categorical" | "boolean", string[]> = {
    numeric: [],
    categorical: [],
    boolean: [],
  };
  const empty: string[] = [];
  features.names.forEach((name, index) => {
    const column = features.column(index);
    if (isEmpty(column)) empty.push(name);
    else if (numericChoice.has(name)) {
      // Text that is no number is the caller's mistake: found here, before the run is accepted.
      numbersOf(column, name);
      groups.numeric.push(name);
    } else if (categoricalChoice.has(name)) groups.categorical.push(name);
    else if (column.kind === "string") {
      if (column.categories.every((text) => !Number.isNaN(parseDecimal(text)))) {
        monitor.warn(
          `column ${listNames([name])} holds numbers written as text and is taken for categories; name it in numeric_features if it is numeric`,
        );
      }
      groups.categorical.push(name);
    } else groups[column.kind].push(name);
  });
  if (empty.length > 0) monitor.warn(`columns without any value are left out: ${listNames(empty)}`);
  if (empty.length === features.names.length) throw new ValueError("features: no column has a value");
  return new ColumnTransformer({
    branches: [
      {
        name: "numeric",
        columns: groups.numeric,
        steps: [new SimpleImputer({ strategy: "median" }), new StandardScaler()],
      },
      {
        name: "categorical",
        columns: groups.categorical,
        steps: [
          new SimpleImputer({ strategy: "most_frequent" }),
          new OneHotEncoder({ handle_unknown: "ignore" }),
        ],
      },
      { name: "boolean", columns: groups.boolean, steps: [new SimpleImputer({ strategy: "most_frequent" })] },
    ],
  });
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
