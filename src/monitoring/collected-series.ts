import { type Labels, labelsOf, type Metric, type Sample } from "./metric.ts";

/** The values of the labels of one time series, and its value. */
export type LabelledValue = readonly [labels: readonly string[], value: number];

/** A gauge whose time series are those that exist when Prometheus asks for them. */
export class CollectedSeries implements Metric {
  readonly type = "gauge";
  readonly name: string;
  readonly help: string;
  readonly #labelNames: readonly string[];
  readonly #read: () => Iterable<LabelledValue>;

  /** `read` returns each series once, with its labels in the order of `labelNames`; it must be quick. */
  constructor(
    name: string,
    help: string,
    labelNames: readonly string[],
    read: () => Iterable<LabelledValue>,
  ) {
    this.name = name;
    this.help = help;
    this.#labelNames = labelNames;
    this.#read = read;
  }

  samples(): Sample[] {
    return Array.from(this.#read(), ([values, value]) => {
      const labels: Labels = labelsOf(this.#labelNames, values);
      return { suffix: "", labels, value };
    });
  }
}
