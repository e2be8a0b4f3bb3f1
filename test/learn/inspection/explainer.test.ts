import { describe, expect, test } from "bun:test";
import type { Row } from "../../../src/ingest/row-column.ts";
import { StateError, ValueError } from "../../../src/learn/core/errors.ts";
import { type Estimator, RegressorEstimator } from "../../../src/learn/core/estimator.ts";
import type { ColumnSources, OwnExplanation } from "../../../src/learn/core/explanation.ts";
import type { Matrix } from "../../../src/learn/core/matrix.ts";
import type { NoParameters } from "../../../src/learn/core/parameters.ts";
import { Random } from "../../../src/learn/core/random.ts";
import type { PlainData } from "../../../src/learn/core/step.ts";
import { Table } from "../../../src/learn/core/table.ts";
import { Transformer } from "../../../src/learn/core/transformer.ts";
import { PCA } from "../../../src/learn/decomposition/pca.ts";
import { RandomForestRegressor } from "../../../src/learn/ensemble/forest/random-forest-regressor.ts";
import { Explainer } from "../../../src/learn/inspection/explainer.ts";
import { gaussLegendre } from "../../../src/learn/inspection/gauss-legendre.ts";
import { LogisticRegression } from "../../../src/learn/linear-model/logistic-regression.ts";
import { Ridge } from "../../../src/learn/linear-model/ridge.ts";
import { GaussianNB } from "../../../src/learn/naive-bayes/gaussian-nb.ts";
import { Pipeline } from "../../../src/learn/pipeline.ts";
import { ColumnTransformer } from "../../../src/learn/preprocessing/column-transformer.ts";
import { MinMaxScaler } from "../../../src/learn/preprocessing/min-max-scaler.ts";
import { OneHotEncoder } from "../../../src/learn/preprocessing/one-hot-encoder.ts";
import { OrdinalEncoder } from "../../../src/learn/preprocessing/ordinal-encoder.ts";
import { PolynomialFeatures } from "../../../src/learn/preprocessing/polynomial-features.ts";
import { RobustScaler } from "../../../src/learn/preprocessing/robust-scaler.ts";
import { SimpleImputer } from "../../../src/learn/preprocessing/simple-imputer.ts";
import { StandardScaler } from "../../../src/learn/preprocessing/standard-scaler.ts";
import { restoreStep } from "../../../src/models/registry.ts";
import { pack } from "../fit-and-apply.ts";
import { outputsOf } from "./outputs.ts";

const random = new Random(2);
const ROWS: readonly Row[] = Array.from({ length: 80 }, (_, i) => ({
  a: random.normal() * 3 + 5,
  b: i % 9 === 1 ? null : random.normal() - 7,
  c: random.next() * 100,
  text: i % 13 === 5 ? null : ["x", "y", "z", "rare"][i === 7 ? 3 : i % 3]!,
  flag: i % 4 === 0,
}));
const X = pack(ROWS);
const NUMBERS = pack(ROWS.map(({ a, c, flag }) => ({ a, c, flag: Number(flag) })));
const labels = pack(ROWS.map(({ a, c }, i) => ({ y: Number(a) * 2 - Number(c) / 10 + (i % 3), z: i })));
const classes = pack(ROWS.map((_, i) => ({ y: `k${i % 3}` })));

/** Expects that the contributions to the rows of `table` add up to the outputs, and returns them. */
function expectSums(pipeline: Pipeline, table: Table): { explainer: Explainer; values: Float64Array } {
  const explainer = new Explainer(pipeline);
  const values = explainer.contributions(table);
  const p = table.columns;
  const k = explainer.base.length;
  const outputs = outputsOf(pipeline, table);
  expect(values).toHaveLength(outputs.length * p);
  outputs.forEach((output, at) => {
    const sum = values.subarray(at * p, (at + 1) * p).reduce((a, b) => a + b, explainer.base[at % k]!);
    expect(Math.abs(sum - output) / Math.max(1, Math.abs(output))).toBeLessThan(1e-9);
  });
  return { explainer, values };
}

const imputed = (...more: Transformer[]) => [new SimpleImputer({ strategy: "median" }), ...more];
const encoded = new OneHotEncoder({ handle_unknown: "ignore", drop: "first", min_frequency: 5 });
const branches = (numeric: Transformer[]) =>
  new ColumnTransformer({
    branches: [
      { name: "flag", columns: ["flag"], steps: [] },
      { name: "numeric", columns: ["c", "a", "b"], steps: numeric },
      { name: "text", columns: ["text"], steps: [new SimpleImputer({ strategy: "most_frequent" }), encoded] },
    ],
  });

