import { describe, expect, test } from "bun:test";
import { StateError } from "../../../src/learn/core/errors.ts";
import type { GivenParameters } from "../../../src/learn/core/parameters.ts";
import { LogisticRegression } from "../../../src/learn/linear-model/logistic-regression.ts";
import { Ridge } from "../../../src/learn/linear-model/ridge.ts";
import { MLPClassifier } from "../../../src/learn/neural-network/mlp-classifier.ts";
import { MLPRegressor } from "../../../src/learn/neural-network/mlp-regressor.ts";
import { columns, distance, labels, tableOf } from "../linear-model/reference-data.ts";
import { warnings } from "../warnings.ts";

const X = columns(30, 4);
const Y = labels(30);
const CLASSES = (K: number) => ({
  classes: Array.from({ length: K }, (_, i) => `k${i}`),
  codes: Int32Array.from(
    { length: 30 },
    (_, i) => (X.toMatrix().data[4 * i]! > 0 ? 1 : 0) + (K > 2 && i % 3 === 0 ? 1 : 0),
  ),
});

describe("a perceptron without hidden layers is a linear model", () => {
  test("for numbers: ridge regression", () => {
    const alpha = 0.8;
    const mlp = new MLPRegressor({
      hidden_layer_sizes: [],
      solver: "lbfgs",
      alpha,
      tol: 1e-9,
      max_iter: 5000,
    });
    const ridge = new Ridge({ alpha }).fit(X, Y).predict(X).data;
    expect(distance(mlp.fit(X, Y).predict(X).data, [...ridge])).toBeLessThan(1e-3);
  });

  test("for classes: logistic regression", () => {
    for (const K of [2, 3]) {
      const mlp = new MLPClassifier({
        hidden_layer_sizes: [],
        solver: "lbfgs",
        alpha: 0.5,
        tol: 1e-8,
        max_iter: 5000,
      });
      const linear = new LogisticRegression({ C: 2, tol: 1e-8 }).fit(X, CLASSES(K)).predictProba(X).data;
      expect(distance(mlp.fit(X, CLASSES(K)).predictProba(X).data, [...linear])).toBeLessThan(1e-3);
    }
  });
});

describe("a hidden layer", () => {
  const corners = tableOf({ rows: 4, columns: 2, data: new Float64Array([0, 0, 0, 1, 1, 0, 1, 1]) });
  const exclusive = { classes: [false, true], codes: Int32Array.from([0, 1, 1, 0]) };

  test("learns exclusive or, which no linear model can", () => {
    for (const solver of ["lbfgs", "adam", "sgd"] as const) {
      const mlp = new MLPClassifier({
        hidden_layer_sizes: 8,
        activation: "tanh",
        solver,
        learning_rate_init: solver === "sgd" ? 0.5 : 0.05,
        max_iter: 2000,
      });
      expect(mlp.fit(corners, exclusive).predict(corners)).toEqual(exclusive.codes);
    }
  });

  test("may have any size", () => {
    const { layer_sizes, weights } = new MLPRegressor({ hidden_layer_sizes: [7, 3], max_iter: 2 }).fit(
      X,
      Y,
    ).state;
    expect([...layer_sizes]).toEqual([4, 7, 3, 2]);
    expect(weights).toHaveLength(5 * 7 + 8 * 3 + 4 * 2);
    expect([...new MLPRegressor({ max_iter: 1 }).fit(X, Y).state.layer_sizes]).toEqual([4, 100, 2]);
  });
});

describe("initial weights", () => {
  test("are uniform within Glorot's bounds, which are narrower for logistic neurons", () => {
    for (const [activation, factor] of [
      ["relu", 6],
      ["logistic", 2],
    ] as const) {
      const { weights } = new MLPRegressor({
        hidden_layer_sizes: [400],
        activation,
        max_iter: 1,
        learning_rate_init: 1e-12,
      }).fit(X, { ...Y, columns: 1, data: Y.data.filter((_, i) => i % 2 === 0) }).state;
      const bound = Math.sqrt(factor / 404);
      const first = weights.subarray(0, 5 * 400);
      const largest = first.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      expect(largest).toBeLessThan(bound * 1.0001);
      expect(largest).toBeGreaterThan(bound * 0.99);
      const square = first.reduce((sum, value) => sum + value * value, 0) / first.length;
      expect(Math.abs(square / (bound ** 2 / 3) - 1)).toBeLessThan(0.1);
    }
  });

  test("and the order of rows depend only on random_state", () => {
    const fit = (random_state: number) =>
      new MLPClassifier({ max_iter: 3, random_state }).fit(X, CLASSES(3)).state;
    expect(fit(5)).toEqual(fit(5));
    expect(fit(5).weights).not.toEqual(fit(6).weights);
    const inOrder = (batch_size: number) =>
      new MLPClassifier({ max_iter: 3, shuffle: false, batch_size }).fit(X, CLASSES(3)).state.weights;
    expect(inOrder(7)).not.toEqual(inOrder(8));
  });
});

describe("early stopping", () => {
  test("ends before max_iter and keeps the best weights", () => {
    const parameters = {
      early_stopping: true,
      validation_fraction: 0.2,
      max_iter: 500,
      n_iter_no_change: 3,
      learning_rate_init: 0.02,
    };
    for (const fitted of [
      new MLPClassifier(parameters).fit(X, CLASSES(2)),
      new MLPClassifier(parameters).fit(X, CLASSES(3)),
      new MLPRegressor(parameters).fit(X, Y),
    ]) {
      expect(fitted.convergence().converged).toBe(true);
      expect(fitted.convergence().iterations).toBeLessThan(500);
    }
  });
});

