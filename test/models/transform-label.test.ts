import { describe, expect, test } from "bun:test";
import { readBody } from "../../src/ingest/plain-reader.ts";
import { SILENT } from "../../src/learn/core/fit-monitor.ts";
import { encodeTargets } from "../../src/learn/core/labels.ts";
import { Random } from "../../src/learn/core/random.ts";
import { meanAbsoluteError } from "../../src/learn/metrics/regression-errors.ts";
import { REGISTRY } from "../../src/models/registry.ts";
import { fitTraining } from "../../src/training/fit.ts";
import { prepareTraining } from "../../src/training/prepare.ts";

const FEATURES = Array.from({ length: 80 }, (_, i) => ({
  age: i / 8,
  make: i % 3 === 0 ? "a" : "b",
  noise: Math.sin(i),
}));
const PRICES = FEATURES.map(({ age, make, noise }) => ({
  price: 20_000 * Math.exp(-0.3 * age + (make === "a" ? 0.5 : 0) + 0.02 * noise),
}));

function prepare(
  model: string,
  parameters: object,
  labels: readonly object[] = PRICES,
  features: readonly object[] = FEATURES,
) {
  const bytes = new TextEncoder().encode(JSON.stringify({ features, labels, parameters }));
  const body = readBody(bytes, "training", { maxRows: 2000, maxColumns: 100 });
  return prepareTraining(REGISTRY.get(model)!.model, body, SILENT);
}

function train(model: string, parameters: object, labels?: readonly object[], features?: readonly object[]) {
  const prepared = prepare(model, parameters, labels, features);
  const { bytes, metrics } = fitTraining(prepared, "2026-05-04T10:15:30.123Z", SILENT);
  return { bytes, metrics: Object.fromEntries(metrics), pipeline: prepared.pipeline, prepared };
}

const REGRESSORS = [...REGISTRY.values()].filter(
  ({ model }) => model.type === "regression" && model.featureNames === "*",
);

describe("transform_label", () => {
  test("is a parameter of every model of any columns that predicts numbers, and of no other", () => {
    const having = [...REGISTRY.values()].filter(
      ({ model }) => "transform_label" in model.parameters.entries,
    );
    expect(having.map(({ model }) => model.name)).toEqual(REGRESSORS.map(({ model }) => model.name));
    expect(having.length).toBeGreaterThan(8);
  });

  test.each(["log1p", "log", "sqrt", "yeo-johnson", "quantile", "standardize"])(
    "%s: predictions and metrics are in the unit of the label, and the pipeline is restored as it was",
    (transform_label) => {
      const { pipeline, metrics, prepared } = train("ridge", { transform_label, alpha: 0.01 });
      const predicted = pipeline.predictValues(prepared.features);
      const own = meanAbsoluteError(encodeTargets(prepared.labels), predicted);
      expect(Number(metrics.mae)).toBe(own);
      expect(Number(metrics.r2)).toBeGreaterThan(transform_label === "log" ? 0.999 : 0.7);
      expect(pipeline.estimator.type).toBe("TransformedTargetRegressor");
    },
  );

  test("makes a linear model of the logarithm of prices better than one of prices", () => {
    const mae = (parameters: object) => Number(train("ridge", { ...parameters, cv: 5 }).metrics.cv_mae_mean);
    expect(mae({ transform_label: "log1p" })).toBeLessThan(mae({}) / 3);
  });

  test("and one of amounts by the mean labels of a text with many values", () => {
    const random = new Random(3);
    const levels = Array.from({ length: 60 }, () => 4 + 0.8 * random.normal());
    const features = Array.from({ length: 1500 }, (_, i) => ({
      shop: `shop ${i % 60}`,
      size: random.next(),
    }));
    const amounts = features.map(({ size }, i) => ({
      amount: Math.exp(levels[i % 60]! + size + 0.3 * random.normal()),
    }));
    const measured = (parameters: object) =>
      train("ridge", { ...parameters, cv: 5 }, amounts, features).metrics as Record<string, string>;
    const [plain, logarithm] = [measured({}), measured({ transform_label: "log1p" })];
    expect(Number(logarithm!.cv_r2_mean)).toBeGreaterThan(0.85);
    expect(Number(logarithm!.cv_mae_mean)).toBeLessThan(0.8 * Number(plain!.cv_mae_mean));
  });

  test("null leaves the estimator as it is", () => {
    const { pipeline } = train("ridge", { transform_label: null });
    expect(pipeline.estimator.type).toBe("Ridge");
  });

  for (const { model } of REGRESSORS) {
    test(`${model.name} learns transformed labels`, () => {
      const { pipeline, prepared } = train(model.name, { transform_label: "log" });
      const { data } = pipeline.predictValues(prepared.features);
      expect(data.every((value) => value > 0)).toBe(true);
    }, 30_000);
  }

  test("a label outside the domain of the function is refused before the run is accepted, by its row", () => {
    const odd = PRICES.map(({ price }, i) => ({ price: i === 4 || i === 7 ? -price : price }));
    const refused = () => prepare("ridge", { transform_label: "log1p" }, odd);
    expect(refused).toThrow(
      'label "price" is out of range in labels[4], labels[7]; log1p needs numbers greater than -1',
    );
    expect(() => prepare("ridge", { transform_label: "yeo-johnson" }, odd)).not.toThrow();
  });

  test("an unknown value is refused with the known ones", () => {
    expect(() => prepare("ridge", { transform_label: "ln" })).toThrow(
      'parameters.transform_label must be "log1p", "log", "sqrt", "yeo-johnson", "quantile", "standardize" or null; got "ln"',
    );
  });

  test("several labels are transformed each by itself, where the estimator learns several", () => {
    const two = PRICES.map(({ price }, i) => ({ price, weight: 100 + 5 * i }));
    const prepared = prepare("ridge", { transform_label: "yeo-johnson" }, two);
    fitTraining(prepared, "2026-05-04T10:15:30.123Z", SILENT);
    expect(prepared.pipeline.predictValues(prepared.features).columns).toBe(2);
    expect(() => prepare("gradient_boosting_regressor", { transform_label: "log" }, two)).toThrow(
      /learns one label, got 2: "price", "weight"; choose one by label_names/,
    );
  });
});
