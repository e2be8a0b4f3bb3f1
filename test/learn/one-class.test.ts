import { describe, expect, test } from "bun:test";
import { ClassifierEstimator } from "../../src/learn/core/estimator.ts";
import { encodeClasses } from "../../src/learn/core/labels.ts";
import { Pipeline } from "../../src/learn/pipeline.ts";
import { restoreStep } from "../../src/models/registry.ts";
import { decodePipeline, encodePipeline } from "../../src/models/stored-pipeline.ts";
import { pack } from "./fit-and-apply.ts";
import { STEPS } from "./step-list.ts";

/** The classifiers that scikit-learn can fit to a single class. */
const LEARN_ONE = [
  "DecisionTreeClassifier",
  "DummyClassifier",
  "ExtraTreesClassifier",
  "GaussianNB",
  "KNeighborsClassifier",
  "RandomForestClassifier",
];

const provenance = {
  parameters: {},
  rows: 40,
  dataHash: "",
  randomState: 0,
  iterations: null,
  converged: null,
  mlsvcVersion: "0",
  time: "",
};

describe("rows of a single class", () => {
  const classifiers = STEPS.filter(({ create }) => create() instanceof ClassifierEstimator);

  test("are accepted by the same classifiers as in scikit-learn", () => {
    const types = classifiers
      .map(({ create }) => create() as ClassifierEstimator)
      .filter(({ leastClasses }) => leastClasses === 1)
      .map(({ type }) => type);
    expect([...new Set(types)].sort()).toEqual(LEARN_ONE);
  });

  for (const { name, create, rows } of classifiers) {
    const { leastClasses } = create() as ClassifierEstimator;
    const X = pack(rows);
    const labels = pack(rows.map(() => ({ y: "only" })));

    test(`${name} ${leastClasses === 1 ? "learns it, stored and restored too" : "says that it needs two"}`, () => {
      const pipeline = new Pipeline([create() as ClassifierEstimator]);
      if (leastClasses === 2) {
        expect(() => pipeline.fit(X, labels)).toThrow('label "y" has 1 class; this model needs at least 2');
        return;
      }
      pipeline.fit(X, labels);
      const stored = decodePipeline(encodePipeline({ model: "m", pipeline, provenance }), restoreStep);
      for (const fitted of [pipeline, stored.pipeline]) {
        expect(fitted.schema.classes).toEqual(["only"]);
        expect(fitted.predict(X)).toEqual(rows.map(() => "only"));
        const probabilities = { rows: rows.length, columns: 1, data: new Float64Array(rows.length).fill(1) };
        expect(fitted.predictProba(X)).toEqual(probabilities);
      }
    });
  }
});

describe("missing labels", () => {
  const labels = (missing: number[], value: string | number) =>
    pack(Array.from({ length: 40 }, (_, i) => ({ y: missing.includes(i) ? null : value })));

  test("are reported with their rows", () => {
    expect(() => encodeClasses(labels([3], "a"))).toThrow('label "y" is null in labels[3]; every row needs');
    expect(() => encodeClasses(labels([3, 7], "a"))).toThrow("null in labels[3], labels[7]; every");
    expect(() => encodeClasses(labels([1, 2, 3, 4, 5, 6], "a"))).toThrow("labels[5] and 1 more row; every");
  });

  test("are listed one by one, up to 20, for numbers and classes", () => {
    const regressor = new Pipeline([STEPS.find(({ name }) => name === "Ridge")!.create() as never]);
    const missing = Array.from({ length: 30 }, (_, i) => i + 2);
    for (const validate of [
      () => encodeClasses(labels(missing, "a")),
      () => regressor.checkBeforeFit(labels([], 1), labels(missing, 1)),
    ]) {
      try {
        validate();
        expect.unreachable();
      } catch (error) {
        expect(error).toMatchObject({
          message: expect.stringContaining("labels[6] and 25 more rows"),
          issues: missing
            .slice(0, 20)
            .map((row) => ({ path: `labels[${row}].y`, message: "must not be null" })),
        });
      }
    }
  });
});
