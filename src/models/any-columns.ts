import * as v from "valibot";
import type { WantedKind, WantedKinds } from "../ingest/row-kinds.ts";
import { isPlainObject } from "../learn/core/describe-value.ts";
import { listNames, ValueError } from "../learn/core/errors.ts";
import { type FitMonitor, SILENT } from "../learn/core/fit-monitor.ts";
import { withDefault } from "../learn/core/parameter-kinds.ts";
import type { Table } from "../learn/core/table.ts";
import type { Transformer } from "../learn/core/transformer.ts";
import { textParameters } from "./category-encoding.ts";
import { groupColumns } from "./column-groups.ts";
import { branchNames, type Preprocessing, prepareColumns } from "./column-preparation.ts";
import { identifiersByLabels, leftOutColumns } from "./left-out-columns.ts";
import { type LeftOutColumn, leftOutMessages } from "./left-out-messages.ts";
import { ANY_FEATURES, type Model } from "./model.ts";
import { preparedConstraints } from "./prepared-constraints.ts";

const names = v.nullable(v.array(v.string()));

/** For each part of a body: the member of a model that lists its columns, and the parameter that does so for any columns. */
const PARTS = {
  features: { member: "featureNames", parameter: "feature_names" },
  labels: { member: "labelNames", parameter: "label_names" },
} as const;

/** Parameters that name features. */
const LISTS_OF_FEATURES: readonly string[] = [
  "feature_names",
  "numeric_features",
  "categorical_features",
  "datetime_features",
  "text_features",
];

/**
 * The columns of one training: the model's own, or, for `ANY_FEATURES`, those of the rows that the parameters choose. For a
 * model of any columns, this class decides which columns it uses, of which kind they are, and how they are prepared.
 */
export class AnyColumns {
  /** The parameters of a model of any columns. */
  static readonly parameters = {
    feature_names: withDefault(names, null, "The columns to learn from; null for all"),
    label_names: withDefault(names, null, "The labels to learn; null for all"),
    numeric_features: withDefault(names, null, "Columns to take as numbers, whatever their JSON type"),
    categorical_features: withDefault(
      names,
      null,
      "Columns to take as categories, whatever their JSON type; also dates",
    ),
    datetime_features: withDefault(
      names,
      null,
      "Columns to take as dates and times; without it, text that holds nothing else",
    ),
    text_features: withDefault(names, null, "Columns to take as free text, whose parts of words are hashed"),
    ...textParameters,
  };

  readonly #model: Pick<Model, "featureNames" | "labelNames">;
  readonly #parameters: Readonly<Record<string, unknown>>;

  /** `parameters` are those of the training, with their defaults. */
  constructor(
    model: Pick<Model, "featureNames" | "labelNames">,
    parameters: Readonly<Record<string, unknown>>,
  ) {
    this.#model = model;
    this.#parameters = parameters;
  }

  /** Returns `parameters` without those of `AnyColumns`: those of the estimator. */
  static withoutOwn<P extends Record<string, unknown>>(
    parameters: P,
  ): Omit<P, keyof typeof AnyColumns.parameters> {
    const entries = Object.entries(parameters).filter(
      ([name]) => !Object.hasOwn(AnyColumns.parameters, name),
    );
    return Object.fromEntries(entries) as Omit<P, keyof typeof AnyColumns.parameters>;
  }

  /**
   * Returns the names of the columns to learn from a part of the body; `present` returns the names that the body has. Columns of
   * features in `others` are left out, unless the parameters choose them.
   * Throws `ValueError` for a choice that is empty, repeats a column, or names one that no row has, and if no column is left.
   */
  names(
    part: "features" | "labels",
    present: () => readonly string[],
    others: readonly string[] = [],
  ): readonly string[] {
    const { member, parameter } = PARTS[part];
    const fixed = this.#model[member];
    if (fixed !== ANY_FEATURES) return fixed;
    const chosen = this.#parameters[parameter];
    const all = present();
    if (!Array.isArray(chosen)) {
      const learnt = part === "labels" ? all : all.filter((name) => !others.includes(name));
      if (learnt.length > 0) return learnt;
      throw new ValueError(`features: there is no column to learn from besides ${listNames(others)}`);
    }
    if (chosen.length === 0 || new Set(chosen).size < chosen.length) {
      throw new ValueError(`parameters.${parameter} must name at least one column, each once`);
    }
    const missing = (chosen as string[]).filter((name) => !all.includes(name));
    if (missing.length > 0) {
      throw new ValueError(`parameters.${parameter} names columns that are in no row: ${listNames(missing)}`);
    }
    return chosen as string[];
  }

