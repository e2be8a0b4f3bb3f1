import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../../src/errors.ts";
import { SILENT } from "../../src/learn/core/fit-monitor.ts";
import { encodeTargets } from "../../src/learn/core/labels.ts";
import { Random } from "../../src/learn/core/random.ts";
import { trainTestSplit } from "../../src/learn/model-selection/train-test-split.ts";
import { restoreStep } from "../../src/models/registry.ts";
import { decodePipeline, type StoredPipeline } from "../../src/models/stored-pipeline.ts";
import { fitTraining } from "../../src/training/fit.ts";
import { answer, prepare, type Rows, train } from "../training/train.ts";

/** Rows with a number, a text and a missing value now and then, and two labels with noise of different size. */
function drawn(rows: number, seed: number): { features: Rows; one: Rows; two: Rows } {
  const random = new Random(seed);
  const features = Array.from({ length: rows }, () => ({
    x: random.next() < 0.05 ? null : random.next() * 6,
    word: ["a", "b", "c"][random.below(3)]!,
  }));
  const values = features.map(({ x, word }) => Math.sin(x ?? 3) * 4 + word.charCodeAt(0));
  const one = values.map((y) => ({ y: y + random.normal() }));
  const two = values.map((y) => ({ y: y + random.normal(), z: 50 * y + 100 * random.normal() }));
  return { features, one, two };
}

const { features, one, two } = drawn(200, 1);
const parameters = { validation_fraction: 0.2 };
const EPOCH = "1970-01-01T00:00:00.000Z";

/** Returns the residuals of the rows held back, by a fit on the others, in ascending order. */
function residualsOf(model: string, labels: Rows, label = 0): number[] {
  const training = prepare(model, { features, labels, parameters });
  const { train: learnt, test: held } = trainTestSplit(200, { test_size: 0.2, random_state: 0 });
  const pipeline = training.createPipeline();
  pipeline.fit(training.features.takeRows(learnt), training.labels.takeRows(learnt));
  const predicted = pipeline.predictValues(training.features.takeRows(held));
  const truth = encodeTargets(training.labels.takeRows(held));
  return Array.from({ length: held.length }, (_, i) => {
    const at = i * truth.columns + label;
    return Math.abs(truth.data[at]! - predicted.data[at]!);
  }).sort((a, b) => a - b);
}

async function refusalOf(stored: StoredPipeline, interval: number): Promise<Failure> {
  const error = await answer(stored, [], false, { interval }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Failure)) throw new Error(`no Failure, but ${error}`);
  return error;
}

describe("intervals", () => {
  for (const model of ["ridge", "random_forest_regressor", "hist_gradient_boosting_regressor"]) {
    test(`of ${model} reach to the residual of rank ⌈(n + 1) · level⌉ around the prediction of the fit on all rows`, async () => {
      const { stored } = train(model, { features, labels: one, parameters });
      const residuals = residualsOf(model, one);
      expect(residuals).toHaveLength(40);
      for (const [interval, rank] of [
        [0.5, 21],
        [0.9, 37],
        [0.97, 40],
        [1e-9, 1],
      ] as const) {
        for (const rows of [features, features.slice(0, 1), []]) {
          const { predictions, intervals } = await answer(stored, rows, false, { interval });
          const half = residuals[rank - 1]!;
          expect(intervals).toEqual((predictions as number[]).map((value) => [value - half, value + half]));
        }
      }
      const { predictions } = await answer(stored, features);
      const all = train(model, { features, labels: one });
      expect(predictions).toEqual((await answer(all.stored, features)).predictions);
    });
  }

  test("of several labels are a list of pairs per row, each label with its own width", async () => {
    const { stored } = train("ridge", { features, labels: two, parameters });
    const [y, z] = [0, 1].map((label) => residualsOf("ridge", two, label)[36]!);
    const { predictions, intervals } = await answer(stored, features, false, { interval: 0.9 });
    expect(intervals).toEqual(
      (predictions as [number, number][]).map(([a, b]) => [
        [a - y!, a + y!],
        [b - z!, b + z!],
      ]),
    );
    expect(z! / y!).toBeGreaterThan(20);
  });

  test("are left out unless they are asked for", async () => {
    const { stored } = train("ridge", { features, labels: one, parameters });
    expect(await answer(stored, features)).not.toHaveProperty("intervals");
  });

  test("come with explanations", async () => {
    const { stored } = train("ridge", { features, labels: one, parameters });
    const both = await answer(stored, features, false, { interval: 0.8, explain: true });
    expect([both.intervals, both.explanations].map((list) => list?.length)).toEqual([200, 200]);
  });

  test("do not depend on the report of the run", () => {
    const bytesOf = (storesReport: boolean) =>
      fitTraining(prepare("ridge", { features, labels: one, parameters }), EPOCH, SILENT, { storesReport });
    const [without, with_] = [false, true].map((stores) =>
      decodePipeline(bytesOf(stores).bytes, restoreStep),
    );
    expect(without!.heldBack).toEqual(with_!.heldBack!);
    expect(without!.heldBack?.rows).toBe(40);
  });

  test("whose ends JSON cannot represent are refused, with the row", async () => {
    const large = one.map(({ y }) => ({ y: (y as number) * 1e303 }));
    const { stored } = train("ridge", { features, labels: large, parameters });
    const heldBack = { rows: 40, labels: [new Float64Array(40).fill(Number.MAX_VALUE)] };
    await expect(answer({ ...stored, heldBack }, features, false, { interval: 0.9 })).rejects.toMatchObject({
      kind: "invalid",
      message: "features[0] holds numbers too large: its interval is not finite",
    });
  });
});

