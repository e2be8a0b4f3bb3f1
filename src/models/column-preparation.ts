import type { Table } from "../learn/core/table.ts";
import type { Transformer } from "../learn/core/transformer.ts";
import { ColumnCaster } from "../learn/preprocessing/column-caster.ts";
import { ColumnTransformer } from "../learn/preprocessing/column-transformer.ts";
import { DatetimeEncoder } from "../learn/preprocessing/datetime-encoder.ts";
import { SimpleImputer } from "../learn/preprocessing/simple-imputer.ts";
import { StandardScaler } from "../learn/preprocessing/standard-scaler.ts";
import {
  columnsOfRareWords,
  frequentEncoder,
  groupedCategories,
  oneHotEncoder,
  splitByCardinality,
  targetEncoder,
  textHasher,
  wordHasher,
} from "./category-encoding.ts";
import type { ColumnGroups } from "./column-groups.ts";

/**
 * How the columns of a model of any columns are prepared:
 *
 * - `scale`: missing numbers are replaced by the median, missing texts and booleans by the most frequent value; numbers are
 *   scaled, texts one-hot encoded (unknown ones as zeros), booleans used as 0 and 1.
 * - `impute`: the same without scaling, for trees.
 * - `native`: missing values and categories are passed to the estimator unchanged.
 *
 * Dates and times become numbers first: year, month, day, hour, weekday and seconds since 1970, each only where it varies. Of text
 * with more categories than `cardinalityThreshold`, the mean label of each category is used (`TargetEncoder`), where a missing
 * value is a category, and perhaps its words as well (`columnsOfRareWords`); or, for models without labels, the most frequent
 * categories. Free text is hashed (`HashingVectorizer`).
 */
export type Preprocessing = "scale" | "impute" | "native";

/** The branch of the columns that are passed on unchanged beside others that are not. */
const NATIVE = "native";

/** What `prepareColumns` needs to know of the model. */
interface Prepared {
  readonly preprocessing: Preprocessing;
  /** Whether the model learns labels. */
  readonly hasLabels: boolean;
  /** Those of the training. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Returns the step that prepares the columns of each group. */
export function prepareColumns(features: Table, groups: ColumnGroups, prepared: Prepared): Transformer {
  const { few, many } = splitByCardinality(features, groups.categorical, prepared.parameters);
  const words = prepared.hasLabels ? columnsOfRareWords(features, many, prepared.parameters) : [];
  const categories = { few, many, words };
  return prepared.preprocessing === "native"
    ? unchanged(features, groups, categories, prepared)
    : encoded(groups, categories, prepared);
}

/** Returns the branch of a `prepareColumns` step that has the numbers, and that of the booleans; undefined if it has no branches. */
export function branchNames(transformer: Transformer): { numeric: string; boolean: string } | undefined {
  if (!(transformer instanceof ColumnTransformer)) return undefined;
  const isNative = transformer.branches.some(({ name }) => name === NATIVE);
  return isNative ? { numeric: NATIVE, boolean: NATIVE } : { numeric: "numeric", boolean: "boolean" };
}

/** The columns of categories; see `splitByCardinality`. `words` are those of `many` of which the words are used as well. */
interface Categories extends ReturnType<typeof splitByCardinality> {
  readonly words: readonly string[];
}

/** Returns the step that passes the columns on, except for those of dates, of many categories and of free text. */
function unchanged(
  features: Table,
  { categorical, datetime, text }: ColumnGroups,
  { few, many, words }: Categories,
  { parameters }: Prepared,
): Transformer {
  const grouped = groupedCategories(few, parameters);
  const apart = [...datetime, ...many, ...text, ...(grouped.length > 0 ? few : [])];
  const caster = new ColumnCaster({ text: categorical.filter((name) => !apart.includes(name)) });
  if (apart.length === 0) return caster;
  return new ColumnTransformer({
    branches: [
      { name: NATIVE, columns: features.names.filter((name) => !apart.includes(name)), steps: [caster] },
      { name: "grouped", columns: grouped.length > 0 ? few : [], steps: grouped },
      { name: "datetime", columns: datetime, steps: [datetimeEncoder()] },
      { name: "target", columns: many, steps: [targetEncoder(parameters)] },
      { name: "words", columns: words, steps: [wordHasher()] },
      { name: "text", columns: text, steps: [textHasher(parameters)] },
    ],
  });
}

function datetimeEncoder(): DatetimeEncoder {
  return new DatetimeEncoder({ resolution: "hour", add_weekday: true, drop_if_constant: true });
}

/** Returns the step whose result is one matrix of numbers: `scale` and `impute`. */
function encoded(
  { numeric, boolean, datetime, text }: ColumnGroups,
  { few, many, words }: Categories,
  { preprocessing, hasLabels, parameters }: Prepared,
): ColumnTransformer {
  const scaled = () => (preprocessing === "scale" ? [new StandardScaler()] : []);
  const numbers = () => [imputer("median", parameters), ...scaled()];
  const mostFrequent = () => imputer("most_frequent", parameters);
  return new ColumnTransformer({
    branches: [
      { name: "numeric", columns: numeric, steps: numbers() },
      { name: "categorical", columns: few, steps: [mostFrequent(), oneHotEncoder(parameters)] },
      { name: "boolean", columns: boolean, steps: [mostFrequent()] },
      { name: "datetime", columns: datetime, steps: [datetimeEncoder(), ...numbers()] },
      hasLabels
        ? { name: "target", columns: many, steps: [targetEncoder(parameters), ...scaled()] }
        : { name: "frequent", columns: many, steps: [mostFrequent(), frequentEncoder(parameters)] },
      { name: "words", columns: words, steps: [wordHasher()] },
      { name: "text", columns: text, steps: [textHasher(parameters)] },
    ],
  });
}

/**
 * Returns the step that replaces missing values. Under monotonic constraints it keeps a column without any value, which a fold may
 * have: the estimator is told of the constrained columns by their names.
 */
function imputer(
  strategy: "median" | "most_frequent",
  { monotonic_cst }: Prepared["parameters"],
): SimpleImputer {
  return new SimpleImputer(monotonic_cst == null ? { strategy } : { strategy, keep_empty_features: true });
}
