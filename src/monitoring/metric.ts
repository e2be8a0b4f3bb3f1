/** The names and values of the labels of one time series. */
export type Labels = Readonly<Record<string, string>>;

/** One line of a metric: a suffix of its name, labels, and a value. */
export interface Sample {
  readonly suffix: "" | "_bucket" | "_sum" | "_count";
  readonly labels: Labels;
  readonly value: number;
}

/**
 * A metric of this process: a family of time series with one name. The values are plain numbers; they become text only when
 * Prometheus asks for them.
 */
export interface Metric {
  /** The name by the conventions of Prometheus: a unit such as `_seconds`, and `_total` for a counter. */
  readonly name: string;
  /** What is measured, in one line. */
  readonly help: string;
  readonly type: "counter" | "gauge" | "histogram";
  /** Returns the current values. */
  samples(): Sample[];
}

/** Takes the place of a value of a label that is not one of a bounded number of values. */
export const OTHER = "other";

/** Returns the labels with these names and values, which are in the same order. */
export function labelsOf(names: readonly string[], values: readonly string[]): Labels {
  return Object.fromEntries(names.map((name, index) => [name, values[index]!]));
}

/** The time series of a metric, by the values of their labels. */
export class SeriesByLabels<S> {
  readonly #names: readonly string[];
  readonly #create: () => S;
  readonly #entries = new Map<string, { readonly labels: Labels; readonly series: S }>();

  /** `names` are those of the labels. `create` returns a new series. */
  constructor(names: readonly string[], create: () => S) {
    this.#names = names;
    this.#create = create;
  }

  /** Returns the series with these values of the labels; a new one if there is none. */
  get(values: readonly string[]): S {
    const key = JSON.stringify(values);
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      entry = { labels: labelsOf(this.#names, values), series: this.#create() };
      this.#entries.set(key, entry);
    }
    return entry.series;
  }

  /** Returns every series with its labels, in the order of their creation. */
  all(): { readonly labels: Labels; readonly series: S }[] {
    return [...this.#entries.values()];
  }
}
