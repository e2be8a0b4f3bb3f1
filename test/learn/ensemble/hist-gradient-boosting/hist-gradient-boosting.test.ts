import { describe, expect, test } from "bun:test";
import type { Row } from "../../../../src/ingest/row-column.ts";
import { packRows } from "../../../../src/ingest/rows.ts";
import { StateError, ValueError } from "../../../../src/learn/core/errors.ts";
import type { EncodedClasses } from "../../../../src/learn/core/labels.ts";
import { Random } from "../../../../src/learn/core/random.ts";
import type { StepState } from "../../../../src/learn/core/step.ts";
import type { Table } from "../../../../src/learn/core/table.ts";
import { HistGradientBoostingClassifier } from "../../../../src/learn/ensemble/hist-gradient-boosting/hist-gradient-boosting-classifier.ts";
import { HistGradientBoostingRegressor } from "../../../../src/learn/ensemble/hist-gradient-boosting/hist-gradient-boosting-regressor.ts";

const pack = (rows: readonly Row[]): Table => packRows(rows, Object.keys(rows[0]!), "features");
const rowsOf = (count: number, row: (i: number) => Row): Row[] =>
  Array.from({ length: count }, (_, i) => row(i));
const classes = (count: number, code: (i: number) => number, K = 2): EncodedClasses => ({
  classes: ["a", "b", "c", "d"].slice(0, K),
  codes: Int32Array.from({ length: count }, (_, i) => code(i)),
});
const target = (count: number, value: (i: number) => number) => ({
  rows: count,
  columns: 1,
  data: Float64Array.from({ length: count }, (_, i) => value(i)),
});
const hash = (i: number) => ((i * 2654435761) >>> 0) / 4294967296;

describe("missing values", () => {
  test("go to the better side if training had some", () => {
    const X = pack(rowsOf(200, (i) => ({ x: i % 4 === 0 ? null : hash(i) })));
    const high = new HistGradientBoostingRegressor().fit(
      X,
      target(200, (i) => (i % 4 === 0 ? 9 : Math.round(hash(i)) * 4)),
    );
    const predicted = high.predict(pack([{ x: null }, { x: 0.1 }, { x: 0.9 }])).data;
    expect(predicted[0]!).toBeCloseTo(9, 1);
    expect(predicted[1]!).toBeCloseTo(0, 1);
    expect(predicted[2]!).toBeCloseTo(4, 1);
  });

  test("go to the larger child if training had none", () => {
    const X = pack(rowsOf(200, (i) => ({ x: i })));
    const y = target(200, (i) => (i < 130 ? 1 : 2));
    const model = new HistGradientBoostingRegressor({ max_leaf_nodes: 2, learning_rate: 1, max_iter: 1 }).fit(
      X,
      y,
    );
    const predicted = model.predict(pack([{ x: null }, { x: 0 }, { x: 199 }])).data;
    expect(predicted[0]).toBe(predicted[1]!);
    expect(predicted[0]).not.toBe(predicted[2]!);
  });

  test("may fill a whole column, which is then never split on", () => {
    const X = pack(rowsOf(60, (i) => ({ empty: null, x: i })));
    const model = new HistGradientBoostingRegressor().fit(
      X,
      target(60, (i) => i),
    );
    expect(model.state.trees.feature.includes(0)).toBe(false);
    expect(model.state.trees.feature.includes(1)).toBe(true);
  });
});

