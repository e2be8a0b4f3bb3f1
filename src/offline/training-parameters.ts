import type { SentColumn } from "../ingest/sent-columns.ts";
import type { Column } from "../learn/core/column.ts";
import { isPlainObject } from "../learn/core/describe-value.ts";
import { ValueError } from "../learn/core/errors.ts";
import { ANY_FEATURES, type Model } from "../models/model.ts";
import { readParameters } from "../models/parameters.ts";
import { notLearntNames } from "../training/row-roles.ts";
import type { ChosenColumns } from "./choose-columns.ts";
import { mergeParameters } from "./merge-parameters.ts";

/** Folds where nothing else is asked for, as in scikit-learn. */
const FOLDS = 5;
/** Each fold should be tested on this many rows at least. */
const LEAST_ROWS = 2;

/** The parameters of a training, and how it is measured. */
export interface TrainingParameters {
  /** The JSON. */
  readonly text: string;
  /** Whether the model is measured on rows that it does not learn from. */
  readonly isMeasured: boolean;
}

/**
 * Returns the JSON of the parameters of a training: `given`, of which later ones take precedence over earlier ones. If none of them
 * says how the model is to be measured, they get a `cv` of 5, or of less where the rows, those of the most frequent class, or the
 * groups or times are few; without labels, whose predictions compare with nothing, only if it is needed. Throws `ValueError` for
 * parameters that the model does not take.
 */
export function trainingParameters(
  model: Model,
  columns: ChosenColumns,
  given: readonly string[],
  needsMeasuring: boolean,
): TrainingParameters {
  for (const text of given)
    if (!isPlainObject(JSON.parse(text))) throw new ValueError("parameters must be an object of name: value");
  const text = mergeParameters(...given, featureNames(model, columns, given));
  const parameters = JSON.parse(text) as Record<string, unknown>;
  readParameters(model.parameters, parameters, () => text);
  const { cv, validation_fraction } = parameters;
  if (cv !== undefined || validation_fraction !== undefined)
    return { text, isMeasured: cv != null || validation_fraction != null };
  const folds = columns.labels.length > 0 || needsMeasuring ? foldsFor(model, columns) : 0;
  if (folds < 2) return { text, isMeasured: false };
  return { text: mergeParameters(text, `{"cv": ${folds}}`), isMeasured: true };
}

/** Returns the JSON of the `feature_names` that are needed because a column that is not to be learnt is sent for its role. */
function featureNames(
  model: Model,
  { learnt, features, roles }: ChosenColumns,
  given: readonly string[],
): string {
  if (model.featureNames !== ANY_FEATURES) return "{}";
  const others = notLearntNames(roles);
  const isPlain = features.every(({ name }) => learnt.includes(name) || others.includes(name));
  if (isPlain || given.some((text) => "feature_names" in JSON.parse(text))) return "{}";
  return JSON.stringify({ feature_names: learnt });
}

function foldsFor({ type }: Model, { rows, features, labels, roles }: ChosenColumns): number {
  const limits = [FOLDS, Math.floor(rows / LEAST_ROWS)];
  const { cv_groups, cv_time } = roles;
  if (cv_groups !== null) limits.push(distinct(features.find(({ name }) => name === cv_groups)!));
  else if (cv_time !== null) limits.push(distinct(features.find(({ name }) => name === cv_time)!) - 1);
  else if (type === "classification")
    for (const label of labels) if ("typed" in label) limits.push(mostFrequent(label.typed));
  return Math.min(...limits);
}

/** Returns the number of different values. */
function distinct(column: SentColumn): number {
  if (!("typed" in column)) return new Set(column.values).size;
  const { typed } = column;
  return typed.kind === "string" ? typed.categories.length : new Set(typed.values).size;
}

/** Returns the number of rows of the most frequent value. */
function mostFrequent(column: Column): number {
  const counts = new Map<number, number>();
  for (const value of column.kind === "string" ? column.codes : column.values)
    counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts.values().reduce((most, count) => Math.max(most, count), 0);
}
