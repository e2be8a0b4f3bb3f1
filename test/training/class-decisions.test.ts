import { describe, expect, test } from "bun:test";
import { Failure } from "../../src/errors.ts";
import { ValueError } from "../../src/learn/core/errors.ts";
import { REGISTRY } from "../../src/models/registry.ts";
import { dataset } from "../e2e/data.ts";
import { dataOf, FIGURES } from "../learn/calibration/golden.ts";
import { answer, prepare, train } from "./train.ts";

const CLASSIFIERS = [...REGISTRY.values()]
  .filter(({ model }) => model.type === "classification" && "calibrate" in model.parameters.entries)
  .map(({ model }) => model.name);
/** Small fits. */
const QUICK: Readonly<Record<string, object>> = {
  mlp_classifier: { max_iter: 20 },
  random_forest_classifier: { n_estimators: 10 },
  extra_trees_classifier: { n_estimators: 10 },
  gradient_boosting_classifier: { n_estimators: 10 },
  hist_gradient_boosting_classifier: { max_iter: 10 },
};

const churn = dataset("churn");
const two = { features: churn.features.slice(0, 200), labels: churn.labels.slice(0, 200) };
const iris = dataset("iris");

/** Trains on two classes, and returns the answer for the training rows. */
async function trained(model: string, parameters: object) {
  const run = train(model, { ...two, parameters: { ...QUICK[model], ...parameters } });
  return { ...run, answer: await answer(run.stored, two.features, true) };
}

test("every classifier of any columns has calibrate and threshold, and no other model has", () => {
  expect(CLASSIFIERS).toHaveLength(12);
  for (const { model } of REGISTRY.values()) {
    const names = Object.keys(model.getDefaultParameters()).filter((name) =>
      ["calibrate", "threshold"].includes(name),
    );
    expect([model.name, names]).toEqual([
      model.name,
      CLASSIFIERS.includes(model.name) ? ["calibrate", "threshold"] : [],
    ]);
  }
});

describe.each(CLASSIFIERS)("%s", (model) => {
  test("has calibrated probabilities that sum to 1 and a threshold that its classes follow", async () => {
    const {
      stored,
      metrics,
      answer: found,
    } = await trained(model, {
      calibrate: "sigmoid",
      threshold: "balanced_accuracy",
    });
    const { decision_threshold } = metrics;
    expect(decision_threshold).toBeGreaterThan(0);
    expect(decision_threshold).toBeLessThan(1);
    expect(stored.pipeline.decisionThreshold).toEqual({ value: decision_threshold!, of: "probability" });
    found.probabilities!.forEach((by, row) => {
      expect(by.no! + by.yes!).toBeCloseTo(1, 12);
      expect(found.predictions[row]).toBe(by.yes! >= decision_threshold! ? "yes" : "no");
    });
    expect(metrics.log_loss).toBeGreaterThan(0);
  });

  test("has the same pipeline with null as without the parameters", () => {
    const steps = (parameters: object) =>
      JSON.stringify(
        train(model, { ...two, parameters: { ...QUICK[model], ...parameters } }).stored.pipeline.toStates(),
      );
    expect(steps({ calibrate: null, threshold: null })).toBe(steps({}));
  });

  test("has calibrated probabilities of three classes, by every method", async () => {
    for (const calibrate of ["sigmoid", "isotonic", "temperature"]) {
      const { stored } = train(model, { ...iris, parameters: { ...QUICK[model], calibrate } });
      const { predictions, probabilities, classes } = await answer(stored, iris.features, true);
      expect(classes).toEqual(["setosa", "versicolor", "virginica"]);
      const right = predictions.filter((name, i) => name === iris.labels[i]!.species).length;
      expect(right).toBeGreaterThan(120);
      for (const by of probabilities!) {
        expect(by.setosa! + by.versicolor! + by.virginica!).toBeCloseTo(1, 10);
      }
    }
  });
});

test("the probabilities of a run are those of scikit-learn", async () => {
  const golden = FIGURES.cases.find(
    ({ dataset: name, estimator, method }) => name === "iris" && estimator === "SVC" && method === "isotonic",
  )!;
  const held = new Set((await import("../learn/golden/cases.ts")).readGolden("splits.json").iris.test_rows);
  const learnt = Array.from(iris.features.keys()).filter((row) => !held.has(row));
  const { stored } = train("svc", {
    features: learnt.map((row) => iris.features[row]!),
    labels: learnt.map((row) => iris.labels[row]!),
    parameters: { ...golden.params, calibrate: golden.method },
  });
  expect(dataOf(golden).X.rows).toBe(learnt.length);
  const { probabilities } = await answer(
    stored,
    golden.rows.map((row) => iris.features[row]!),
    true,
  );
  const found = probabilities!.flatMap((by) => Object.values(by));
  expect(found).toHaveLength(golden.probabilities.length);
  found.forEach((p, i) => {
    expect(p).toBeCloseTo(golden.probabilities[i]!, 6);
  });
});

