import { stringsOf } from "../learn/core/column.ts";
import { listNames, ValueError } from "../learn/core/errors.ts";
import type { Transformer } from "../learn/core/estimator.ts";
import type { Table } from "../learn/core/table.ts";
import { ColumnCaster } from "../learn/preprocessing/column-caster.ts";
import { ColumnTransformer } from "../learn/preprocessing/column-transformer.ts";
import { OneHotEncoder } from "../learn/preprocessing/one-hot-encoder.ts";
import { SimpleImputer } from "../learn/preprocessing/simple-imputer.ts";
import { StandardScaler } from "../learn/preprocessing/standard-scaler.ts";
import type { ColumnGroups } from "./column-groups.ts";

/**
 * How the columns of a model of any columns are prepared:
 *
 * - `scale`: missing numbers are replaced by the median, missing texts and booleans by the most frequent value; numbers are
 *   scaled, texts one-hot encoded (unknown ones as zeros), booleans used as 0 and 1.
 * - `impute`: the same without scaling, for trees.
 * - `native`: missing values and categories are passed to the estimator unchanged.
 */
export type Preprocessing = "scale" | "impute" | "native";

/**
 * Returns the step that prepares the columns of each group. Throws `ValueError` if `native`, for a column with more categories than
 * the parameter `max_bins`.
 */
export function prepareColumns(
  features: Table,
  groups: ColumnGroups,
  preprocessing: Preprocessing,
  parameters: Readonly<Record<string, unknown>>,
): Transformer {
  if (preprocessing !== "native") return encoded(groups, preprocessing === "scale");
  checkCategories(features, groups, Number(parameters.max_bins));
  return new ColumnCaster({ text: groups.categorical });
}

/** Returns the step whose result is one matrix of numbers: `scale` and `impute`. */
function encoded({ numeric, categorical, boolean }: ColumnGroups, scale: boolean): ColumnTransformer {
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

function checkCategories(features: Table, { categorical }: ColumnGroups, max_bins: number): void {
  for (const name of categorical) {
    const { length } = stringsOf(features.column(features.names.indexOf(name))).categories;
    if (length > max_bins) {
      throw new ValueError(
        `column ${listNames([name])} has ${length} categories, more than max_bins=${max_bins}; leave it out (feature_names), or take a model that one-hot encodes it`,
      );
    }
  }
}