describe("contributions of the columns of the request add up, through", () => {
  const CASES: Record<string, Transformer[]> = {
    "scalers and encoders in branches": [branches(imputed(new StandardScaler()))],
    "an imputer with indicators": [
      branches([new SimpleImputer({ add_indicator: true }), new MinMaxScaler()]),
    ],
    "powers of a column": [
      new ColumnTransformer({
        branches: [
          {
            name: "powers",
            columns: ["a"],
            steps: [new PolynomialFeatures({ degree: 3 }), new StandardScaler()],
          },
          { name: "text", columns: ["text"], steps: [new OrdinalEncoder({ encoded_missing_value: -1 })] },
        ],
        remainder: "drop",
      }),
    ],
    "principal components of all columns": [
      branches(imputed(new RobustScaler())),
      new PCA({ n_components: 4 }),
    ],
    "principal components in a branch": [
      branches(imputed(new StandardScaler(), new PCA({ n_components: 2 }))),
    ],
    "whitened principal components that are scaled again": [
      branches(imputed()),
      new PCA({ n_components: 3, whiten: true }),
      new StandardScaler(),
      new RobustScaler(),
    ],
    "principal components of principal components": [
      branches(imputed()),
      new PCA(),
      new PCA({ n_components: 3 }),
    ],
  };
  for (const [name, steps] of Object.entries(CASES)) {
    test(name, () => {
      const { explainer } = expectSums(new Pipeline([...steps, new Ridge()]).fit(X, labels), X);
      expect(explainer.unit).toBe("label");
      const classifier = new Pipeline([...steps, new LogisticRegression({ max_iter: 2000 })]).fit(X, classes);
      const { values } = expectSums(classifier, X);
      // The columns that a pipeline does not use contribute nothing.
      if (name.startsWith("powers")) {
        for (let at = 0; at < values.length; at += 5) {
          expect([values[at + 1], values[at + 2], values[at + 4]]).toEqual([0, 0, 0]);
        }
      }
    });
  }

  test("columns that pass through unchanged", () => {
    const rest = new ColumnTransformer({
      branches: [{ name: "c", columns: ["c"], steps: [new StandardScaler()] }],
      remainder: "passthrough",
    });
    const pipeline = new Pipeline([rest, new RandomForestRegressor({ n_estimators: 5 })]).fit(
      NUMBERS,
      labels,
    );
    const { values } = expectSums(pipeline, NUMBERS);
    const total = (j: number) =>
      values.reduce((sum, value, at) => sum + (at % 3 === j ? Math.abs(value) : 0), 0);
    expect(total(0)).toBeGreaterThan(total(2));
    expect(total(1)).toBeGreaterThan(total(2));
  });
});

test("a linear model through principal components equals one without, if all components are kept", () => {
  const ridge = () => new Ridge({ alpha: 1e-9 });
  const direct = expectSums(new Pipeline([ridge()]).fit(NUMBERS, labels), NUMBERS);
  const rotated = expectSums(new Pipeline([new PCA(), ridge()]).fit(NUMBERS, labels), NUMBERS);
  direct.values.forEach((value, at) => {
    expect(rotated.values[at]!).toBeCloseTo(value, 6);
  });
});

test("the names of filled features are those of missing values that an imputer fills, in the order of the features", () => {
  const pipeline = new Pipeline([branches(imputed()), new PCA({ n_components: 2 }), new Ridge()]).fit(
    X,
    labels,
  );
  const missing = pack([
    { a: null, b: null, c: null, text: null, flag: true },
    { a: 1, b: 2, c: 3, text: "x", flag: true },
  ]).select(X.names);
  expect(new Explainer(pipeline).filled(missing)).toEqual([["a", "b", "c", "text"], []]);
});

test("the memory of an explainer includes the state of the pipeline that it keeps", () => {
  const pipeline = new Pipeline([new StandardScaler(), new PCA({ n_components: 2 }), new Ridge()]);
  const { bytes } = new Explainer(pipeline.fit(NUMBERS, labels));
  const components = 8 * 2 * NUMBERS.columns;
  const coefficients = 8 * 2 * labels.columns;
  expect(bytes).toBeGreaterThan(components + coefficients);
});

