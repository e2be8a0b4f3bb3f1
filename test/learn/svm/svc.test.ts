import { describe, expect, test } from "bun:test";
import { StateError } from "../../../src/learn/core/errors.ts";
import type { GivenParameters } from "../../../src/learn/core/parameters.ts";
import type { StepState } from "../../../src/learn/core/step.ts";
import { SVC, type SVCState } from "../../../src/learn/svm/svc.ts";
import { COLUMNS, DATA, distance, QUERY, THREE, TWO, tableOf, X } from "./rows.ts";

const fit = (parameters: GivenParameters<typeof SVC.parameters>, y = THREE) => new SVC(parameters).fit(X, y);
const decide = (parameters: GivenParameters<typeof SVC.parameters>, y = THREE) =>
  fit(parameters, y).decisionFunction(QUERY);

describe("results are those of scikit-learn 1.9.1 for", () => {
  test("rbf, three classes: decision values, support vectors, intercepts and gamma", () => {
    const model = fit({ tol: 1e-10 });
    const decisions = [
      2.222068995078194, 0.8384723247562806, -0.1711819244854782, -0.22721895525622632, 1.1119011235195735,
      2.2068749328815636, 2.21417387034152, -0.17284296165001287, 0.8604195950557298, -0.22645610199281574,
      1.045995581573344, 2.2206738413626295,
    ];
    expect(distance(model.decisionFunction(QUERY).data, decisions)).toBeLessThan(1e-8);
    expect(Array.from(model.predict(QUERY))).toEqual([0, 2, 0, 2]);
    const { state } = model;
    expect(Array.from(state.n_support)).toEqual([4, 10, 10]);
    expect(Array.from(state.support)).toEqual([
      0, 2, 15, 28, 4, 5, 10, 12, 14, 17, 19, 25, 27, 29, 1, 3, 7, 8, 16, 18, 20, 21, 23, 24,
    ]);
    expect(
      distance(state.intercept, [-0.4211528618528357, -0.29978468701731353, -0.3082096363707709]),
    ).toBeLessThan(1e-8);
    expect(state.gamma).toBeCloseTo(0.31848072896700197, 14);
  });

  test("poly with class weights, one value per pair", () => {
    const model = fit({
      tol: 1e-10,
      decision_function_shape: "ovo",
      kernel: "poly",
      coef0: 1,
      class_weight: "balanced",
      C: 2,
    });
    const decisions = [
      1.1457708990376596, 1.1703670875723398, 13.924379854592853, -1.3030622281003152, -1.1175157456001716,
      0.06045817526569408, 3.1212562703263953, 3.5846602862996244, 30.244492397294966, -1.2586879502836346,
      -1.1593134887054357, -0.7243196733088588,
    ];
    expect(distance(model.decisionFunction(QUERY).data, decisions)).toBeLessThan(1e-6);
    expect(Array.from(model.predict(X))).toEqual([
      0, 1, 0, 2, 1, 2, 1, 2, 2, 2, 2, 2, 1, 0, 1, 0, 2, 1, 2, 1, 2, 2, 2, 2, 2, 2, 0, 1, 0, 1,
    ]);
  });

  test("sigmoid", () => {
    const decisions = [
      2.1269597019485826, -0.07412575866785415, 0.9174397790834781, -0.22948777804814785, 1.0950779959857746,
      2.2147446438661396, 2.1603644129034496, -0.07181361578483483, 0.8683779043707265, -0.21703561440567157,
      0.9368183619367502, 2.2258092834672976,
    ];
    const { data } = decide({ tol: 1e-10, kernel: "sigmoid", gamma: 0.05, coef0: -0.5 });
    expect(distance(data, decisions)).toBeLessThan(1e-8);
  });

  test("linear and rbf of two classes, positive in favour of the last", () => {
    const linear = [-1.099666663589384, -0.6967132709957428, -1.1018100326574705, -1.3525842185694068];
    const values = decide({ tol: 1e-10, kernel: "linear", C: 0.5 }, TWO);
    expect(values.columns).toBe(1);
    expect(distance(values.data, linear)).toBeLessThan(1e-8);
    const rbf = [-1.001000692810462, -0.6679698944575532, -0.9797794872780093, -0.9576124842886347];
    const model = fit({ tol: 1e-10 }, TWO);
    expect(distance(model.decisionFunction(QUERY).data, rbf)).toBeLessThan(1e-8);
    const yes = Array.from(model.predict(X).entries()).filter(([, code]) => code === 1);
    expect(yes.map(([row]) => row)).toEqual([4, 6, 17, 19]);
  });

  test("break_ties, which decides equal votes by the decision values", () => {
    const tied = tableOf(Float64Array.of(0.5, 3, 1, 1, 2.5, 2, 1.5, 3, 3), COLUMNS);
    expect(Array.from(fit({ tol: 1e-10 }).predict(tied))).toEqual([0, 0, 0]);
    expect(Array.from(fit({ tol: 1e-10, break_ties: true }).predict(tied))).toEqual([2, 1, 2]);
  });
});

