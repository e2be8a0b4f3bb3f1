import { describe, expect, test } from "bun:test";
import { StateError } from "../../../src/learn/core/errors.ts";
import type { GivenParameters } from "../../../src/learn/core/parameters.ts";
import type { StepState } from "../../../src/learn/core/step.ts";
import { LinearSVC } from "../../../src/learn/svm/linear-svc.ts";
import { distance, QUERY, THREE, TWO, tableOf, X } from "./rows.ts";

const fit = (parameters: GivenParameters<typeof LinearSVC.parameters>, y = THREE) =>
  new LinearSVC(parameters).fit(X, y);

function expectFit({ state }: LinearSVC, coef: number[], intercept: number[], within: number): void {
  expect(distance(state.coef, coef)).toBeLessThan(within);
  expect(distance(state.intercept, intercept)).toBeLessThan(within);
}

describe("results are those of scikit-learn 1.9.1", () => {
  test("for three classes, one against the rest", () => {
    const coef = [
      -0.9709656699914627, 0.6179653525795491, -0.12423492847586488, 0.08147251141624068, -0.744845064875637,
      0.3057965712261427, 0.6155204271760031, 0.20192123453678945, -0.3558668975164362,
    ];
    const intercept = [-0.5194795307047012, 0.5414528351819696, -0.7883297984598826];
    expectFit(fit({ tol: 1e-12 }), coef, intercept, 1e-10);
  });

  test("after the same number of steps for the default tolerance", () => {
    const coef = [
      -0.9709656699914627, 0.6179653525795491, -0.12423492847586488, 0.08147027760804905, -0.7448354524272124,
      0.30578704582794425, 0.6155204271760031, 0.20192123453678945, -0.3558668975164362,
    ];
    const model = fit({});
    expect(distance(model.state.coef, coef)).toBeLessThan(1e-12);
    expect(model.convergence()).toEqual({ iterations: 6, converged: true });
  });

  test("with a class weight, which applies to the class's own rows but not when they are part of the rest", () => {
    const model = fit({ tol: 1e-12, class_weight: { a: 3, c: 0.5 }, intercept_scaling: 4, C: 0.3 });
    const coef = [
      -0.769199886118474, 0.6646816478767397, -0.03125728057148344, 0.044811470356484716, -0.6774071117608325,
      0.2451119423353612, 0.5210850088952856, 0.14040254753643158, -0.1347661089145909,
    ];
    expectFit(model, coef, [-0.9134731638168695, 0.5793820869388809, -1.1252289578870491], 1e-10);
  });

  test("with the weights of both of two classes", () => {
    const coef = [0.12835820514515545, -0.761406479960368, 0.24974673707808215];
    expectFit(fit({ tol: 1e-12, class_weight: "balanced" }, TWO), coef, [0.7852447893016321], 1e-10);
  });

  test("without an intercept", () => {
    const coef = [0.1768873599190887, -0.6406968767838241, 0.3688763379953958];
    expectFit(fit({ tol: 1e-12, fit_intercept: false }, TWO), coef, [0], 1e-10);
  });

  test("with the hinge that is not squared", () => {
    const coef = [-0.06685029610027796, -0.6421567277342188, 0.36096956343094433];
    const model = fit({ tol: 1e-10, loss: "hinge", C: 0.1, max_iter: 100_000 }, TWO);
    expectFit(model, coef, [0.0008676490865299515], 1e-8);
  });

  test("with the l1 penalty", () => {
    const coef = [0, -0.2761069576949147, 0.11502628407421908];
    expectFit(fit({ tol: 1e-10, penalty: "l1", dual: false, C: 0.1 }, TWO), coef, [0], 1e-8);
  });
});

describe("LinearSVC", () => {
  test("has the same minimum for the dual and the primal problem", () => {
    const dual = fit({ dual: true, tol: 1e-10, max_iter: 100_000 }, TWO);
    expect(distance(dual.state.coef, fit({ dual: false, tol: 1e-12 }, TWO).state.coef)).toBeLessThan(1e-8);
  });

  test("solves the dual problem by default if there are more columns than rows", () => {
    const wide = tableOf(
      Float64Array.from({ length: 12 }, (_, at) => Math.sin(at)),
      4,
    );
    const y = { classes: ["a", "b"], codes: Int32Array.of(0, 1, 1) };
    const auto = new LinearSVC({}).fit(wide, y).state;
    expect(auto).toEqual(new LinearSVC({ dual: true }).fit(wide, y).state);
    expect(auto).not.toEqual(new LinearSVC({ dual: false }).fit(wide, y).state);
  });

  test("has n × 1 decision values for two classes and n × K for more, and no probabilities", () => {
    expect(fit({}, TWO).decisionFunction(QUERY)).toMatchObject({ rows: 4, columns: 1 });
    expect(fit({}).decisionFunction(QUERY)).toMatchObject({ rows: 4, columns: 3 });
    expect("predictProba" in fit({})).toBe(false);
  });

  test("predicts the first class for equal decision values, and for the value 0 of two classes", () => {
    const nothing = tableOf(new Float64Array(30 * 3), 3);
    const rest = { fit_intercept: false };
    expect(Array.from(new LinearSVC(rest).fit(nothing, THREE).predict(QUERY))).toEqual([0, 0, 0, 0]);
    expect(Array.from(new LinearSVC(rest).fit(nothing, TWO).predict(QUERY))).toEqual([0, 0, 0, 0]);
  });

  test("warns in scikit-learn's words if it did not converge, and can predict", () => {
    const warnings: string[] = [];
    const monitor = { iteration() {}, warn: (message: string) => warnings.push(message) };
    const model = new LinearSVC({ max_iter: 2 }).fit(X, THREE, monitor);
    expect(warnings).toEqual(["Liblinear failed to converge, increase the number of iterations."]);
    expect(model.convergence()).toEqual({ iterations: 2, converged: false });
    const none = new LinearSVC({ max_iter: 0 }).fit(X, TWO, monitor);
    expect(none.state.coef).toEqual(new Float64Array(3));
  });

  test("refuses numbers whose squares overflow", () => {
    const huge = tableOf(
      X.toMatrix().data.map((value) => value * 1e300),
      3,
    );
    for (const parameters of [{}, { dual: true }, { penalty: "l1", dual: false }] as GivenParameters<
      typeof LinearSVC.parameters
    >[]) {
      expect(() => new LinearSVC(parameters).fit(huge, TWO)).toThrow("numbers too large");
    }
  });

  test("refuses an inconsistent stored state", () => {
    const { parameters, fitted } = fit({}).toState();
    for (const change of [
      { coef: new Float64Array(7) },
      { coef: [1, 2, 3] },
      { intercept: new Float64Array(0) },
    ]) {
      const state = {
        type: "LinearSVC",
        parameters,
        fitted: { ...(fitted as object), ...change },
      } as StepState;
      expect(() => new LinearSVC({}).restore(state, () => new LinearSVC({}))).toThrow(StateError);
    }
  });
});