describe("explanations are refused", () => {
  const explain = (steps: (Transformer | Estimator)[], y = labels, table = NUMBERS) => {
    const pipeline = new Pipeline(steps).fit(table, y);
    return () => new Explainer(pipeline);
  };

  test("for products of columns, and components before trees", () => {
    const mixed =
      /computes columns from several columns at once, among which contributions cannot be shared out/;
    const products = explain([new PolynomialFeatures(), new Ridge()]);
    expect(products).toThrow(ValueError);
    expect(products).toThrow(/^PolynomialFeatures computes/);
    expect(products).toThrow(mixed);
    const forest = new RandomForestRegressor({ n_estimators: 2 });
    expect(explain([new StandardScaler(), new PCA(), forest])).toThrow(/^PCA computes/);
    expect(explain([branches(imputed(new PCA())), forest], labels, X)).toThrow(/^ColumnTransformer computes/);
    const scaled = [new PCA(), new MinMaxScaler(), new Ridge()];
    expect(explain(scaled)).toThrow(mixed);
  });

  test("for a class of probability 0", () => {
    const priors = new GaussianNB({ priors: [0.5, 0.5, 0] });
    expect(explain([priors], classes)).toThrow("GaussianNB with a prior of 0 has none");
  });

  test("for stored trees whose nodes are not in order", () => {
    const pipeline = new Pipeline([new RandomForestRegressor({ n_estimators: 2 })]).fit(NUMBERS, labels);
    const [state] = pipeline.toStates();
    const { forest, ...fitted } = state!.fitted as Record<string, Record<string, PlainData>>;
    // Both trees are the first one, which is allowed as far as predictions are concerned.
    const roots = new Int32Array(2);
    const changed = { ...state!, fitted: { ...fitted, forest: { ...forest, roots } } as PlainData };
    const restored = Pipeline.restore([changed], pipeline.schema, restoreStep);
    expect(restored.predict(NUMBERS)).toHaveLength(80);
    expect(() => new Explainer(restored)).toThrow(StateError);
  });
});

describe("a step of a model file", () => {
  /** Doubles every column. */
  class Doubled extends Transformer<NoParameters, { readonly columns: number }> {
    static readonly type: string = "Doubled";
    override fit(table: Table): this {
      this.fitted = { columns: table.columns };
      return this;
    }
    override transform(table: Table): Table {
      const { rows, columns, data } = table.toMatrix();
      return Table.fromMatrix({ rows, columns, data: data.map((value) => 2 * value) }, table.names);
    }
  }
  class Explained extends Doubled {
    static override readonly type = "Explained";
    override sources({ columns }: Table): ColumnSources {
      return { from: Int32Array.from({ length: columns }, (_, j) => j) };
    }
  }
  class Wrong extends Doubled {
    static override readonly type = "Wrong";
    override sources(): ColumnSources {
      return { from: Int32Array.of(0, 7, 1) };
    }
  }
  /** Predicts the sum of the columns. */
  class Sum extends RegressorEstimator<NoParameters, { readonly length: number }> {
    static readonly type = "Sum";
    override fit(): this {
      this.fitted = { length: 1 };
      return this;
    }
    override predict(table: Table): Matrix {
      const { rows, columns, data } = table.toMatrix();
      const sums = new Float64Array(rows);
      data.forEach((value, at) => {
        sums[Math.floor(at / columns)]! += value;
      });
      return { rows, columns: 1, data: sums };
    }
    override explanation(): OwnExplanation {
      const { length } = this.state;
      const contributions = (table: Table) =>
        table.toMatrix().data.slice(0, length * table.rows * table.columns);
      return { kind: "own", unit: "label", base: Float64Array.of(0), contributions };
    }
  }
  class Short extends Sum {
    override fit(): this {
      this.fitted = { length: 0.5 };
      return this;
    }
  }

  test("is explained if it tells where its columns come from", () => {
    const { values } = expectSums(new Pipeline([new Explained(), new Sum()]).fit(NUMBERS, labels), NUMBERS);
    expect(values[0]).toBe(2 * Number(ROWS[0]!.a));
    expectSums(new Pipeline([new Explained(), new Ridge()]).fit(NUMBERS, labels), NUMBERS);
  });

  test("is named if it does not, or not correctly", () => {
    const fitted = (step: Transformer, estimator: Estimator = new Ridge()) =>
      new Pipeline([step, estimator]).fit(NUMBERS, labels);
    expect(() => new Explainer(fitted(new Doubled()))).toThrow(
      "the step Doubled does not tell from which column it computes each column of its result",
    );
    expect(() => new Explainer(fitted(new Wrong()))).toThrow(/the step Wrong: sources must return/);
    const short = new Explainer(fitted(new Explained(), new Short()));
    expect(() => short.contributions(NUMBERS)).toThrow(
      "the step Sum: contributions must return 80 × 1 × 3 numbers, not 120",
    );
  });
});

test("the rule of Gauss and Legendre integrates polynomials of twice its number of points exactly", () => {
  for (const count of [1, 4, 8, 24, 64]) {
    const { points, weights } = gaussLegendre(count);
    for (const degree of [0, 1, count, 2 * count - 1]) {
      const integral = points.reduce((sum, point, i) => sum + weights[i]! * point ** degree, 0);
      expect(Math.abs(integral * (degree + 1) - 1)).toBeLessThan(1e-13);
    }
  }
});