describe("categories", () => {
  const CITIES = ["Łódź", "Ulm", "Oslo", "Bern", "Rome"];
  const rows = rowsOf(300, (i) => ({
    city: i % 10 === 9 ? null : CITIES[i % 5]!,
    x: hash(i),
    member: i % 3 === 0,
  }));
  const y = classes(300, (i) => (i % 5 === 1 || i % 5 === 4 ? 1 : 0));
  const model = new HistGradientBoostingClassifier({ max_iter: 20 }).fit(pack(rows), y);
  const probability = (city: string | null) =>
    model.predictProba(pack([{ city, x: 0.5, member: false }])).data[1]!;

  test("of string columns are ordered by code point", () => {
    expect(model.state.categories).toEqual([["Bern", "Oslo", "Rome", "Ulm", "Łódź"], null, null]);
    expect(CITIES.slice(0, 4).map((city) => Math.round(probability(city)))).toEqual([0, 1, 0, 0]);
    expect(Math.round(probability("Rome"))).toBe(1);
  });

  test("that are unknown are treated as missing", () => {
    expect(probability("Paris")).toBe(probability(null));
    expect(probability("")).toBe(probability(null));
  });

  test("are matched by their text, whatever other text the table contains", () => {
    const many = pack(["Paris", "Rome", "Bern", null].map((city) => ({ city, x: 0.5, member: false })));
    expect([1, 3, 5, 7].map((at) => model.predictProba(many).data[at]!)).toEqual(
      ["Paris", "Rome", "Bern", null].map(probability),
    );
  });

  test("can be declared for any column, also of numbers, or switched off", () => {
    const numbers = pack(rowsOf(120, (i) => ({ code: [10, 9, 200][i % 3]!, text: `${i % 7}` })));
    const labels = classes(120, (i) => (i % 3 === 1 ? 1 : 0));
    const named = new HistGradientBoostingClassifier({ categorical_features: ["code"] }).fit(numbers, labels);
    expect(named.state.categories).toEqual([["9", "10", "200"], null]);
    expect([...named.predict(numbers)]).toEqual([...labels.codes]);
    const none = new HistGradientBoostingClassifier({ categorical_features: null }).fit(numbers, labels);
    expect(none.state.categories).toEqual([null, null]);
  });

  test("are limited to max_bins, and declared columns must exist", () => {
    const X = pack(rowsOf(50, (i) => ({ id: `row ${i}` })));
    const fit = (parameters: object) => () =>
      new HistGradientBoostingClassifier(parameters).fit(
        X,
        classes(50, (i) => i % 2),
      );
    expect(fit({ max_bins: 49 })).toThrow(/"id" is expected to have a cardinality <= 49 but .* of 50/);
    expect(fit({ max_bins: 50 })).not.toThrow();
    expect(fit({ categorical_features: ["x"] })).toThrow(/columns that are not there: "x"/);
  });

  test("can be split from missing values if there is a single one", () => {
    const X = pack(rowsOf(100, (i) => ({ only: i % 2 === 0 ? "x" : null })));
    const labels = classes(100, (i) => i % 2);
    expect([...new HistGradientBoostingClassifier().fit(X, labels).predict(X)]).toEqual([...labels.codes]);
  });
});

describe("degenerate input", () => {
  test("too few rows for two leaves, or a constant column, lead to the baseline", () => {
    const few = new HistGradientBoostingRegressor().fit(
      pack(rowsOf(39, (i) => ({ x: i }))),
      target(39, (i) => i),
    );
    expect(few.predict(pack([{ x: 5 }])).data[0]).toBe(19);
    const constant = new HistGradientBoostingClassifier().fit(
      pack(rowsOf(90, () => ({ x: 3 }))),
      classes(90, (i) => Number(i % 3 === 0)),
    );
    expect(constant.predictProba(pack([{ x: 3 }])).data[1]!).toBeCloseTo(1 / 3, 12);
  });

  test("any number of columns can be used", () => {
    for (let p = 1; p <= 9; p++) {
      const rows = rowsOf(200, (i) =>
        Object.fromEntries(Array.from({ length: p }, (_, j) => [`x${j}`, (i >> j) & 1])),
      );
      const y = target(200, (i) =>
        Array.from({ length: p }, (_, j) => ((i >> j) & 1) * (j + 1)).reduce((a, b) => a + b),
      );
      const model = new HistGradientBoostingRegressor({ learning_rate: 0.5, max_iter: 60 }).fit(
        pack(rows),
        y,
      );
      const used = new Set(model.state.trees.feature);
      for (let j = 0; j < Math.min(p, 7); j++) expect(used).toContain(j);
    }
  });

  test("a very deep tree does not overflow the stack", () => {
    const X = pack(rowsOf(6000, (i) => ({ x: i })));
    const model = new HistGradientBoostingRegressor({
      max_leaf_nodes: null,
      min_samples_leaf: 1,
      max_iter: 1,
      learning_rate: 1,
    }).fit(
      X,
      target(6000, (i) => 1.05 ** Math.min(i, 5000) % 1e30),
    );
    expect(model.predict(X).data.every(Number.isFinite)).toBe(true);
  });
});

