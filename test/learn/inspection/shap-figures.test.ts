import { describe, expect, test } from "bun:test";
import { packRows } from "../../../src/ingest/rows.ts";
import type { Estimator } from "../../../src/learn/core/estimator.ts";
import type { PlainData } from "../../../src/learn/core/step.ts";
import type { Table } from "../../../src/learn/core/table.ts";
import type { Transformer } from "../../../src/learn/core/transformer.ts";
import { PCA } from "../../../src/learn/decomposition/pca.ts";
import { Explainer } from "../../../src/learn/inspection/explainer.ts";
import { ElasticNet } from "../../../src/learn/linear-model/elastic-net.ts";
import { Lasso } from "../../../src/learn/linear-model/lasso.ts";
import { LinearRegression } from "../../../src/learn/linear-model/linear-regression.ts";
import { LogisticRegression } from "../../../src/learn/linear-model/logistic-regression.ts";
import { Ridge } from "../../../src/learn/linear-model/ridge.ts";
import { GaussianNB } from "../../../src/learn/naive-bayes/gaussian-nb.ts";
import { Pipeline } from "../../../src/learn/pipeline.ts";
import { ColumnTransformer } from "../../../src/learn/preprocessing/column-transformer.ts";
import { OneHotEncoder } from "../../../src/learn/preprocessing/one-hot-encoder.ts";
import { SimpleImputer } from "../../../src/learn/preprocessing/simple-imputer.ts";
import { StandardScaler } from "../../../src/learn/preprocessing/standard-scaler.ts";
import { LinearSVC } from "../../../src/learn/svm/linear-svc.ts";
import { SVC } from "../../../src/learn/svm/svc.ts";
import { storeLeafWeights } from "../../../src/learn/tree/leaf-weights.ts";
import { restoreStep } from "../../../src/models/registry.ts";
import { readGolden } from "../golden/cases.ts";
import { outputsOf } from "./outputs.ts";

interface Figures {
  readonly name: string;
  readonly dataset: string;
  readonly columns: readonly string[];
  /** The rows of the data set that are explained. */
  readonly rows: readonly number[];
  readonly base: readonly number[];
  /** Rows × outputs × columns. */
  readonly contributions: readonly number[];
  readonly unit: string;
}
interface TreeFigures extends Figures {
  readonly type: string;
  readonly state: PlainData;
}
interface Dataset {
  readonly features: Record<string, unknown>[];
  readonly labels: Record<string, unknown>[];
}

const { trees, refitted }: { trees: TreeFigures[]; refitted: Figures[] } =
  readGolden("figures/explanations.json");
const SPLITS: Record<string, { test_rows: number[]; targets: string[] }> = readGolden("splits.json");

/** The types of the arrays in the states of trees. */
const ARRAYS: Record<string, (numbers: number[]) => PlainData> = {
  roots: (numbers) => Int32Array.from(numbers),
  children: (numbers) => Int32Array.from(numbers),
  feature: (numbers) => Int32Array.from(numbers),
  threshold: (numbers) => Float32Array.from(numbers),
  starts: (numbers) => Uint32Array.from(numbers),
  right: (numbers) => Uint32Array.from(numbers),
  flags: (numbers) => Uint8Array.from(numbers),
  leaf_weights: storeLeafWeights,
  // Bit sets of categories, of which there are none.
  categories: (numbers) => (numbers.length === 0 ? new Uint32Array(0) : numbers),
};

/** Returns a recorded state with its arrays. */
function stateOf(value: PlainData, key = ""): PlainData {
  if (Array.isArray(value))
    return (ARRAYS[key] ?? ((numbers) => Float64Array.from(numbers)))(value as number[]);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, own]) => [name, stateOf(own as PlainData, name)]),
  );
}

/** Returns the rows to explain, and the training rows. */
function tablesOf({ dataset, columns, rows }: Figures): { shown: Table; X: Table; y: Table } {
  const { features, labels }: Dataset = readGolden(`datasets/${dataset}.json`);
  const { test_rows, targets } = SPLITS[dataset]!;
  const all = packRows(features, columns, "features");
  const held = new Set(test_rows);
  const training = features.map((_, row) => row).filter((row) => !held.has(row));
  const y = packRows(labels, targets.slice(0, 1), "labels");
  return { shown: all.takeRows(rows), X: all.takeRows(training), y: y.takeRows(training) };
}

