import { afterAll, describe, expect, test } from "bun:test";
import { SILENT } from "../../src/learn/core/fit-monitor.ts";
import { Random } from "../../src/learn/core/random.ts";
import { binColumns, bytesOfBins } from "../../src/learn/ensemble/hist-gradient-boosting/binned-data.ts";
import { SharedMemory } from "../../src/learn/ensemble/hist-gradient-boosting/shared-memory.ts";
import type { Crew, HelperProgram, Helpers } from "../../src/learn/threads/helpers.ts";
import { fitTraining } from "../../src/training/fit.ts";
import { HelperTeam } from "../../src/training/helper-team.ts";
import { HELPER_URL } from "../../src/worker-url.ts";
import { type Body, prepare } from "./train.ts";

/** A team that counts how many of its helpers took part in each program of a fit. */
class CountingTeam implements Helpers {
  readonly participants = new Map<string, number>();
  readonly sharesSmallFits = true;
  readonly #team = new HelperTeam(HELPER_URL);

  get count(): number {
    return this.#team.count;
  }

  set count(count: number) {
    this.#team.count = count;
  }

  start<I, O>(program: HelperProgram<I, O>, input: I, count: number): Crew<O> {
    const crew = this.#team.start(program, input, count);
    return {
      check: () => crew.check(),
      dismiss: () => crew.dismiss(),
      finish: () => {
        const outputs = crew.finish();
        if (outputs.length > 0) this.participants.set(program.name, outputs.length);
        return outputs;
      },
    };
  }

  close(): void {
    this.#team.close();
  }
}

const team = new CountingTeam();
afterAll(() => team.close());

function fit(model: string, body: Body, threads: number) {
  team.count = threads - 1;
  team.participants.clear();
  const { bytes, metrics } = fitTraining(prepare(model, body), "2026-01-02T03:04:05.000Z", SILENT, {
    helpers: team,
  });
  const figures = metrics.filter(([name]) => name !== "train_seconds");
  return [Buffer.from(bytes).toString("base64"), figures];
}

/** Rows of numbers and a text, with some missing values, and classes and numbers that depend on them. */
function rows(count: number, seed: number) {
  const random = new Random(seed);
  const features = Array.from({ length: count }, () => ({
    a: random.normal(),
    b: random.normal(),
    c: random.next() < 0.05 ? null : random.next(),
    word: ["red", "green", "blue"][random.below(3)]!,
  }));
  const values = features.map(({ a, b, c, word }) => a - 2 * b + (c ?? 3) + (word === "red" ? 1 : 0));
  return {
    features,
    classes: values.map((value) => ({ y: value + random.normal() > 0 ? "yes" : "no" })),
    threeClasses: values.map((value) => ({ y: Math.min(2, Math.max(0, Math.round(value))) })),
    numbers: values.map((value) => ({ y: value + random.normal() })),
  };
}

const { features, classes, threeClasses, numbers } = rows(3000, 7);

const TREES = "trees of a forest";
const STEPS = "steps of boosting";