  /**
   * The kinds that the caller names for columns; undefined for a model without the parameters `numeric_features`,
   * `categorical_features`, `datetime_features` and `text_features`. `transformer` refuses a column that is in several lists.
   */
  get wantedKinds(): WantedKinds | undefined {
    const {
      numeric_features: numeric,
      categorical_features: categorical,
      datetime_features: datetime,
      text_features: text,
    } = this.#parameters;
    if ([numeric, categorical, datetime, text].includes(undefined)) return undefined;
    // A model of fixed columns may have parameters of these names with another meaning, which are then not lists.
    const namesIn = (list: unknown, kind: WantedKind) =>
      Array.isArray(list) ? list.map((name): [string, WantedKind] => [String(name), kind]) : [];
    return {
      byName: new Map([
        ...namesIn(numeric, "numeric"),
        ...namesIn(categorical, "categorical"),
        ...namesIn(datetime, "datetime"),
        ...namesIn(text, "text"),
      ]),
      parameters: {
        numeric: "numeric_features",
        categorical: "categorical_features",
        datetime: "datetime_features",
      },
    };
  }

  /**
   * For a model of any columns, leaves out `leftOutColumns`: from the features, and from the parameters that name them. Predictions
   * do not need them either. Warns `monitor`. Throws `ValueError` when no column is left.
   */
  learnable(
    features: Table,
    monitor: FitMonitor,
  ): { features: Table; parameters: Record<string, unknown>; leftOut: readonly LeftOutColumn[] } {
    const parameters = { ...this.#parameters };
    if (this.#model.featureNames !== ANY_FEATURES) return { features, parameters, leftOut: [] };
    const leftOut = leftOutColumns(features, parameters);
    if (leftOut.length === 0) return { features, parameters, leftOut };
    const messages = leftOutMessages(leftOut);
    if (leftOut.length === features.names.length) {
      const isEmpty = leftOut.every(({ reason }) => reason === "no_value");
      throw new ValueError(
        `features: ${isEmpty ? "no column has a value" : `no column is left to learn from: ${messages.join("; ")}`}`,
      );
    }
    for (const message of messages) monitor.warn(message);
    const without = new Set(leftOut.map(({ name }) => name));
    const kept = (columns: readonly string[]) => columns.filter((column) => !without.has(column));
    for (const name of LISTS_OF_FEATURES) {
      const chosen = parameters[name];
      if (Array.isArray(chosen)) parameters[name] = kept(chosen);
    }
    const constraints = parameters.monotonic_cst;
    if (isPlainObject(constraints)) {
      const others = Object.entries(constraints).filter(([column]) => !without.has(column));
      parameters.monotonic_cst = Object.fromEntries(others);
    }
    return { features: features.select(kept(features.names)), parameters, leftOut };
  }

  /** Returns the columns whose values are encoded by the label of hardly more than one row: see `identifiersByLabels`. */
  identifiersByLabels(features: Table): readonly string[] {
    const { featureNames } = this.#model;
    return featureNames === ANY_FEATURES && this.#hasLabels
      ? identifiersByLabels(features, this.#parameters)
      : [];
  }

  get #hasLabels(): boolean {
    const { labelNames } = this.#model;
    return labelNames === ANY_FEATURES || labelNames.length > 0;
  }

  /**
   * Returns the first step of a pipeline for these features. Warns `monitor` of text columns that hold only numbers.
   * Throws `ValueError` for a name in `numeric_features`, `categorical_features`, `datetime_features` or `text_features` that is
   * not that of a column, or that is in several of them; and for values that the list of their column rules out.
   */
  transformer(features: Table, monitor: FitMonitor, preprocessing: Preprocessing): Transformer {
    const groups = groupColumns(features, this.#parameters, monitor);
    const parameters = this.#parameters;
    return prepareColumns(features, groups, { preprocessing, hasLabels: this.#hasLabels, parameters });
  }

  /**
   * Returns the parameter `monotonic_cst` of the estimator after `transformer`: that of the training by the names of the columns
   * that it returns. Throws what `preparedConstraints` throws.
   */
  monotonicCst(features: Table, transformer: Transformer): unknown {
    const { monotonic_cst: constraints } = this.#parameters;
    if (!isPlainObject(constraints)) return constraints;
    const groups = groupColumns(features, this.#parameters, SILENT);
    return preparedConstraints(constraints, features.names, groups, branchNames(transformer));
  }
}
