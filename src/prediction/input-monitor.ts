import { countMissing, type StringColumn, stringsOf } from "../learn/core/column.ts";
import type { Table } from "../learn/core/table.ts";
import type { Pipeline } from "../learn/pipeline.ts";
import { knownCategories } from "../models/known-categories.ts";
import type { CounterSeries } from "../monitoring/counter.ts";
import type { ModelMetrics } from "./model-metrics.ts";

/** One feature of a pipeline. Its counters are created when there is something to count. */
interface Feature {
  readonly name: string;
  /** The categories of the training; undefined unless the feature is taken as categories. */
  readonly known: ReadonlySet<string> | undefined;
  missing: CounterSeries | undefined;
  unknown: CounterSeries | undefined;
}

/**
 * Counts what is remarkable about the input of one pipeline, feature by feature: missing values, and categories that are not
 * those of the training.
 */
export class InputMonitor {
  readonly metrics: ModelMetrics;
  readonly #features: readonly Feature[];

  constructor(pipeline: Pipeline, metrics: ModelMetrics) {
    this.metrics = metrics;
    const known = knownCategories(pipeline);
    this.#features = pipeline.schema.featureNames.map((name) => ({
      name,
      known: known.get(name),
      missing: undefined,
      unknown: undefined,
    }));
  }

  /**
   * Counts rows that are about to be predicted; their columns are those of the pipeline, in its order. Costs a look at each
   * value, and for a category a look-up, or one for each category that occurs if those are fewer than the rows.
   */
  count(rows: Table): void {
    const features = this.#features;
    this.metrics.rows.add(rows.rows);
    for (let index = 0; index < features.length; index++) {
      const feature = features[index]!;
      const column = rows.column(index);
      const missing = countMissing(column);
      if (missing > 0) {
        feature.missing ??= this.metrics.counter("missing", feature.name);
        feature.missing.add(missing);
      }
      if (feature.known === undefined) continue;
      const unknown = countUnknown(stringsOf(column), feature.known);
      if (unknown > 0) {
        feature.unknown ??= this.metrics.counter("unknown", feature.name);
        feature.unknown.add(unknown);
      }
    }
  }
}

/** Returns the number of values, other than missing ones, that are not in `known`. */
function countUnknown({ codes, categories }: StringColumn, known: ReadonlySet<string>): number {
  let unknown = 0;
  if (codes.length <= categories.length) {
    for (let i = 0; i < codes.length; i++) {
      const code = codes[i]!;
      if (code >= 0 && !known.has(categories[code]!)) unknown++;
    }
    return unknown;
  }
  // 1 for a category that is not known.
  const isUnknown = Uint8Array.from(categories, (category) => (known.has(category) ? 0 : 1));
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code >= 0) unknown += isUnknown[code]!;
  }
  return unknown;
}
