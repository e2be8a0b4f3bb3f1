import type { Row } from "../ingest/row-column.ts";
import { describeValue, isPlainObject } from "../learn/core/describe-value.ts";
import { madeUpRows, type TrainingRows } from "./made-up-rows.ts";
import type { Model } from "./model.ts";
import { ModelError } from "./model-error.ts";

/** Rows on which a model is tried. */
export interface Samples {
  /** Whether they are from the model's own `sampleRows`: then it must accept them. */
  readonly isOwn: boolean;
  /** The tables of rows, to be tried in this order until the model learns from one. */
  readonly tables: readonly TrainingRows[];
}

/**
 * Returns the rows of a model's `sampleRows`, or made-up ones. Throws `ModelError` if `sampleRows` returns anything but rows, and
 * what it throws.
 */
export function samplesOf(model: Model): Samples {
  if (model.sampleRows === undefined) return { isOwn: false, tables: madeUpRows(model) };
  const given: unknown = model.sampleRows();
  if (!isPlainObject(given) || !isRows(given.features) || given.features.length === 0) {
    throw new ModelError(
      `sampleRows returns ${describeValue(given)}; it must return { features: [{…}, …], labels: [{…}, …] }`,
    );
  }
  const { features, labels = features.map(() => ({})) } = given;
  if (!isRows(labels) || labels.length !== features.length) {
    throw new ModelError(
      `sampleRows must return one label row for each of its ${features.length} feature rows`,
    );
  }
  return { isOwn: true, tables: [{ features, labels }] };
}

function isRows(value: unknown): value is Row[] {
  return Array.isArray(value) && value.every(isPlainObject);
}
