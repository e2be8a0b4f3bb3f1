import { OTHER } from "./metric.ts";

/** Maximum number of features of a model that are values of a label. The runs of a model of any columns may have many. */
export const MAX_FEATURES = 50;

/** The names of features that are values of a label: the first ones that are asked for. All others share one. */
export class BoundedLabels {
  readonly #labels = new Set<string>();

  /** Returns the value of the label for a name. */
  of(name: string): string {
    if (!this.#labels.has(name)) {
      if (this.#labels.size >= MAX_FEATURES) return OTHER;
      this.#labels.add(name);
    }
    return name;
  }
}