test("a run has no intervals, and says so, if a residual is too large for a number", async () => {
  const huge = features.map((_, i) => ({ y: i % 3 === 0 ? -1.7e308 : 1.7e308 }));
  const given = { ...parameters, n_neighbors: 1 };
  const { stored, warnings } = train("knn_regressor", { features, labels: huge, parameters: given });
  expect(stored.heldBack).toBeNull();
  expect(warnings).toContain(
    "validation_fraction: the predictions of the rows held back are too far off for intervals",
  );
});

describe("intervals are refused", () => {
  test("for models that do not predict numbers", async () => {
    const classes = one.map(({ y }) => ({ y: (y as number) > 97 ? "yes" : "no" }));
    for (const [model, labels] of [
      ["logistic_regression", classes],
      ["kmeans", undefined],
      ["isolation_forest", undefined],
    ] as const) {
      const { stored } = train(model, { features, ...(labels && { labels }), parameters });
      expect(stored.heldBack).toBeUndefined();
      expect(await refusalOf(stored, 0.9)).toMatchObject({
        kind: "invalid",
        message: expect.stringMatching(/^interval cannot be given: \w+ does not predict numbers$/),
        issues: [{ path: "interval", message: "must be left out for this run" }],
      });
    }
  });

  test("for a run that held back no rows, even if its estimator did so to stop early", async () => {
    for (const [model, given] of [
      ["ridge", { cv: 5 }],
      ["ridge", { validation_fraction: null }],
      ["hist_gradient_boosting_regressor", { early_stopping: true }],
      ["gradient_boosting_regressor", { n_iter_no_change: 3 }],
      ["mlp_regressor", { early_stopping: true, max_iter: 20 }],
    ] as const) {
      const { stored } = train(model, { features, labels: one, parameters: given });
      expect(stored.heldBack).toBeNull();
      expect(await refusalOf(stored, 0.9)).toMatchObject({
        kind: "invalid",
        message:
          "interval cannot be given: run 1 has no residuals of rows held back; train it again and send the parameter validation_fraction as a fraction, such as 0.2",
      });
    }
  });

  test("for a run whose validation_fraction was a number of rows, of which the fit held back some to stop early", async () => {
    const counted = { early_stopping: true, validation_fraction: 20 };
    const { stored } = train("hist_gradient_boosting_regressor", {
      features,
      labels: one,
      parameters: counted,
    });
    expect(stored.heldBack).toBeNull();
    expect(await refusalOf(stored, 0.9)).toMatchObject({
      kind: "invalid",
      message:
        "interval cannot be given: run 1 has no residuals of rows held back: validation_fraction was sent as a number of rows, which only stops a fit early; train it again and send it as a fraction, such as 0.2",
    });
  });

  test("at a level for which too few rows were held back, with the number that is needed", async () => {
    const { stored } = train("ridge", { features, labels: one, parameters });
    expect(await refusalOf(stored, 0.98)).toMatchObject({
      kind: "invalid",
      message:
        "interval cannot be given: the level 0.98 needs at least 49 rows held back, and run 1 held back 40; ask for a lower level, or train the run with more rows or a larger validation_fraction",
      issues: [{ path: "interval", message: "needs at least 49 rows held back; this run held back 40" }],
    });
  });

  test("for a run that an older version stored", async () => {
    const old = join(import.meta.dir, "../models/fixtures/format-1/ridge.msgpack");
    const stored = decodePipeline(readFileSync(old), restoreStep);
    expect(await refusalOf(stored, 0.9)).toMatchObject({
      kind: "conflict",
      message:
        "the stored pipeline of run 1 has no intervals: an older version stored it; train the run again, with the parameter validation_fraction",
    });
  });
});

test("a boosted model that was sent validation_fraction has intervals and stops early by rows of its own", async () => {
  const given = { early_stopping: true, validation_fraction: 0.25, max_iter: 30 };
  const { stored } = train("hist_gradient_boosting_regressor", { features, labels: one, parameters: given });
  expect(stored.heldBack?.rows).toBe(50);
  const { intervals } = await answer(stored, features, false, { interval: 0.9 });
  expect(intervals).toHaveLength(200);
});

/** The residuals are those of a fit on fewer rows than the stored one; these figures show that the level holds all the same. */
describe("the fit on all rows lies in its intervals about as often as the level says:", () => {
  for (const model of ["ridge", "random_forest_regressor", "knn_regressor", "gradient_boosting_regressor"]) {
    test(model, async () => {
      let inside = 0;
      const SETS = 20;
      for (let set = 0; set < SETS; set++) {
        const sample = drawn(150, 100 + set);
        const fresh = drawn(200, 1000 + set);
        const { stored } = train(model, {
          features: sample.features,
          labels: sample.one,
          parameters: {
            validation_fraction: 0.4,
            ...(model.includes("forest") || model.includes("boosting") ? { n_estimators: 15 } : {}),
          },
        });
        const { intervals } = await answer(stored, fresh.features, false, { interval: 0.9 });
        (intervals as [number, number][]).forEach(([lower, upper], i) => {
          const y = fresh.one[i]!.y as number;
          if (y >= lower && y <= upper) inside++;
        });
      }
      const coverage = inside / (SETS * 200);
      expect(coverage).toBeGreaterThan(0.88);
      expect(coverage).toBeLessThan(0.96);
    });
  }
});