describe("SVC", () => {
  test("gamma is 1 / (p · variance), 1 for data without variance, 1 / p, or as given", () => {
    expect(fit({ gamma: "auto" }).state.gamma).toBe(1 / 3);
    expect(fit({ gamma: 0.25 }).state.gamma).toBe(0.25);
    expect(new SVC({}).fit(tableOf(new Float64Array(90).fill(2), 3), TWO).state.gamma).toBe(1);
  });

  test("has no probabilities", () => {
    expect("predictProba" in fit({})).toBe(false);
  });

  test("a linear kernel is accurate for values far from 0", () => {
    const near = fit({ kernel: "linear", tol: 1e-8 }, TWO);
    const far = new SVC({ kernel: "linear", tol: 1e-8 }).fit(
      tableOf(
        DATA.map((value) => value + 1e6),
        COLUMNS,
      ),
      TWO,
    );
    const query = tableOf(
      QUERY.toMatrix().data.map((value) => value + 1e6),
      COLUMNS,
    );
    expect(distance(far.decisionFunction(query).data, near.decisionFunction(QUERY).data)).toBeLessThan(1e-5);
  });

  test("the mean of a column does not affect rbf", () => {
    const moved = DATA.map((value) => value + 2 ** 20);
    const query = tableOf(
      QUERY.toMatrix().data.map((value) => value + 2 ** 20),
      COLUMNS,
    );
    const far = new SVC({ gamma: 0.3 }).fit(tableOf(moved, COLUMNS), THREE);
    const near = fit({ gamma: 0.3 }).decisionFunction(QUERY);
    expect(distance(far.decisionFunction(query).data, near.data)).toBeLessThan(1e-8);
  });

  test("the size of the cache does not affect the result, bit for bit", () => {
    const { fitted } = fit({}).toState();
    expect(fit({ cache_size: 1e-4 }).toState().fitted).toEqual(fitted);
  });

  test("a fit that reaches max_iter warns in scikit-learn's words, and can predict", () => {
    const warnings: string[] = [];
    const monitor = { iteration() {}, warn: (message: string) => warnings.push(message) };
    const model = new SVC({ max_iter: 3 }).fit(X, THREE, monitor);
    expect(warnings).toEqual([
      "Solver terminated early (max_iter=3). Consider pre-processing your data with StandardScaler or MinMaxScaler.",
    ]);
    expect(model.convergence()).toEqual({ iterations: 3, converged: false });
    expect(model.predict(QUERY)).toHaveLength(4);
  });

  test("without support vectors, decision values are 0 and the last class is predicted", () => {
    const model = fit({ max_iter: 0 }, TWO);
    expect(model.state.support).toHaveLength(0);
    expect(Array.from(model.predict(QUERY))).toEqual([1, 1, 1, 1]);
    expect(Array.from(fit({ max_iter: 0 }).predict(QUERY))).toEqual([2, 2, 2, 2]);
  });

  test("a class of weight 0 is refused, because its pairs would have no intercept", () => {
    expect(() => fit({ class_weight: { a: 0 } })).toThrow("class_weight must not give a class the weight 0");
  });

  test("too many classes to store a machine for each pair are refused", () => {
    const rows = 20_000;
    const classes = Array.from({ length: 10_000 }, (_, i) => i);
    const codes = Int32Array.from({ length: rows }, (_, i) => i % 10_000);
    expect(() => new SVC({}).fit(tableOf(new Float64Array(rows), 1), { classes, codes })).toThrow("too many");
  });

  describe("an inconsistent stored state is refused", () => {
    const { parameters, fitted } = fit({}).toState();
    const changes: Partial<Record<keyof SVCState, unknown>>[] = [
      { classes: 4 },
      { classes: 1e9 },
      { classes: 2.5 },
      { features: 0 },
      { features: 4 },
      { gamma: Number.NaN },
      { gamma: "scale" },
      { support: new Int32Array(3) },
      { support_vectors: new Float64Array(5) },
      { n_support: Int32Array.of(30, -16, 10) },
      { n_support: [4, 10, 10] },
      { dual_coef: new Float64Array(3) },
      { dual_coef: null },
      { intercept: new Float64Array(1) },
      { n_iter: new Int32Array(9) },
      { converged: 1 },
    ];
    for (const change of changes) {
      test(JSON.stringify(change), () => {
        const state = { type: "SVC", parameters, fitted: { ...(fitted as object), ...change } } as StepState;
        expect(() => new SVC({}).restore(state, () => new SVC({}))).toThrow(StateError);
      });
    }

    test("and so are parameters out of range", () => {
      const stored = { type: "SVC", parameters: { kernel: "nonsense" }, fitted } as StepState;
      const model = new SVC({ kernel: "nonsense" as "rbf" });
      expect(() => model.restore(stored, () => model)).toThrow(StateError);
    });
  });
});