describe("probabilities of a model without them are refused,", () => {
  const ask = async (
    model: string,
    parameters: Record<string, unknown>,
    option: "probabilities" | "scores",
  ) => {
    const { stored } = train(model, { ...two, parameters });
    return answer(stored, two.features.slice(0, 2), option === "probabilities", {
      scores: option === "scores",
    });
  };
  test.each(["svc", "linear_svc"])("by %s, with the remedy", async (model) => {
    const refused = ask(model, {}, "probabilities");
    await expect(refused).rejects.toThrow(Failure);
    await expect(refused).rejects.toThrow(
      /^probabilities cannot be given: (linear_)?svc has none; train the run again with the parameter calibrate \("sigmoid", "isotonic" or "temperature"\)$/,
    );
  });

  test("and so are scores of a calibrated one", async () => {
    await expect(ask("svc", { calibrate: "sigmoid" }, "scores")).rejects.toThrow(
      "scores cannot be given: the run was trained with calibrate, and has probabilities instead; ask for these",
    );
    await expect(ask("svc", { calibrate: "sigmoid", threshold: 0.3 }, "scores")).rejects.toThrow(
      "the run was trained with calibrate",
    );
    expect((await ask("logistic_regression", { threshold: 0.3 }, "scores")).scores).toHaveLength(2);
  });
});

describe("before a run is accepted", () => {
  const refusal = (model: string, parameters: Record<string, unknown>, body: object = two): ValueError => {
    try {
      prepare(model, { ...(body as typeof two), parameters: { ...parameters } });
    } catch (error) {
      if (error instanceof ValueError) return error;
      throw error;
    }
    throw new Error("it was accepted");
  };

  test("a threshold is refused for more than two classes", () => {
    for (const threshold of [0.3, "f1"]) {
      expect(refusal("gaussian_nb", { threshold }, iris).message).toBe(
        "a decision threshold needs two classes, but there are 3; without one, the most probable class is predicted",
      );
    }
  });

  test("a threshold is refused for a model without probabilities, with the remedy", () => {
    for (const [model, type] of [
      ["svc", "SVC"],
      ["linear_svc", "LinearSVC"],
    ] as const) {
      const { message, issues } = refusal(model, { threshold: "accuracy" });
      expect(message).toBe(
        `parameters.threshold needs probabilities, which ${type} has only with calibrate, such as "sigmoid"`,
      );
      expect(issues.map(({ path }) => path)).toEqual(["parameters.threshold"]);
    }
  });

  test("values out of range are refused with what is allowed; numbers may be text", () => {
    expect(refusal("svc", { calibrate: "platt" }).message).toBe(
      'parameters.calibrate must be "sigmoid", "isotonic", "temperature" or null; got "platt"',
    );
    for (const threshold of [1.5, -0.1, "recall"]) {
      expect(refusal("gaussian_nb", { threshold }).message).toBe(
        `parameters.threshold must be a number from 0 to 1, "balanced_accuracy", "accuracy", "f1", "f1_macro", "matthews_corrcoef" or null; got ${JSON.stringify(threshold)}`,
      );
    }
    expect(refusal("ridge", { calibrate: "sigmoid" }).message).toContain("is not a parameter of this model");
    prepare("gaussian_nb", { ...two, parameters: { threshold: "0.3" } });
  });

  test("a class with too few rows is refused", () => {
    const labels = two.labels.map((_, i) => ({ churned: i < 4 ? "yes" : "no" }));
    expect(refusal("svc", { calibrate: "sigmoid" }, { features: two.features, labels }).message).toBe(
      "calibration by 5 folds needs at least 5 rows of each class; the smallest has 4",
    );
    expect(
      refusal(
        "gaussian_nb",
        { calibrate: "sigmoid" },
        { features: two.features, labels: labels.map(() => ({ churned: "no" })) },
      ).message,
    ).toContain('label "churned" has 1 class; this model needs at least 2');
  });
});

test("with cv and validation_fraction, every fit calibrates and chooses a threshold of its own", async () => {
  const parameters = {
    cv: 3,
    validation_fraction: 0.3,
    calibrate: "sigmoid",
    threshold: "f1",
    class_weight: "balanced",
  };
  const { metrics, warnings } = await trained("linear_svc", parameters);
  expect(metrics).toMatchObject({ cv_folds: 3, decision_threshold: expect.any(Number) });
  expect(metrics.cv_log_loss_mean).toBeLessThan(0.7);
  expect(metrics.validation_roc_auc).toBeGreaterThan(0.5);
  expect(warnings).toEqual([]);
});

test("explanations are of the scores before calibration; a threshold does not change them", async () => {
  const rows = two.features.slice(0, 20);
  const explain = async (model: string, parameters: object) =>
    answer((await trained(model, parameters)).stored, rows, false, { explain: true });
  const plain = await explain("logistic_regression", {});
  const decided = await explain("logistic_regression", { threshold: 0.2 });
  expect(decided.explanation_unit).toBe("log_odds");
  expect(decided.explanations).toEqual(plain.explanations!);
  for (const model of [
    "logistic_regression",
    "random_forest_classifier",
    "gaussian_nb",
    "pca_logistic_regression",
  ]) {
    const calibrated = await explain(model, { calibrate: "isotonic", threshold: "f1" });
    expect(calibrated.explanation_unit).toBe("score");
    expect(calibrated.explanations).toHaveLength(20);
  }
  await expect(explain("svc", { calibrate: "sigmoid" })).rejects.toThrow(
    "explain cannot be given: an SVC with kernel=rbf has no explanations; linear has",
  );
});
