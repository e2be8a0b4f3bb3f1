import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { ANY_FEATURES } from "../../src/models/model.ts";
import { REGISTRY } from "../../src/models/registry.ts";
import { answer, type Rows, train } from "./train.ts";

const MODELS = [...REGISTRY.values()]
  .map(({ model }) => model)
  .filter(({ featureNames }) => featureNames === ANY_FEATURES);

/** Parameters with which a fit is quick enough for a hundred repetitions. */
const QUICK: Readonly<Record<string, Record<string, unknown>>> = {
  decision_tree_classifier: { max_depth: 2 },
  extra_trees_classifier: { n_estimators: 4, max_depth: 2 },
  random_forest_classifier: { n_estimators: 4, max_depth: 2 },
  extra_trees_regressor: { n_estimators: 3 },
  random_forest_regressor: { n_estimators: 3 },
  hist_gradient_boosting_classifier: { max_iter: 3, min_samples_leaf: 2 },
  hist_gradient_boosting_regressor: { max_iter: 3, min_samples_leaf: 2 },
  knn_classifier: { n_neighbors: 4 },
  knn_regressor: { n_neighbors: 4 },
  mlp_classifier: { hidden_layer_sizes: [3], max_iter: 5 },
  mlp_regressor: { hidden_layer_sizes: [3], max_iter: 5 },
};

/**
 * Rows of few values, each of them once with every label. Nothing distinguishes the labels, so decision values are 0 except
 * for rounding, votes are equal, and probabilities are one half, or differ from it in the last bit.
 */
const undecided = (labels: number) =>
  fc
    .uniqueArray(fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 })), {
      minLength: 3,
      maxLength: 12,
      selector: String,
    })
    .map((points) =>
      points.flatMap(([a, b]) =>
        Array.from({ length: labels }, (_, label) => ({ a, b, label: `class ${label}` })),
      ),
    );

/** Rows whose labels are drawn at random. */
const anyRows = fc.array(
  fc.record({
    a: fc.integer({ min: -3, max: 3 }),
    b: fc.double({ min: -1, max: 1, noNaN: true }),
    label: fc.constantFrom("class 0", "class 1", "class 2"),
  }),
  { minLength: 12, maxLength: 30 },
);

type Labelled = { readonly a: number; readonly b: number; readonly label: string };

/** Rows that any model can learn: at least two labels. */
const rows: fc.Arbitrary<readonly Labelled[]> = fc
  .oneof(undecided(2), undecided(3), anyRows)
  .filter((drawn) => new Set(drawn.map(({ label }) => label)).size > 1);

const featuresOf = (drawn: readonly Labelled[]): Rows => drawn.map(({ a, b }) => ({ a, b }));

describe("the stored metrics are those of the classes that /api/predict returns", () => {
  for (const { name } of MODELS.filter(({ type }) => type === "classification")) {
    test(name, async () => {
      await fc.assert(
        fc.asyncProperty(rows, async (drawn) => {
          const features = featuresOf(drawn);
          const truth = drawn.map(({ label }) => label);
          const labels = truth.map((label) => ({ label }));
          const { stored, metrics } = train(name, { features, labels, parameters: QUICK[name] ?? {} });
          const { predictions } = await answer(stored, features);
          const right = (rows: number[]) => rows.filter((i) => predictions[i] === truth[i]).length;
          const all = [...truth.keys()];
          expect(metrics.accuracy).toBeCloseTo(right(all) / all.length, 12);
          const recalls = [...new Set(truth)].map((label) => {
            const own = all.filter((i) => truth[i] === label);
            return right(own) / own.length;
          });
          const recall = recalls.reduce((a, b) => a + b, 0) / recalls.length;
          expect(metrics.balanced_accuracy).toBeCloseTo(recall, 12);
        }),
        { numRuns: 60, seed: 7 },
      );
    });
  }
});

describe("log_loss is that of the probabilities that /api/predict returns", () => {
  for (const { name } of MODELS.filter(({ type }) => type === "classification")) {
    if (["svc", "linear_svc"].includes(name)) continue;
    test(name, async () => {
      await fc.assert(
        fc.asyncProperty(rows, async (drawn) => {
          const features = featuresOf(drawn);
          const labels = drawn.map(({ label }) => ({ label }));
          const { stored, metrics } = train(name, { features, labels, parameters: QUICK[name] ?? {} });
          const { probabilities } = await answer(stored, features, true);
          const losses = drawn.map(({ label }, i) => -Math.log(clip(probabilities![i]![label]!)));
          expect(metrics.log_loss).toBeCloseTo(losses.reduce((a, b) => a + b, 0) / losses.length, 9);
        }),
        { numRuns: 10, seed: 7 },
      );
    });
  }
});

/** Keeps a probability a rounding error away from 0 and 1, as scikit-learn's `log_loss` does. */
function clip(probability: number): number {
  return Math.min(Math.max(probability, Number.EPSILON), 1 - Number.EPSILON);
}

describe("rmse and mae are those of the numbers that /api/predict returns", () => {
  for (const { name } of MODELS.filter(({ type }) => type === "regression")) {
    test(name, async () => {
      await fc.assert(
        fc.asyncProperty(anyRows, async (drawn) => {
          const features = featuresOf(drawn);
          const truth = drawn.map(({ a, b }, i) => a - 2 * b + Math.sin(i));
          const labels = truth.map((y) => ({ y }));
          const { stored, metrics } = train(name, { features, labels, parameters: QUICK[name] ?? {} });
          const { predictions } = await answer(stored, features);
          const errors = truth.map((y, i) => Math.abs(y - (predictions[i] as number)));
          expect(metrics.mae).toBeCloseTo(errors.reduce((a, b) => a + b, 0) / errors.length, 9);
          expect(metrics.rmse).toBeCloseTo(Math.hypot(...errors) / Math.sqrt(errors.length), 9);
        }),
        { numRuns: 15, seed: 7 },
      );
    });
  }
});