describe("on 1, 2 and 3 threads the stored bytes and the metrics are identical:", () => {
  test.each<[string, string, string, Body]>([
    ["a random forest", TREES, "random_forest_classifier", { features, labels: classes }],
    [
      "a weighted forest of three classes",
      TREES,
      "random_forest_classifier",
      {
        features,
        labels: threeClasses,
        parameters: { class_weight: "balanced_subsample", criterion: "entropy" },
      },
    ],
    ["extra trees", TREES, "extra_trees_classifier", { features, labels: threeClasses }],
    ["a forest of numbers", TREES, "random_forest_regressor", { features, labels: numbers }],
    ["extra trees of numbers", TREES, "extra_trees_regressor", { features, labels: numbers }],
    [
      "boosting",
      STEPS,
      "hist_gradient_boosting_classifier",
      { features, labels: classes, parameters: { max_iter: 200 } },
    ],
    [
      "boosting of three classes, weighted, with few features per split",
      STEPS,
      "hist_gradient_boosting_classifier",
      { features, labels: threeClasses, parameters: { class_weight: "balanced", max_features: 0.7 } },
    ],
    [
      "boosting of numbers that stops early",
      STEPS,
      "hist_gradient_boosting_regressor",
      { features, labels: numbers, parameters: { early_stopping: true, max_iter: 500 } },
    ],
    [
      "boosting of a quantile in trees without limits",
      STEPS,
      "hist_gradient_boosting_regressor",
      {
        features,
        labels: numbers,
        parameters: {
          loss: "quantile",
          quantile: 0.7,
          max_leaf_nodes: null,
          min_samples_leaf: 3,
          max_iter: 170,
        },
      },
    ],
    [
      "calibrated boosting",
      STEPS,
      "hist_gradient_boosting_classifier",
      { features, labels: threeClasses, parameters: { calibrate: "isotonic", max_iter: 60 } },
    ],
    [
      "boosting with a threshold",
      STEPS,
      "hist_gradient_boosting_classifier",
      { features, labels: classes, parameters: { threshold: "f1", max_iter: 100 } },
    ],
    [
      "a forest under monotonic constraints",
      TREES,
      "random_forest_classifier",
      { features, labels: classes, parameters: { monotonic_cst: { a: 1, b: -1 } } },
    ],
    [
      "boosting under monotonic constraints",
      STEPS,
      "hist_gradient_boosting_classifier",
      { features, labels: classes, parameters: { max_iter: 200, monotonic_cst: { a: 1, c: 1 } } },
    ],
    [
      "restarts of k-means",
      "restarts of k-means",
      "kmeans",
      { features: features.map(({ a, b }) => ({ a, b })), parameters: { n_clusters: 40, n_init: 20 } },
    ],
    [
      "restarts of k-means with weights of rows",
      "restarts of k-means",
      "kmeans",
      {
        features: features.map(({ a, b }, i) => ({ a, b, w: i % 3 })),
        parameters: { n_clusters: 40, n_init: 20, sample_weight: "w" },
      },
    ],
    [
      "boosting of numbers with weights of rows",
      STEPS,
      "hist_gradient_boosting_regressor",
      {
        features: features.map((row, i) => ({ ...row, w: 0.5 + (i % 3) })),
        labels: numbers,
        parameters: { loss: "absolute_error", max_iter: 200, sample_weight: "w" },
      },
    ],
    [
      "folds of cv by groups, with weights of rows",
      "folds",
      "extra_trees_regressor",
      {
        features: features.map((row, i) => ({ ...row, w: i % 3, g: i % 17 })),
        labels: numbers,
        parameters: { cv: 4, cv_groups: "g", sample_weight: "w", n_estimators: 60 },
      },
    ],
    [
      "folds of cv, and rows held out",
      "folds",
      "random_forest_regressor",
      { features, labels: numbers, parameters: { cv: 4, n_estimators: 60, validation_fraction: 0.2 } },
    ],
  ])(
    "%s",
    (_, program, model, body) => {
      const alone = fit(model, body, 1);
      expect(team.participants.size).toBe(0);
      for (const threads of [2, 3]) {
        // A fit does not wait for a helper that is still starting; after some fits all of them take part.
        for (let tries = 0, helpers = 0; helpers < threads - 1; tries++) {
          if (tries === 100) throw new Error(`${threads - 1} helpers never took part`);
          expect(fit(model, body, threads)).toEqual(alone);
          helpers = team.participants.get(program) ?? 0;
        }
      }
    },
    60_000,
  );
});

test("columns are binned in the same way with and without helpers", () => {
  const random = new Random(5);
  const count = 20_000;
  const columns = Array.from({ length: 6 }, (_, j) =>
    Float64Array.from({ length: count }, () => (j === 2 ? random.below(9) : random.normal())),
  );
  const bin = (wanted: number) => {
    const bytes = bytesOfBins(count, columns.length);
    const shared = new SharedMemory(bytes, bytes);
    const counts = columns.map((_, j) => (j === 2 ? 9 : null));
    const help = { helpers: team, wanted };
    const data = binColumns(columns, counts, count, 255, undefined, new Random(0), shared, help);
    return { data, bytes: Buffer.from(shared.memory.buffer) };
  };
  const alone = bin(0);
  team.count = 2;
  team.participants.clear();
  for (let tries = 0; team.participants.get("bins of columns") !== 2; tries++) {
    if (tries === 100) throw new Error("2 helpers never took part");
    const together = bin(2);
    expect(together.data).toEqual(alone.data);
    expect(together.bytes.equals(alone.bytes)).toBe(true);
  }
}, 60_000);

test("a small fit does not start threads, which would take longer than the fit", () => {
  const few = {
    features: features.slice(0, 50),
    labels: classes.slice(0, 50),
    parameters: { n_estimators: 10 },
  };
  const asked: number[] = [];
  const watching: Helpers = {
    count: 3,
    start(_program, _input, count) {
      asked.push(count);
      return { check() {}, finish: () => [], dismiss() {} };
    },
  };
  fitTraining(prepare("random_forest_classifier", few), "2026-01-02T03:04:05.000Z", SILENT, {
    helpers: watching,
  });
  expect(asked).toEqual([0]);
});
