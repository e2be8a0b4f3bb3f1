import type { Labels, Metric, Sample } from "./metric.ts";

/** A metric with one time series, whose value is read when Prometheus asks for it. */
export class Collected implements Metric {
  readonly type: "counter" | "gauge";
  readonly name: string;
  readonly help: string;
  readonly #read: () => number;
  readonly #labels: Labels;

  /** `read` returns the value; it must be quick. */
  constructor(type: Collected["type"], name: string, help: string, read: () => number, labels: Labels = {}) {
    this.type = type;
    this.name = name;
    this.help = help;
    this.#read = read;
    this.#labels = labels;
  }

  samples(): Sample[] {
    return [{ suffix: "", labels: this.#labels, value: this.#read() }];
  }
}
