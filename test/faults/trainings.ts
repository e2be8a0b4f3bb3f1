import { dataset, type Rows, slowIris } from "../e2e/data.ts";

/** A training as a caller posts it, with rows that its pipeline can predict. */
export interface Training {
  readonly model: string;
  readonly body: Rows & { readonly parameters?: Record<string, unknown> };
  readonly rows: readonly Record<string, unknown>[];
}

/** The models of this file. */
export const FAULT_MODELS = ["iris", "random_forest_regressor"];

const iris = dataset("iris");

/** A training of a few milliseconds. */
export const QUICK: Training = { model: "iris", body: iris, rows: iris.features.slice(0, 3) };

/** A training of minutes, for faults during a fit. */
export const ENDLESS: Training = { model: "iris", body: slowIris(), rows: QUICK.rows };

/** A fit of about a second, with a result of several megabytes that takes almost as long to write. */
export const BULKY: Training = (() => {
  // Noise for which a tree needs many leaves; the same in every run.
  const noise = (i: number, j: number) => (Math.sin(12.9898 * i + 78.233 * j) * 43_758.5453) % 1;
  const features = Array.from({ length: 4000 }, (_, i) => ({
    a: noise(i, 1),
    b: noise(i, 2),
    c: noise(i, 3),
  }));
  const labels = features.map((_, i) => ({ y: noise(i, 4) }));
  return {
    model: "random_forest_regressor",
    body: { parameters: { n_estimators: 60 }, features, labels },
    rows: features.slice(0, 3),
  };
})();
