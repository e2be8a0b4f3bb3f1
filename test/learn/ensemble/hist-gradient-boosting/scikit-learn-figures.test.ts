import { describe, expect, test } from "bun:test";
import { packRows } from "../../../../src/ingest/rows.ts";
import { encodeClasses, encodeTargets } from "../../../../src/learn/core/labels.ts";
import { HistGradientBoostingClassifier } from "../../../../src/learn/ensemble/hist-gradient-boosting/hist-gradient-boosting-classifier.ts";
import { HistGradientBoostingRegressor } from "../../../../src/learn/ensemble/hist-gradient-boosting/hist-gradient-boosting-regressor.ts";
import { readGolden } from "../../golden/cases.ts";

/** Loads a reference data set with its categories, booleans and missing values. */
function load(name: string) {
  const { features, labels } = readGolden(`datasets/${name}.json`);
  const { test_rows } = readGolden(`cases/${name}/stochastic.json`);
  const isTest = new Set<number>(test_rows);
  const trainRows = Object.keys(features)
    .map(Number)
    .filter((row) => !isTest.has(row));
  const X = packRows(features, Object.keys(features[0]), "features");
  const y = packRows(labels, Object.keys(labels[0]), "labels").takeRows(trainRows);
  return { trainX: X.takeRows(trainRows), y, testX: X.takeRows(test_rows) };
}

/**
 * The results of scikit-learn 1.9.1 on the test rows: the first numbers, the sum of all, and the number of iterations.
 */
interface Figures {
  readonly first: readonly number[];
  readonly sum: number;
  readonly iterations?: number;
}

function expectFigures(values: Float64Array, iterations: number, figures: Figures): void {
  figures.first.forEach((value, i) => {
    expect(Math.abs(values[i]! - value)).toBeLessThan(1e-9 * Math.max(1, Math.abs(value)));
  });
  const sum = values.reduce((a, b) => a + b, 0);
  expect(Math.abs(sum - figures.sum)).toBeLessThan(1e-9 * Math.abs(figures.sum));
  expect(iterations).toBe(figures.iterations ?? 100);
}

const CLASSIFIERS: [string, ConstructorParameters<typeof HistGradientBoostingClassifier>[0], Figures][] = [
  [
    "iris",
    {},
    {
      first: [8.501615082597864, -3.15710686498155, -10.521899146896589, 8.501615082597864],
      sum: -281.3995263332146,
    },
  ],
  [
    "iris",
    { early_stopping: true, validation_fraction: null, tol: 0.01 },
    {
      first: [4.808663533414726, -3.912847197494511, -4.704980730163348],
      sum: -156.45466188261196,
      iterations: 41,
    },
  ],
  [
    "breast_cancer",
    {},
    { first: [7.396422484865482, 10.387443925596996, 10.456157985394826], sum: -337.9307377732965 },
  ],
  [
    "churn",
    {},
    { first: [-3.8835492718741285, -1.7220219617707038, -3.516718953552429], sum: -983.5662581224256 },
  ],
  [
    "churn",
    { class_weight: "balanced", max_iter: 30 },
    {
      first: [-1.052508661506121, -1.1080232067824, -1.4610379209183149],
      sum: -314.6615936341608,
      iterations: 30,
    },
  ],
  [
    "churn",
    { max_depth: 4, l2_regularization: 1.5, learning_rate: 0.3, max_bins: 32 },
    { first: [-4.307770108136422, -2.4622823763267245, -3.6067986302737878], sum: -906.5691336566426 },
  ],
  [
    "churn",
    { max_leaf_nodes: null, min_samples_leaf: 1, max_iter: 5 },
    {
      first: [-1.21264752075448, -1.873924826702254, -1.8739248267022537],
      sum: -549.2066543763772,
      iterations: 5,
    },
  ],
];

describe("decision values of the classifier are scikit-learn's", () => {
  for (const [name, parameters, figures] of CLASSIFIERS) {
    test(`on ${name} with ${JSON.stringify(parameters)}`, () => {
      const { trainX, y, testX } = load(name);
      const model = new HistGradientBoostingClassifier(parameters).fit(trainX, encodeClasses(y));
      expectFigures(model.decisionFunction(testX).data, model.state.n_iter, figures);
    });
  }
});

const REGRESSORS: [ConstructorParameters<typeof HistGradientBoostingRegressor>[0], Figures][] = [
  [{}, { first: [110.00963396437089, 209.4555308925921, 196.2406972993372], sum: 16733.353136063688 }],
  [
    { loss: "absolute_error" },
    { first: [100.99469405440678, 195.0791065148638, 198.06314053788788], sum: 16526.53218337764 },
  ],
  [
    { loss: "poisson" },
    { first: [117.61051496034761, 197.794506251941, 160.61013913096662], sum: 16333.242866614279 },
  ],
  [
    { loss: "gamma" },
    { first: [114.58909404003715, 209.27746082742294, 174.82291725689376], sum: 16088.999250189687 },
  ],
  [
    { loss: "quantile", quantile: 0.8 },
    { first: [102.67467593613857, 239.09411991002386, 195.82424681173688], sum: 20861.658987659328 },
  ],
  [
    { max_leaf_nodes: 8, l2_regularization: 3, min_samples_leaf: 7, max_bins: 16 },
    { first: [110.89109908119394, 191.37787233423543, 185.78454395799423], sum: 16858.23950596657 },
  ],
];

describe("predictions of the regressor are scikit-learn's", () => {
  for (const [parameters, figures] of REGRESSORS) {
    test(`on diabetes with ${JSON.stringify(parameters)}`, () => {
      const { trainX, y, testX } = load("diabetes");
      const model = new HistGradientBoostingRegressor(parameters).fit(trainX, encodeTargets(y));
      expectFigures(model.predict(testX).data, model.state.n_iter, figures);
    });
  }
});

test("scores are minus the mean loss, before the first iteration and after each", () => {
  const { trainX, y } = load("iris");
  const parameters = { early_stopping: true, validation_fraction: null, tol: 0.01 } as const;
  const { train_score, validation_score } = new HistGradientBoostingClassifier(parameters).fit(
    trainX,
    encodeClasses(y),
  ).state;
  expect(train_score.length).toBe(42);
  expect(train_score[0]!).toBeCloseTo(-1.0986122886681096, 12);
  expect(train_score[41]!).toBeCloseTo(-0.03271180860775635, 12);
  expect(validation_score.length).toBe(0);
});