test("each of several classes has its own trees, and the probabilities sum to 1", () => {
  const X = pack(rowsOf(240, (i) => ({ x: i % 40, z: hash(i) })));
  const y = classes(240, (i) => Math.floor((i % 40) / 10), 4);
  const model = new HistGradientBoostingClassifier({ max_iter: 30 }).fit(X, y);
  expect(model.state.trees.starts.length - 1).toBe(120);
  expect([...model.predict(X)]).toEqual([...y.codes]);
  const { data, columns } = model.predictProba(X);
  expect(columns).toBe(4);
  expect(data[0]! + data[1]! + data[2]! + data[3]!).toBeCloseTo(1, 12);
});

describe("early stopping", () => {
  const noisy = (count: number) => {
    const random = new Random(9);
    return {
      X: pack(rowsOf(count, () => ({ x: random.next(), z: random.next() }))),
      y: target(count, () => random.normal()),
    };
  };

  test("is on above 10,000 rows, and ends a fit that learns nothing", () => {
    const { X, y } = noisy(10_001);
    const model = new HistGradientBoostingRegressor({ max_iter: 40 }).fit(X, y);
    expect(model.state.n_iter).toBeLessThan(40);
    expect(model.state.validation_score.length).toBe(model.state.n_iter + 1);
    expect(model.convergence()).toEqual({ iterations: model.state.n_iter, converged: true });
    const rows = Array.from({ length: 10_000 }, (_, i) => i);
    const smaller = new HistGradientBoostingRegressor({ max_iter: 12 }).fit(
      X.takeRows(rows),
      noisy(10_000).y,
    );
    expect([smaller.state.n_iter, smaller.state.validation_score.length]).toEqual([12, 0]);
  });

  test("holds rows out by the seed", () => {
    const { X, y } = noisy(400);
    const scores = (random_state: number) =>
      new HistGradientBoostingRegressor({ early_stopping: true, random_state }).fit(X, y).state
        .validation_score[0];
    expect(scores(1)).toBe(scores(1)!);
    expect(scores(1)).not.toBe(scores(2)!);
  });

  test("refuses a class with a single row", () => {
    const { X } = noisy(60);
    const y = classes(60, (i) => Number(i === 5));
    expect(() => new HistGradientBoostingClassifier({ early_stopping: true }).fit(X, y)).toThrow(
      /early stopping/,
    );
  });
});

test("max_features makes splits choose from fewer columns, by the seed", () => {
  const X = pack(rowsOf(300, (i) => ({ a: hash(i), b: hash(i + 1e6), c: hash(i + 2e6) })));
  const y = target(300, (i) => hash(i) * 10);
  const model = (random_state: number) =>
    new HistGradientBoostingRegressor({ max_features: 0.3, max_iter: 5, random_state }).fit(X, y).state.trees;
  expect(new Set(model(0).feature)).toEqual(new Set([-1, 0, 1, 2]));
  expect(model(0)).toEqual(model(0));
  expect(model(0).feature).not.toEqual(model(1).feature);
});

test("a class of weight 0 has no influence", () => {
  const X = pack(rowsOf(200, (i) => ({ x: i })));
  const y = classes(200, (i) => (i < 100 ? 0 : i % 2 === 0 ? 1 : 2), 3);
  const model = new HistGradientBoostingClassifier({ class_weight: { b: 0 } }).fit(X, y);
  expect([...new Set(model.predict(X))]).toEqual([0, 2]);
});

test("the monitor receives every iteration", () => {
  const heard: string[] = [];
  new HistGradientBoostingRegressor({ max_iter: 3 }).fit(
    pack(rowsOf(50, (i) => ({ x: i }))),
    target(50, (i) => i),
    {
      iteration: (done, maximum) => heard.push(`${done}/${maximum}`),
      warn: (message) => heard.push(message),
    },
  );
  expect(heard).toEqual(["1/3", "2/3", "3/3"]);
});