describe("predictions", () => {
  test("of a row are bit for bit the same alone and among several blocks of rows", () => {
    const many = columns(600, 4);
    const classes = { classes: [0, 1, 2], codes: Int32Array.from({ length: 600 }, (_, i) => i % 3) };
    const fitted = new MLPClassifier({ hidden_layer_sizes: [9, 5], max_iter: 1 }).fit(many, classes);
    const all = fitted.predictProba(many).data;
    for (const i of [0, 255, 256, 511, 599]) {
      expect(fitted.predictProba(many.takeRows([i])).data).toEqual(all.slice(3 * i, 3 * i + 3));
    }
  });

  test("with the Poisson loss are positive, and negative labels are refused", () => {
    const counts = { rows: 30, columns: 1, data: Float64Array.from({ length: 30 }, (_, i) => (i * 3) % 5) };
    const fitted = new MLPRegressor({ loss: "poisson", max_iter: 50 }).fit(X, counts);
    expect(fitted.predict(X).data.every((value) => value > 0)).toBe(true);
    expect(() => new MLPRegressor({ loss: "poisson" }).fit(X, Y)).toThrow("does not accept negative labels");
  });
});

describe("a fit", () => {
  test("that runs out of iterations warns", () => {
    const said = warnings((monitor) => new MLPRegressor({ max_iter: 2 }).fit(X, Y, monitor));
    expect(said).toEqual([
      "MLPRegressor (adam) did not converge in 2 iterations; raise max_iter or scale the data",
    ]);
    const by = (parameters: GivenParameters<typeof MLPClassifier.parameters>) =>
      warnings((monitor) =>
        new MLPClassifier({ solver: "lbfgs", ...parameters }).fit(X, CLASSES(2), monitor),
      );
    expect(by({ max_iter: 1 })).toHaveLength(1);
    expect(by({ max_fun: 2, tol: 1e-12 })).toHaveLength(1);
    expect(by({ alpha: 1 })).toEqual([]);
  });

  test("with batches larger than the number of rows uses all rows, and warns", () => {
    const said = warnings((monitor) => new MLPRegressor({ batch_size: 31, max_iter: 1 }).fit(X, Y, monitor));
    expect(said[0]).toBe("batch_size=31 is larger than the 30 rows and is cut to them");
  });

  test("with parameters out of range is refused with their names", () => {
    const refused: [GivenParameters<typeof MLPClassifier.parameters>, string][] = [
      [
        { hidden_layer_sizes: [5, 1.5] },
        "hidden_layer_sizes=[5,1.5] must be a whole number from 1 to 100000 or a list of at most 20 entries, each entry a whole number from 1 to 100000",
      ],
      [{ hidden_layer_sizes: 0 }, "hidden_layer_sizes=0"],
      [{ activation: "sine" as never }, 'activation="sine" must be "identity", "logistic", "tanh" or "relu"'],
      [{ alpha: -1 }, "alpha=-1 must be a finite number of at least 0"],
      [{ batch_size: 0 }, 'batch_size=0 must be "auto" or a whole number from 1 to 2147483647'],
      [
        { learning_rate: "fast" as never },
        'learning_rate="fast" must be "constant", "invscaling" or "adaptive"',
      ],
      [{ learning_rate_init: 0 }, "learning_rate_init=0 must be a finite number greater than 0"],
      [{ power_t: -1 }, "power_t=-1"],
      [{ max_iter: 0 }, "max_iter=0 must be a whole number from 1 to 1000000"],
      [{ tol: Number.NaN }, "tol=NaN must be a finite number of at least 0"],
      [{ momentum: 1.1 }, "momentum=1.1 must be a number from 0 to 1"],
      [{ validation_fraction: 1 }, "validation_fraction=1 must be a number in [0, 1)"],
      [{ beta_1: 1 }, "beta_1=1"],
      [{ beta_2: -0.1 }, "beta_2=-0.1"],
      [{ epsilon: 0 }, "epsilon=0 must be a finite number greater than 0"],
      [{ n_iter_no_change: 0 }, "n_iter_no_change=0"],
      [{ max_fun: 0 }, "max_fun=0"],
      [{ random_state: -1 }, "random_state=-1 must be a whole number from 0"],
    ];
    for (const [parameters, message] of refused) {
      expect(() => new MLPRegressor(parameters).fit(X, Y)).toThrow(message);
    }
    expect(() => new MLPRegressor({ loss: "huber" as never }).fit(X, Y)).toThrow('loss="huber"');
  });
});

test("a malformed state is refused", () => {
  const good = new MLPClassifier({ hidden_layer_sizes: [2], max_iter: 1 }).fit(X, CLASSES(2)).state;
  const bad: [unknown, unknown][] = [
    [{ ...good, weights: good.weights.slice(1) }, {}],
    [{ ...good, layer_sizes: Int32Array.from([4]) }, {}],
    [{ ...good, layer_sizes: Int32Array.from([4, -2, 1]) }, {}],
    [{ ...good, layer_sizes: Int32Array.from([2 ** 30, 2 ** 30, 1]) }, {}],
    [{ ...good, layer_sizes: [4, 2, 1] }, {}],
    [good, { activation: "constructor" }],
    [null, {}],
  ];
  for (const [fitted, parameters] of bad) {
    const state = { type: "MLPClassifier", parameters, fitted } as never;
    expect(() => new MLPClassifier(parameters as never).restore(state, undefined as never)).toThrow(
      StateError,
    );
  }
});
