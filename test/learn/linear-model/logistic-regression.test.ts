import { describe, expect, test } from "bun:test";
import { LogisticRegression } from "../../../src/learn/linear-model/logistic-regression.ts";
import { warnings } from "../warnings.ts";
import { changed, columns, distance } from "./reference-data.ts";

const X = columns(30, 4);
const TWO = {
  classes: [0, 1],
  codes: Int32Array.from("010110101100100101101001001100", Number),
};
const THREE = { classes: [0, 1, 2], codes: Int32Array.from({ length: 30 }, (_, i) => (i * 7) % 3) };

describe("LogisticRegression has scikit-learn's coefficients", () => {
  test("for two classes, after the same number of iterations", () => {
    const { state } = new LogisticRegression().fit(X, TWO);
    expect(
      distance(
        state.coef,
        [1.1304672095045303, -0.9938267043864969, 0.28212054984260276, 0.22446705403429257],
      ),
    ).toBeLessThan(1e-9);
    expect(distance(state.intercept, [-0.1559241336983675])).toBeLessThan(1e-9);
    expect(state.n_iter).toBe(13);
  });
  test("for three classes, within the tolerance, after the same number of iterations", () => {
    const { state } = new LogisticRegression().fit(X, THREE);
    expect(
      distance(
        state.coef,
        [
          -0.07694572949365847, 0.02439684832535664, -0.0024795031111406597, 0.0013227491373463108,
          -0.03893720804183005, -0.024605362391040567, 0.006363083650104377, -0.018948127410014278,
          0.11588293753548863, 0.00020851406568405702, -0.0038835805389638503, 0.01762537827266834,
        ],
      ),
    ).toBeLessThan(1e-4);
    expect(
      distance(state.intercept, [-0.011501726143128192, 0.03548362584073557, -0.023981899697607296]),
    ).toBeLessThan(1e-4);
    expect(state.n_iter).toBe(11);
  });
  test("for two balanced classes by lbfgs", () => {
    const { state } = new LogisticRegression({
      C: 10,
      tol: 1e-12,
      class_weight: "balanced",
      solver: "lbfgs",
    }).fit(X, TWO);
    expect(
      distance(state.coef, [1.980368916290034, -1.4234764409669143, 0.3965445994309566, 0.2555937052154281]),
    ).toBeLessThan(1e-10);
    expect(distance(state.intercept, [0.21777416592732446])).toBeLessThan(1e-10);
  });
  test("for three balanced classes by lbfgs", () => {
    const { state } = new LogisticRegression({
      C: 10,
      tol: 1e-12,
      class_weight: "balanced",
      solver: "lbfgs",
    }).fit(X, THREE);
    expect(
      distance(
        state.coef,
        [
          -0.0911062502948346, 0.025570709116143994, -0.0022979082487482342, 0.0013386342318028074,
          -0.04605999081276498, -0.025902656323992416, 0.006666357693746072, -0.019148079722558272,
          0.1371662411075995, 0.00033194720784633793, -0.0043684494450139544, 0.017809445490750524,
        ],
      ),
    ).toBeLessThan(1e-10);
    expect(
      distance(state.intercept, [-0.012237211246234182, 0.036595993208478006, -0.024358781962243822]),
    ).toBeLessThan(1e-10);
  });
  test("without penalty and intercept by lbfgs", () => {
    const { state } = new LogisticRegression({
      penalty: null,
      tol: 1e-12,
      fit_intercept: false,
      solver: "lbfgs",
    }).fit(X, TWO);
    expect(
      distance(
        state.coef,
        [2.2361694283370026, -1.5351392136246238, 0.4412602117991115, 0.29462751075185717],
      ),
    ).toBeLessThan(1e-10);
    expect(distance(state.intercept, [0.0])).toBeLessThan(1e-10);
  });
  test("for three classes without penalty and intercept by lbfgs", () => {
    const { state } = new LogisticRegression({
      C: Number.POSITIVE_INFINITY,
      tol: 1e-12,
      fit_intercept: false,
      solver: "lbfgs",
    }).fit(X, THREE);
    expect(
      distance(
        state.coef,
        [
          -0.09159498400961932, 0.023884053507695364, -0.0044588592194017, -0.00020494333897034048,
          -0.04789649393801282, -0.02130446746025573, 0.013008614993591131, -0.014197807811944737,
          0.13949147794763214, -0.0025795860474396317, -0.00854975577418943, 0.014402751150915077,
        ],
      ),
    ).toBeLessThan(1e-10);
    expect(distance(state.intercept, [0.0, 0.0, 0.0])).toBeLessThan(1e-10);
  });
  test("for two balanced classes by newton-cholesky", () => {
    const { state } = new LogisticRegression({
      C: 10,
      tol: 1e-12,
      class_weight: "balanced",
      solver: "newton-cholesky",
    }).fit(X, TWO);
    expect(
      distance(state.coef, [1.980368916290034, -1.4234764409669143, 0.3965445994309566, 0.2555937052154281]),
    ).toBeLessThan(1e-10);
    expect(distance(state.intercept, [0.21777416592732446])).toBeLessThan(1e-10);
  });
  test("for three balanced classes by newton-cholesky", () => {
    const { state } = new LogisticRegression({
      C: 10,
      tol: 1e-12,
      class_weight: "balanced",
      solver: "newton-cholesky",
    }).fit(X, THREE);
    expect(
      distance(
        state.coef,
        [
          -0.0911062502948346, 0.025570709116143994, -0.0022979082487482342, 0.0013386342318028074,
          -0.04605999081276498, -0.025902656323992416, 0.006666357693746072, -0.019148079722558272,
          0.1371662411075995, 0.00033194720784633793, -0.0043684494450139544, 0.017809445490750524,
        ],
      ),
    ).toBeLessThan(1e-10);
    expect(
      distance(state.intercept, [-0.012237211246234182, 0.036595993208478006, -0.024358781962243822]),
    ).toBeLessThan(1e-10);
  });
  test("without penalty and intercept by newton-cholesky", () => {
    const { state } = new LogisticRegression({
      penalty: null,
      tol: 1e-12,
      fit_intercept: false,
      solver: "newton-cholesky",
    }).fit(X, TWO);
    expect(
      distance(
        state.coef,
        [2.2361694283370026, -1.5351392136246238, 0.4412602117991115, 0.29462751075185717],
      ),
    ).toBeLessThan(1e-10);
    expect(distance(state.intercept, [0.0])).toBeLessThan(1e-10);
  });
  test("for three classes without penalty and intercept by newton-cholesky", () => {
    const { state } = new LogisticRegression({
      C: Number.POSITIVE_INFINITY,
      tol: 1e-12,
      fit_intercept: false,
      solver: "newton-cholesky",
    }).fit(X, THREE);
    expect(
      distance(
        state.coef,
        [
          -0.09159498400961932, 0.023884053507695364, -0.0044588592194017, -0.00020494333897034048,
          -0.04789649393801282, -0.02130446746025573, 0.013008614993591131, -0.014197807811944737,
          0.13949147794763214, -0.0025795860474396317, -0.00854975577418943, 0.014402751150915077,
        ],
      ),
    ).toBeLessThan(1e-10);
    expect(distance(state.intercept, [0.0, 0.0, 0.0])).toBeLessThan(1e-10);
  });
  test("with a weight for one class", () => {
    const { state } = new LogisticRegression({ class_weight: { 1: 3.5 }, tol: 1e-12 }).fit(X, TWO);
    expect(
      distance(state.coef, [1.028930883886468, -1.0312055242903293, 0.36639243621272405, 0.1862079328919057]),
    ).toBeLessThan(1e-10);
    expect(distance(state.intercept, [0.9804478715874559])).toBeLessThan(1e-10);
  });
});