describe("parameters", () => {
  const X = pack(rowsOf(40, (i) => ({ x: i })));
  const y = target(40, (i) => i);
  const wrong: [object, RegExp][] = [
    [{ learning_rate: Number.NaN }, /learning_rate=NaN must be a finite number greater than 0/],
    [{ max_iter: 0 }, /max_iter=0 must be a whole number from 1/],
    [{ max_leaf_nodes: 1 }, /max_leaf_nodes=1 must be a whole number from 2/],
    [{ max_depth: 1.5 }, /max_depth=1.5 must be a whole number/],
    [{ min_samples_leaf: 0 }, /min_samples_leaf=0 must be/],
    [{ l2_regularization: -1 }, /l2_regularization=-1 must be a finite number of at least 0/],
    [{ max_features: 1.1 }, /max_features=1.1 must be a number in \(0, 1\]/],
    [{ max_bins: 1 }, /max_bins=1 must be .* from 2 to 255/],
    [{ early_stopping: "yes" }, /early_stopping="yes" must be "auto", true or false/],
    [
      { validation_fraction: 0 },
      /validation_fraction=0 must be a whole number from 1 to 2147483647, a number in \(0, 1\) or null/,
    ],
    [{ validation_fraction: 2.5 }, /validation_fraction=2.5 must be/],
    [{ n_iter_no_change: 0 }, /n_iter_no_change=0 must be/],
    [{ tol: -1 }, /tol=-1 must be a finite number of at least 0/],
    [{ categorical_features: [1] }, /categorical_features=\[1\] must be/],
    [{ random_state: -1 }, /random_state=-1 must be a whole number from 0 to 4294967295/],
    [{ loss: "quantile" }, /loss="quantile" needs a quantile/],
    [{ quantile: 0 }, /quantile=0 must be a number in \(0, 1\) or null/],
  ];
  for (const [parameters, message] of wrong) {
    test(`${JSON.stringify(parameters)} is refused with its range`, () => {
      expect(() => new HistGradientBoostingRegressor(parameters).fit(X, y)).toThrow(message);
      expect(() => new HistGradientBoostingRegressor(parameters).fit(X, y)).toThrow(ValueError);
    });
  }

  test("of the loss determine which labels are accepted", () => {
    const fit = (loss: "gamma" | "poisson", value: number) => () =>
      new HistGradientBoostingRegressor({ loss }).fit(
        X,
        target(40, () => value),
      );
    expect(fit("gamma", 0)).toThrow(/strictly positive/);
    expect(fit("gamma", 1e39)).toThrow(/labels must be from -1e\+38 to 1e\+38/);
    expect(fit("poisson", 0)).toThrow(/not all 0/);
    expect(fit("poisson", -1)).toThrow(/not negative/);
    const two = { rows: 40, columns: 2, data: new Float64Array(80) };
    expect(() => new HistGradientBoostingRegressor().fit(X, two)).toThrow(/learns one label, got 2/);
    const unknown = { loss: "exponential" as never };
    expect(() =>
      new HistGradientBoostingClassifier(unknown).fit(
        X,
        classes(40, (i) => i % 2),
      ),
    ).toThrow(/loss="exponential" must be "log_loss"/);
  });
});

test("a malformed stored state is refused", () => {
  const X = pack(rowsOf(60, (i) => ({ x: i, s: `c${i % 3}` })));
  const model = new HistGradientBoostingClassifier({ max_iter: 3, min_samples_leaf: 5 }).fit(
    X,
    classes(60, (i) => i % 2),
  );
  const state = model.toState();
  const restore = (fitted: unknown) => () => {
    const step = new HistGradientBoostingClassifier();
    step.restore({ ...state, fitted } as StepState, () => step);
    return step.predict(X);
  };
  const fitted = model.state;
  expect(restore(fitted)).not.toThrow();
  for (const broken of [
    null,
    undefined,
    [],
    {},
    { ...fitted, classes: 1 },
    { ...fitted, classes: 3 },
    { ...fitted, n_iter: 0 },
    { ...fitted, n_iter: 4 },
    { ...fitted, baseline: new Float64Array(2) },
    { ...fitted, baseline: [0] },
    { ...fitted, categories: [] },
    { ...fitted, categories: [null] },
    { ...fitted, categories: [null, null] },
    { ...fitted, categories: [null, [1, 2]] },
    { ...fitted, categories: [null, Array.from({ length: 256 }, String)] },
    { ...fitted, trees: null },
    { ...fitted, train_score: null },
  ]) {
    expect(restore(broken)).toThrow(StateError);
  }
});
