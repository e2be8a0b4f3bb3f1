import { count, wholeNumber, withDefault } from "../learn/core/parameter-kinds.ts";
import type { Table } from "../learn/core/table.ts";
import type { Transformer } from "../learn/core/transformer.ts";
import { HashingVectorizer } from "../learn/feature-extraction/hashing-vectorizer.ts";
import { categoryParameters, countGroups, type Grouping } from "../learn/preprocessing/categories.ts";
import { ColumnCaster } from "../learn/preprocessing/column-caster.ts";
import { OneHotEncoder } from "../learn/preprocessing/one-hot-encoder.ts";
import { OrdinalEncoder } from "../learn/preprocessing/ordinal-encoder.ts";
import { TargetEncoder } from "../learn/preprocessing/target-encoder.ts";
import { isTextOfRareWords } from "./text-kind.ts";

/** The threshold of skrub's `TableVectorizer`: below it, a column for each category is affordable, and loses nothing. */
const CARDINALITY_THRESHOLD = 40;

/**
 * Rows with the mean of all labels that are added to each category. With scikit-learn's `auto`, a category of a single row is
 * encoded by its label alone, although none of the cross-fitted rows that the estimator learns from is encoded so; on eight
 * made-up tables, 5 had the lower loss in nearly all cases, but not for boosting on 2,000 rows with 500 categories.
 */
const SMOOTH = 5;

/** The n-grams of skrub's `StringEncoder`: parts of words match inflected and misspelt ones too. */
const N_GRAMS = { analyzer: "char_wb", ngram_range: [3, 4] } as const;
/** Number of columns into which the words of a column of many categories are hashed. Twice as many were hardly more accurate. */
const N_WORD_FEATURES = 32;
/** 128 MiB. In larger tables the words are not used, so that they do not decide whether a training fits into memory. */
const MOST_HASHED_NUMBERS = 2 ** 24;

/** The parameters of models of any columns that say how text is encoded. */
export const textParameters = {
  cardinality_threshold: withDefault(
    wholeNumber(1, 1_000_000),
    CARDINALITY_THRESHOLD,
    "Columns with more categories are encoded by the mean of their labels; where a model has max_bins, it is at most that",
  ),
  min_frequency: categoryParameters.min_frequency,
  max_categories: categoryParameters.max_categories,
  n_text_features: count(128, "Number of columns into which each of text_features is hashed", {
    to: 65_536,
  }),
};

/** Returns the most categories that a column may have to be encoded category by category. */
export function cardinalityThreshold({ cardinality_threshold, max_bins }: Chosen): number {
  const chosen = typeof cardinality_threshold === "number" ? cardinality_threshold : CARDINALITY_THRESHOLD;
  return typeof max_bins === "number" ? Math.min(chosen, max_bins) : chosen;
}

/** The parameters of a training. */
type Chosen = Readonly<Record<string, unknown>>;

function groupingOf({ min_frequency = null, max_categories = null }: Chosen): Grouping {
  return { min_frequency, max_categories } as Grouping;
}

function groupsRare({ min_frequency, max_categories }: Grouping): boolean {
  return min_frequency !== null || max_categories !== null;
}

/**
 * Returns which of the columns `names` have at most as many categories as the threshold, and which have more; infrequent ones count
 * as one.
 */
export function splitByCardinality(
  features: Table,
  names: readonly string[],
  parameters: Chosen,
): { readonly few: string[]; readonly many: string[] } {
  const most = cardinalityThreshold(parameters);
  const grouping = groupingOf(parameters);
  const few: string[] = [];
  const many: string[] = [];
  for (const name of names) {
    const column = features.column(features.names.indexOf(name));
    // Every category of a string column may occur; few of them need not be counted.
    const isSmall = column.kind === "string" && column.categories.length <= most;
    (isSmall || countGroups(column, grouping) <= most ? few : many).push(name);
  }
  return { few, many };
}

/** Returns the encoder of columns with few categories. */
export function oneHotEncoder(parameters: Chosen): OneHotEncoder {
  const grouping = groupingOf(parameters);
  return groupsRare(grouping)
    ? new OneHotEncoder({ handle_unknown: "infrequent_if_exist", ...grouping })
    : new OneHotEncoder({ handle_unknown: "ignore" });
}

/** Returns the encoder of columns with many categories for a model without labels: the most frequent ones, and the others as one. */
export function frequentEncoder(parameters: Chosen): OneHotEncoder {
  return new OneHotEncoder({
    handle_unknown: "infrequent_if_exist",
    ...groupingOf(parameters),
    max_categories: cardinalityThreshold(parameters),
  });
}

/** Returns the encoder of columns with many categories for a model with labels. */
export function targetEncoder({ random_state }: Chosen): TargetEncoder {
  return new TargetEncoder({ smooth: SMOOTH, random_state: Number(random_state ?? 0) });
}

/**
 * Returns which of the columns `many`, of many categories, are to be hashed as well: text of several words whose values have few
 * rows each. Their labels tell little about a value, but its words may occur in others. A column that `categorical_features` names
 * is one of categories only.
 */
export function columnsOfRareWords(
  features: Table,
  many: readonly string[],
  { categorical_features }: Chosen,
): string[] {
  const named = new Set(categorical_features as readonly string[] | null);
  const found = many.filter(
    (name) => !named.has(name) && isTextOfRareWords(features.column(features.names.indexOf(name))),
  );
  return features.rows * found.length * N_WORD_FEATURES > MOST_HASHED_NUMBERS ? [] : found;
}

/** Returns the encoder of the words of `columnsOfRareWords`. */
export function wordHasher(): HashingVectorizer {
  return new HashingVectorizer({ ...N_GRAMS, n_features: N_WORD_FEATURES });
}

/** Returns the encoder of free text. */
export function textHasher({ n_text_features }: Chosen): HashingVectorizer {
  return new HashingVectorizer({ ...N_GRAMS, n_features: Number(n_text_features ?? 128) });
}

/**
 * Returns the steps that group the infrequent categories of the columns `names` for an estimator that takes text columns as
 * categories; none if the parameters ask for no groups. Categories become the texts of their numbers.
 */
export function groupedCategories(names: readonly string[], parameters: Chosen): Transformer[] {
  const grouping = groupingOf(parameters);
  if (!groupsRare(grouping)) return [];
  const numbered = new OrdinalEncoder({
    handle_unknown: "use_encoded_value",
    unknown_value: Number.NaN,
    ...grouping,
  });
  return [numbered, new ColumnCaster({ text: names })];
}
