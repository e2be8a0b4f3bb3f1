import { expect, test } from "bun:test";
import {
  defineParameters,
  KNeighborsRegressor,
  type Metrics,
  Pipeline,
  Regressor,
  Ridge,
  type Table,
} from "mlsvc";
import { readBody } from "../../src/ingest/plain-reader.ts";
import { readReport } from "../../src/insight/read-report.ts";
import type { Report } from "../../src/insight/report.ts";
import type { Model } from "../../src/models/model.ts";
import { fitTraining } from "../../src/training/fit.ts";
import { prepareTraining } from "../../src/training/prepare.ts";
import { readGolden } from "../learn/golden/cases.ts";
import { runOf } from "./reports.ts";

const parameters = defineParameters({});
const FEATURES = Array.from({ length: 100 }, (_, i) => ({ a: Math.sin(i), b: Math.cos(3 * i) }));
const LABELS = FEATURES.map(({ a }) => ({ y: 2 * a }));

abstract class Numbers extends Regressor<typeof parameters> {
  readonly name = "numbers";
  readonly description = "Numbers of a test";
  readonly featureNames = ["a", "b"];
  readonly labelNames = ["y"];
  readonly parameters = parameters;
}

function train(
  model: Model,
  sent: object = {},
): { report: Report | undefined; warnings: string[]; metrics: Record<string, string> } {
  const warnings: string[] = [];
  const monitor = { iteration() {}, warn: (message: string) => void warnings.push(message) };
  const json = JSON.stringify({ features: FEATURES, labels: LABELS, parameters: sent });
  const limits = { maxRows: 1000, maxColumns: 1000 };
  const body = readBody(new TextEncoder().encode(json), "training", limits);
  const { bytes, metrics } = fitTraining(
    prepareTraining(model, body, monitor),
    "2026-05-04T10:15:30.123Z",
    monitor,
  );
  return { report: readReport(bytes, 1), warnings, metrics: Object.fromEntries(metrics) };
}

/** Predicts the training rows and fewer, but no table of shuffled ones. */
class Fragile extends Numbers {
  createPipeline(): Pipeline {
    const estimator = new KNeighborsRegressor();
    const predict = estimator.predict.bind(estimator);
    estimator.predict = (X: Table) => {
      if (X.rows > FEATURES.length) throw new Error("such rows make no sense");
      return predict(X);
    };
    return new Pipeline([estimator]);
  }
}

for (const sent of [{}, { cv: 3 }, { validation_fraction: 0.5 }]) {
  test(`a step that throws for shuffled rows costs the report only that part ${JSON.stringify(sent)}`, () => {
    const { report, warnings, metrics } = train(new Fragile(), sent);
    expect(Number(metrics.r2)).toBeGreaterThan(0.9);
    expect(report!.evaluation.importance).toBeNull();
    expect(report!.evaluation.partial_dependence.columns).toEqual([]);
    expect(report!.evaluation.regression).toHaveLength(1);
    const problem = "the importance of columns could not be measured: Error: such rows make no sense";
    expect(report!.evaluation.problems).toContain(problem);
    expect(report!.warnings).toContainEqual({ code: "not_measured", message: problem });
    expect(warnings.filter((warning) => warning === `report: ${problem}`)).toHaveLength(1);
  });
}

class WithoutImportance extends Numbers {
  override readonly measuresImportance = false;
  createPipeline(): Pipeline {
    return new Pipeline([new Ridge()]);
  }
}

test("a model can leave importance and partial dependence out", () => {
  const { report, warnings } = train(new WithoutImportance());
  expect(warnings).toEqual([]);
  expect(report!.evaluation.importance).toBeNull();
  expect(report!.evaluation.partial_dependence.columns).toEqual([]);
  expect(report!.columns.map(({ name }) => name)).toEqual(["a", "b"]);
});

/** Its metrics need the step of its own pipeline. */
class OwnMetrics extends Numbers {
  createPipeline(): Pipeline {
    return new Pipeline([new Ridge()]);
  }
  override extractMetrics(pipeline: Pipeline, features: Table, labels: Table): Metrics {
    const { r2 } = super.extractMetrics(pipeline, features, labels);
    const { coef } = (pipeline.estimator as Ridge).state;
    return { r2: r2!, slope: coef[0]! };
  }
}

test("metrics of its own have no baseline where they need its own pipeline", () => {
  const { report, warnings } = train(new OwnMetrics());
  expect(warnings).toEqual([]);
  expect(
    report!.metrics.map(({ name, baseline, greater_is_better }) => [name, baseline, greater_is_better]),
  ).toEqual([
    ["r2", null, true],
    ["slope", null, null],
  ]);
});

/** Its further metric can be measured for any pipeline. */
class FurtherMetric extends Numbers {
  createPipeline(): Pipeline {
    return new Pipeline([new Ridge({ alpha: 0.001 })]);
  }
  override extractMetrics(pipeline: Pipeline, features: Table, labels: Table): Metrics {
    const largest = Math.max(...pipeline.predictValues(features).data);
    return { ...super.extractMetrics(pipeline, features, labels), largest };
  }
}

test("metrics of its own have a baseline where they can be measured for any pipeline", () => {
  const { report } = train(new FurtherMetric(), { cv: 4 });
  const mean = LABELS.reduce((sum, { y }) => sum + y, 0) / LABELS.length;
  const lines = report!.metrics.filter(({ name }) => name === "largest");
  expect(lines.map(({ measured_on }) => measured_on)).toEqual(["cv", "training"]);
  expect(lines[1]!.baseline).toBeCloseTo(mean, 12);
  expect(lines[0]!.baseline).toBeCloseTo(mean, 0);
  expect(lines[1]!.value).toBeCloseTo(2, 1);
});

/** Changes the predictions that it is given. */
class Sorting extends Numbers {
  createPipeline(): Pipeline {
    return new Pipeline([new Ridge({ alpha: 0.001 })]);
  }
  override extractMetrics(pipeline: Pipeline, features: Table): Metrics {
    return { middle: pipeline.predictValues(features).data.sort()[50]! };
  }
}

test("what extractMetrics does to predictions does not change the report", () => {
  const { report } = train(new Sorting());
  const residuals = report!.evaluation.regression![0]!.residual_quantiles;
  expect(Math.abs(residuals[0]!)).toBeLessThan(0.01);
});

test("a model with a transformer of its own has importance and partial dependence", () => {
  const { report } = runOf(
    "match_margin",
    readGolden("datasets/matches.json") as Parameters<typeof runOf>[1],
  );
  expect(report.steps).toContain("PairedEncoder");
  expect(report.evaluation.problems).toEqual([]);
  expect(report.columns.every(({ importance }) => importance !== undefined)).toBe(true);
  expect(report.evaluation.partial_dependence.columns).toHaveLength(2);
});
