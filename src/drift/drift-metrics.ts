import { shortName } from "../learn/core/errors.ts";
import { REGISTRY } from "../models/registry.ts";
import { BoundedLabels, MAX_FEATURES } from "../monitoring/bounded-labels.ts";
import { CollectedSeries, type LabelledValue } from "../monitoring/collected-series.ts";
import { Counter } from "../monitoring/counter.ts";
import { type Metric, OTHER } from "../monitoring/metric.ts";
import { type ColumnFigures, figuresOf } from "./column-figures.ts";
import type { KeptWindow } from "./run-windows.ts";

/** Enters what was recorded, and returns the windows that the gauges are about: of each model, that of the run that was trained last. */
type ReadWindows = () => Iterable<KeptWindow>;

/** The metrics of drift, by model and feature. */
export class DriftMetrics {
  readonly metrics: readonly Metric[];
  readonly #outOfRange = new Counter(
    "mlsvc_predict_out_of_range_values_total",
    "Numbers in predicted rows that are less or greater than all of the training",
    ["model", "feature"],
  );
  readonly #labels = new Map<string, BoundedLabels>();

  constructor(read: ReadWindows) {
    const { name, help, type } = this.#outOfRange;
    const outOfRange: Metric = {
      name,
      help,
      type,
      samples: () => {
        // Counts what was recorded before.
        read();
        return this.#outOfRange.samples();
      },
    };
    this.metrics = [
      outOfRange,
      new CollectedSeries("mlsvc_drift_window_rows", "Rows in the window of the model", ["model"], () =>
        rowsByModel(read()),
      ),
      new CollectedSeries(
        "mlsvc_drift_window_ratio",
        "Share of the rows of the window whose value is missing, an unknown category, or out of range",
        ["model", "feature", "kind"],
        () => byFeature(read(), ratios),
      ),
      new CollectedSeries(
        "mlsvc_drift_psi",
        "Population stability index of the values in the window, compared with the training",
        ["model", "feature"],
        () => byFeature(read(), ({ psi }) => (psi === null ? [] : [[[], psi]])),
      ),
    ];
  }

  /** Counts numbers of a feature of a model that are out of range. */
  count(model: string, feature: string, outOfRange: number): void {
    this.#outOfRange.labels(...this.#labelsOf(model, feature)).add(outOfRange);
  }

  #labelsOf(name: string, feature: string): [model: string, feature: string] {
    const model = REGISTRY.has(name) ? name : OTHER;
    const labels = this.#labels.get(model) ?? new BoundedLabels();
    this.#labels.set(model, labels);
    return [model, labels.of(shortName(feature))];
  }
}

function* rowsByModel(windows: Iterable<KeptWindow>): Iterable<LabelledValue> {
  for (const { model, window } of windows)
    if (window !== null && REGISTRY.has(model)) yield [[model], window.rows];
}

/** Returns the values that `read` finds in the figures of the most important columns, with its labels after model and feature. */
function* byFeature(
  windows: Iterable<KeptWindow>,
  read: (figures: ColumnFigures) => readonly LabelledValue[],
): Iterable<LabelledValue> {
  for (const { model, window } of windows) {
    if (window === null || !REGISTRY.has(model)) continue;
    const seen = new Set<string>();
    for (const column of window.columns.slice(0, MAX_FEATURES)) {
      const feature = shortName(column.training.name);
      if (seen.has(feature)) continue;
      seen.add(feature);
      for (const [labels, value] of read(figuresOf(column))) yield [[model, feature, ...labels], value];
    }
  }
}

function ratios({ missingShare, unknownShare, outOfRangeShare }: ColumnFigures): LabelledValue[] {
  const shares = { missing: missingShare, unknown: unknownShare, out_of_range: outOfRangeShare };
  return Object.entries(shares).flatMap(([kind, share]) =>
    share === null ? [] : [[[kind], share] as const],
  );
}
