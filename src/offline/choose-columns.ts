import { UsageError } from "../errors.ts";
import type { FileTable } from "../ingest/files/file-table.ts";
import { type SentColumns, sentColumn } from "../ingest/sent-columns.ts";
import { isPlainObject } from "../learn/core/describe-value.ts";
import { listNames, ValueError } from "../learn/core/errors.ts";
import { nearestName } from "../learn/core/nearest-name.ts";
import { ANY_FEATURES, type Model } from "../models/model.ts";
import { type ColumnRoles, columnRolesOf } from "../models/parameters.ts";
import { notLearntNames } from "../training/row-roles.ts";

/** The columns that a caller names. */
export interface ColumnOptions {
  readonly labels: readonly string[];
  /** Columns that a model of any columns should not learn from. */
  readonly exclude: readonly string[];
  /** The JSON of `--parameters`, with the `cv` of `--cv`: it may name columns for another purpose. */
  readonly parametersText: string;
}

/** The columns of a training, and the names of the columns of the file that it does not use. */
export interface ChosenColumns extends SentColumns {
  /** The columns that the parameters name for another purpose. */
  readonly roles: ColumnRoles;
  /** The names of the columns to learn from. */
  readonly learnt: readonly string[];
  readonly unused: readonly string[];
}

/** Returns whether a training may need a column of its file, by its name. Throws `UsageError` for options that the model cannot have. */
export function wantedColumns(model: Model, options: ColumnOptions): (name: string) => boolean {
  const { labels, exclude } = options;
  const { featureNames, labelNames, name } = model;
  const roles = new Set(Object.values(columnRolesOf(model.parameters, JSON.parse(options.parametersText))));
  if (labelNames !== ANY_FEATURES) {
    const other = labels.find((label) => !labelNames.includes(label));
    if (other !== undefined) {
      const own =
        labelNames.length === 0 ? "learns without labels" : `has the label ${listNames(labelNames)}`;
      throw new UsageError(`--label ${listNames([other])}: the model ${JSON.stringify(name)} ${own}`);
    }
  }
  if (featureNames === ANY_FEATURES) return (column) => !exclude.includes(column) || roles.has(column);
  const excluded = exclude.find((column) => featureNames.includes(column));
  if (excluded !== undefined)
    throw new UsageError(
      `--exclude ${listNames([excluded])}: the model ${JSON.stringify(name)} needs this column`,
    );
  const own = new Set([...featureNames, ...(labelNames === ANY_FEATURES ? labels : labelNames)]);
  return (column) => own.has(column) || roles.has(column);
}

/**
 * Returns the columns of a file that a model learns: its own, or for a model of any columns all but the labels and the excluded
 * ones; and those that the parameters name for another purpose. Throws `UsageError` for a label that is missing or unknown, and
 * `ValueError` for a file without a column of the model.
 */
export function chooseColumns(model: Model, table: FileTable, options: ColumnOptions): ChosenColumns {
  const labels = table.body === undefined ? labelsOf(model, table, options) : [];
  const unknown = options.exclude.find((name) => !table.names.includes(name));
  if (unknown !== undefined) throw new UsageError(`--exclude: ${noColumn(unknown, table)}`);
  const roles = checkRoles(model, table, options, labels);
  const learnt = featuresOf(model, table, [...labels, ...options.exclude, ...notLearntNames(roles)]);
  const named = Object.values(roles).filter((name) => name !== null);
  const features = [...new Set([...learnt, ...named])];
  const used = new Set([...features, ...labels]);
  return {
    rows: table.rows,
    features: features.map((name) => sentColumn(table.column(name))),
    labels: (table.body?.labels ?? labels.map((name) => table.column(name))).map(sentColumn),
    roles,
    learnt,
    unused: table.names.filter((name) => !used.has(name)),
  };
}

/**
 * Returns the roles of columns by the parameters of the body and those of the options, which take precedence. Throws `UsageError` for
 * a column that cannot have one.
 */
function checkRoles(
  model: Model,
  table: FileTable,
  options: ColumnOptions,
  labels: readonly string[],
): ColumnRoles {
  const ofBody: unknown = JSON.parse(table.body?.parametersText ?? "{}");
  const given = { ...(isPlainObject(ofBody) ? ofBody : {}), ...JSON.parse(options.parametersText) };
  const roles = columnRolesOf(model.parameters, given);
  for (const [role, name] of Object.entries(roles)) {
    if (name === null) continue;
    if (labels.includes(name)) throw new UsageError(`${role} cannot be ${listNames([name])}, the label`);
    if (!table.names.includes(name)) throw new UsageError(`${role}: ${noColumn(name, table)}`);
  }
  return roles;
}

function labelsOf(
  { name, labelNames }: Model,
  table: FileTable,
  { labels }: ColumnOptions,
): readonly string[] {
  if (labelNames !== ANY_FEATURES) {
    const missing = labelNames.find((label) => !table.names.includes(label));
    if (missing === undefined) return labelNames;
    throw new ValueError(noColumn(missing, table, `, the label of the model ${JSON.stringify(name)}`));
  }
  if (labels.length === 0) {
    throw new UsageError(
      `--label COLUMN is missing: which column is to be predicted? There are ${listNames(table.names)}`,
    );
  }
  const unknown = labels.find((label) => !table.names.includes(label));
  if (unknown !== undefined) throw new UsageError(`--label: ${noColumn(unknown, table)}`);
  return [...new Set(labels)];
}

function featuresOf(
  { name, featureNames }: Model,
  table: FileTable,
  others: readonly string[],
): readonly string[] {
  if (featureNames !== ANY_FEATURES) {
    const missing = featureNames.filter((feature) => !table.names.includes(feature));
    if (missing.length === 0) return featureNames;
    const others = missing.length === 1 ? "" : `, and neither ${listNames(missing.slice(1))}`;
    throw new ValueError(
      noColumn(missing[0]!, table, `, which the model ${JSON.stringify(name)} needs${others}`),
    );
  }
  const features = table.names.filter((column) => !others.includes(column));
  if (features.length === 0) throw new UsageError("there is no column left to learn from");
  return features;
}

/** Returns that there is no column `name`, and the one that may have been meant. `what` says what it is. */
function noColumn(name: string, { names }: FileTable, what = ""): string {
  const near = nearestName(name, names);
  const hint = near === undefined ? `there are ${listNames(names)}` : `did you mean ${listNames([near])}?`;
  return `there is no column ${listNames([name])}${what}; ${hint}`;
}