/** Expects the contributions that shap computed, and that they add up to what the pipeline predicts. */
function expectFigures(pipeline: Pipeline, shown: Table, figures: Figures): void {
  const explainer = new Explainer(pipeline);
  const { base, contributions } = figures;
  const own = explainer.contributions(shown);
  const scale = Math.max(...contributions.map(Math.abs), ...base.map(Math.abs));
  expect(explainer.unit as string).toBe(figures.unit);
  expect(explainer.base).toHaveLength(base.length);
  expect(own).toHaveLength(contributions.length);
  base.forEach((value, o) => {
    expect(Math.abs(explainer.base[o]! - value) / scale).toBeLessThan(1e-6);
  });
  contributions.forEach((value, at) => {
    expect(Math.abs(own[at]! - value) / scale).toBeLessThan(1e-6);
  });
  const p = figures.columns.length;
  const outputs = outputsOf(pipeline, shown);
  expect(outputs).toHaveLength(own.length / p);
  outputs.forEach((output, at) => {
    const sum = own.subarray(at * p, (at + 1) * p).reduce((a, b) => a + b, explainer.base[at % base.length]!);
    expect(Math.abs(sum - output)).toBeLessThan(1e-9 * scale);
  });
}

describe("the contributions of trees of scikit-learn are those of shap:", () => {
  for (const figures of trees) {
    test(figures.name, () => {
      const { shown, X, y } = tablesOf(figures);
      const { type, state } = figures;
      const step = restoreStep({ type, parameters: {}, fitted: stateOf(state) }) as Estimator;
      const classes = step.kind === "classifier" ? [...new Set(y.rows ? textOf(y) : [])].sort() : null;
      const schema = {
        featureNames: figures.columns,
        featureKinds: figures.columns.map((_, j) => X.kind(j)),
        labelNames: step.kind === "outlier_detector" ? [] : y.names,
        classes,
      };
      const states = [{ type, parameters: {}, fitted: stateOf(state) }];
      expectFigures(Pipeline.restore(states, schema, restoreStep), shown, figures);
    });
  }
});

function textOf(y: Table): string[] {
  const column = y.column(0);
  return column.kind === "string" ? Array.from(column.codes, (code) => column.categories[code]!) : [];
}

const EXACT = { tol: 1e-10, max_iter: 100_000 };
const CHURN = { numeric: 6, categorical: 6 };

/** The pipelines of the script that wrote the figures. */
function stepsOf({ name, columns }: Figures): (Transformer | Estimator)[] {
  const numeric = columns.slice(0, CHURN.numeric);
  const categorical = columns.slice(CHURN.numeric, CHURN.numeric + CHURN.categorical);
  const pipelines: Record<string, (Transformer | Estimator)[]> = {
    "least squares": [new LinearRegression()],
    ridge: [new StandardScaler(), new Ridge({ alpha: 2 })],
    lasso: [new Lasso({ alpha: 0.1, ...EXACT })],
    "elastic net": [new ElasticNet({ alpha: 0.01, ...EXACT })],
    "logistic regression, two classes": [new StandardScaler(), new LogisticRegression(EXACT)],
    "logistic regression, three classes": [new LogisticRegression(EXACT)],
    "linear SVC": [new StandardScaler(), new LinearSVC({ dual: false, ...EXACT })],
    SVC: [new StandardScaler(), new SVC({ kernel: "linear", tol: 1e-9 })],
    "principal components": [
      new StandardScaler(),
      new PCA({ n_components: 5 }),
      new LogisticRegression(EXACT),
    ],
    "imputed, scaled and one-hot encoded": [
      new ColumnTransformer({
        branches: [
          {
            name: "numeric",
            columns: numeric,
            steps: [new SimpleImputer({ strategy: "median" }), new StandardScaler()],
          },
          {
            name: "categorical",
            columns: categorical,
            steps: [
              new SimpleImputer({ strategy: "most_frequent" }),
              new OneHotEncoder({ handle_unknown: "ignore" }),
            ],
          },
          { name: "boolean", columns: ["paperless_billing"], steps: [] },
        ],
      }),
      new LogisticRegression({ C: 0.5, ...EXACT }),
    ],
    "naive Bayes": [new GaussianNB()],
  };
  return pipelines[name]!;
}

describe("the contributions of estimators that are fitted anew are those of shap:", () => {
  for (const figures of refitted) {
    test(figures.name, () => {
      const { shown, X, y } = tablesOf(figures);
      expectFigures(new Pipeline(stepsOf(figures)).fit(X, y), shown, figures);
    });
  }
});
