import { stringsOf } from "../learn/core/column.ts";
import { listNames, ValueError } from "../learn/core/errors.ts";
import type { Transformer } from "../learn/core/estimator.ts";
import type { Table } from "../learn/core/table.ts";
import { ColumnCaster } from "../learn/preprocessing/column-caster.ts";
import { ColumnTransformer } from "../learn/preprocessing/column-transformer.ts";
import { DatetimeEncoder } from "../learn/preprocessing/datetime-encoder.ts";
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
 *
 * Dates and times become numbers first: year, month, day, hour, weekday and seconds since 1970, each only where it varies.
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
  return unchanged(features, groups);
}

/** Returns the step that computes numbers of dates, and passes all other columns on. */
function unchanged(features: Table, { categorical, datetime }: ColumnGroups): Transformer {
  const caster = new ColumnCaster({ text: categorical });
  if (datetime.length === 0) return caster;
  const others = features.names.filter((name) => !datetime.includes(name));
  return new ColumnTransformer({
    branches: [
      { name: "native", columns: others, steps: [caster] },
      { name: "datetime", columns: datetime, steps: [datetimeEncoder()] },
    ],
  });
}

function datetimeEncoder(): DatetimeEncoder {
  return new DatetimeEncoder({ resolution: "hour", add_weekday: true, drop_if_constant: true });
}

/** Returns the step whose result is one matrix of numbers: `scale` and `impute`. */
function encoded(
  { numeric, categorical, boolean, datetime }: ColumnGroups,
  scale: boolean,
): ColumnTransformer {
  const numbers = () => {
    const median = new SimpleImputer({ strategy: "median" });
    return scale ? [median, new StandardScaler()] : [median];
  };
  const mostFrequent = () => new SimpleImputer({ strategy: "most_frequent" });
  return new ColumnTransformer({
    branches: [
      { name: "numeric", columns: numeric, steps: numbers() },
      {
        name: "categorical",
        columns: categorical,
        steps: [mostFrequent(), new OneHotEncoder({ handle_unknown: "ignore" })],
      },
      { name: "boolean", columns: boolean, steps: [mostFrequent()] },
      { name: "datetime", columns: datetime, steps: [datetimeEncoder(), ...numbers()] },
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