describe("LogisticRegression", () => {
  test("finds by Newton's method the digits that are lost in the value of the loss", () => {
    // The scales differ so much that lbfgs alone would have two digits fewer.
    const scaled = changed(X, ([a, b, c, d]) => [a! * 100, b!, c! / 100, d!]);
    const options = { C: 100, tol: 1e-11, max_iter: 10_000 };
    const byLbfgs = new LogisticRegression(options).fit(scaled, TWO);
    const byNewton = new LogisticRegression({ ...options, solver: "newton-cholesky" }).fit(scaled, TWO);
    expect(byLbfgs.convergence().converged).toBe(true);
    expect(distance(byLbfgs.state.coef, [...byNewton.state.coef])).toBeLessThan(1e-9);
  });

  test("warns when it did not converge", () => {
    const said = warnings((monitor) => new LogisticRegression({ max_iter: 2 }).fit(X, TWO, monitor));
    expect(said).toEqual(["lbfgs did not converge in 2 iterations; raise max_iter or scale the data"]);
  });

  test("predicts linearly separable classes, also without penalty", () => {
    const apart = {
      classes: [0, 1],
      codes: Int32Array.from({ length: 30 }, (_, i) => (X.toMatrix().data[4 * i]! > 0 ? 1 : 0)),
    };
    for (const solver of ["lbfgs", "newton-cholesky"] as const) {
      const fitted = new LogisticRegression({ penalty: null, solver }).fit(X, apart);
      expect(fitted.predict(X)).toEqual(apart.codes);
      expect(fitted.state.coef.every(Number.isFinite)).toBe(true);
    }
  });

  test("learns only the fractions of the classes from a constant column", () => {
    const constant = changed(X, () => [1]);
    const shares = new LogisticRegression({ tol: 1e-10, penalty: null, fit_intercept: true }).fit(
      constant,
      TWO,
    );
    const ones = TWO.codes.reduce((a, b) => a + b, 0);
    expect(Math.abs(shares.predictProba(constant).data[1]! - ones / 30)).toBeLessThan(1e-9);
  });

  test("refuses parameters out of range by name", () => {
    const refused: [ConstructorParameters<typeof LogisticRegression>[0], string][] = [
      [{ C: -1 }, "C=-1 must be a finite number greater than 0"],
      [{ penalty: "l1" as never }, 'penalty="l1" must be "l2", "none" or null'],
      [{ max_iter: 1.5 }, "max_iter=1.5 must be a whole number from 1 to 1000000"],
      [{ tol: Number.NaN }, "tol=NaN must be a finite number of at least 0"],
      [{ solver: "saga" as never }, 'solver="saga" must be "lbfgs", "newton-cholesky" or "gradient_descent"'],
      [{ class_weight: { 7: 1 } }, "class_weight names labels that do not occur"],
      [{ class_weight: { 0: 0, 1: 0 } }, "class_weight must not be 0 for all classes"],
      [{ class_weight: "balanced", solver: "gradient_descent" }, "class_weight needs the solver"],
    ];
    for (const [parameters, message] of refused) {
      expect(() => new LogisticRegression(parameters).fit(X, TWO)).toThrow(message);
    }
  });
});
