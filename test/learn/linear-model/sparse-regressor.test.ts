import { describe, expect, test } from "bun:test";
import { coordinateDescent } from "../../../src/learn/linear-model/coordinate-descent.ts";
import { columnProblem, gramProblem } from "../../../src/learn/linear-model/coordinate-problems.ts";
import { ElasticNet } from "../../../src/learn/linear-model/elastic-net.ts";
import { Lasso } from "../../../src/learn/linear-model/lasso.ts";
import { Ridge } from "../../../src/learn/linear-model/ridge.ts";
import { warnings } from "../warnings.ts";
import { columns, distance, labels } from "./reference-data.ts";

const X = columns(30, 4);
const Y = labels(30);

describe("coefficients, passes and duality gaps are scikit-learn's", () => {
  test("of Lasso", () => {
    const { state } = new Lasso({ alpha: 0.3 }).fit(X, Y);
    expect(
      distance(
        state.coef,
        [
          2.542425462776638, -1.827628971240699, -0.0, 0.44551159659882433, -0.0, -0.0, 0.9784763692420664,
          0.0,
        ],
      ),
    ).toBeLessThan(1e-12);
    expect(distance(state.intercept, [0.9996887253212791, 0.13581675037313445])).toBeLessThan(1e-12);
    expect([...state.n_iter]).toEqual([4, 2]);
    expect(distance(state.dual_gap, [4.6110134140538625e-8, 0.0])).toBeLessThan(1e-12);
  });
  test("of Lasso without negative coefficients", () => {
    const { state } = new Lasso({ alpha: 0.3, positive: true }).fit(X, Y);
    expect(
      distance(
        state.coef,
        [2.61410177051664, 0.0, 0.0, 0.4181818688636158, 0.0, 0.0, 0.9784763692420664, 0.0],
      ),
    ).toBeLessThan(1e-12);
    expect(distance(state.intercept, [0.11845819920198664, 0.13581675037313445])).toBeLessThan(1e-12);
    expect([...state.n_iter]).toEqual([3, 2]);
  });
  test("of Lasso with more columns than rows", () => {
    const { state } = new Lasso({ alpha: 0.2 }).fit(columns(12, 20), labels(12));
    expect(
      distance(
        state.coef,
        [
          0.0, -0.0, -0.0, 0.5113148143018326, -1.099152768794123, 0.1420944185684273, -0.0, 0.0, -0.0, -0.0,
          0.23212970809257868, -0.22417359038022291, -0.1347428109198499, -0.0, 0.3082160485414244,
          0.08738455868857907, -0.014341547958332111, 0.015356252169638365, -0.0, -0.03083896663331913, -0.0,
          0.0, 0.0, -0.0, 0.0, 0.0, -0.35105277983096567, 0.0, 0.0, 0.21650685433217068, 0.02331958350422236,
          -0.04022379260688744, 0.18865424039287773, 0.05517150625086021, -0.03417117982402935,
          0.021568630482275666, -0.024227144328610013, -0.010553305517473315, -0.0, 0.020441675401334045,
        ],
      ),
    ).toBeLessThan(1e-12);
    expect(distance(state.intercept, [0.03285729999397202, -0.13768324605478788])).toBeLessThan(1e-12);
    expect([...state.n_iter]).toEqual([489, 253]);
    expect(distance(state.dual_gap, [0.0015344993313125925, 0.0011351462031879238])).toBeLessThan(1e-12);
  });
  test("of ElasticNet", () => {
    const { state } = new ElasticNet({ alpha: 0.3, l1_ratio: 0.4, tol: 1e-8 }).fit(X, Y);
    expect(
      distance(
        state.coef,
        [
          2.1317502951637515, -1.7636986380759199, -0.0, 0.45782684834311904, -0.0, -0.01771582969560019,
          0.9866266283999969, 0.02412478986852088,
        ],
      ),
    ).toBeLessThan(1e-12);
    expect(distance(state.intercept, [0.9454279193710339, 0.09967854307359558])).toBeLessThan(1e-12);
    expect([...state.n_iter]).toEqual([6, 7]);
  });
  test("of ElasticNet with an l2 penalty only", () => {
    const { state } = new ElasticNet({ alpha: 0.3, l1_ratio: 0 }).fit(X, Y);
    expect(
      distance(
        state.coef,
        [
          1.962289041891711, -1.7258045966935724, -0.014645829218510329, 0.4630048061578657,
          -0.15083750988793135, -0.07085897144403314, 0.9930850209514117, 0.04071426893100127,
        ],
      ),
    ).toBeLessThan(1e-12);
    expect(distance(state.intercept, [0.9315278565576045, 0.0935722776247323])).toBeLessThan(1e-12);
    expect([...state.n_iter]).toEqual([5, 4]);
    expect(distance(state.dual_gap, [5.276667991438444e-11, 1.4033544696682535e-10])).toBeLessThan(1e-12);
  });
  test("of Lasso without penalty", () => {
    const { state } = new Lasso({ alpha: 0 }).fit(X, Y);
    expect(
      distance(
        state.coef,
        [
          3.1458400547934566, -1.9739034094267756, -0.024184977170182958, 0.48033116109805435,
          -0.25032760640676976, -0.08217570661724523, 1.0651225789819923, 0.05591035363003442,
        ],
      ),
    ).toBeLessThan(1e-12);
    expect(distance(state.intercept, [1.0484851654731058, 0.004110792041347677])).toBeLessThan(1e-12);
    expect([...state.n_iter]).toEqual([5, 5]);
  });
  test("of Lasso with a penalty that makes all coefficients 0", () => {
    const { state } = new Lasso({ alpha: 100 }).fit(X, Y);
    expect(distance(state.coef, [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])).toBeLessThan(1e-12);
    expect(distance(state.intercept, [0.7413019526877404, 1.1016916210320893])).toBeLessThan(1e-12);
    expect([...state.n_iter]).toEqual([0, 0]);
  });
});

describe("coordinate descent", () => {
  test("takes the same steps with products of columns and with the residual", () => {
    const { data } = X.toMatrix();
    const byColumn = Float64Array.from(
      { length: 120 },
      (_, at) => data[(at % 30) * 4 + Math.floor(at / 30)]!,
    );
    const y = Float64Array.from({ length: 30 }, (_, i) => Y.data[2 * i]!);
    const product = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
    const column = (j: number) => byColumn.subarray(30 * j, 30 * j + 30);
    const gram = Float64Array.from({ length: 16 }, (_, at) => product(column(at >> 2), column(at & 3)));
    const q = Float64Array.from({ length: 4 }, (_, j) => product(column(j), y));
    for (const positive of [false, true]) {
      const penalty = { l1: 20, l2: 3, positive };
      const options = { maxIterations: 100, tol: 1e-10, random: undefined };
      const short = coordinateDescent(gramProblem(gram, q, product(y, y), penalty), options);
      const long = coordinateDescent(columnProblem(byColumn, 4, y, penalty), options);
      expect(short.iterations).toBe(long.iterations);
      expect(distance(short.w, [...long.w])).toBeLessThan(1e-13);
      expect(short.w.some((value) => value < 0)).toBe(!positive);
    }
  });

  test("satisfies the conditions of the minimum", () => {
    const { coef, intercept } = new Lasso({ alpha: 0.3, tol: 1e-14 }).fit(X, Y).state;
    const kinds = new Set<boolean>();
    const { data } = X.toMatrix();
    for (let o = 0; o < 2; o++) {
      for (let j = 0; j < 4; j++) {
        let slope = 0;
        for (let i = 0; i < 30; i++) {
          let residual = Y.data[2 * i + o]! - intercept[o]!;
          for (let c = 0; c < 4; c++) residual -= data[4 * i + c]! * coef[4 * o + c]!;
          slope += (residual * data[4 * i + j]!) / 30;
        }
        const w = coef[4 * o + j]!;
        kinds.add(w === 0);
        if (w !== 0) expect(Math.abs(slope - 0.3 * Math.sign(w))).toBeLessThan(1e-7);
        else expect(Math.abs(slope)).toBeLessThanOrEqual(0.3 + 1e-7);
      }
    }
    expect(kinds.size).toBe(2);
  });

  test("with random selection finds the same minimum, and the same bytes for the same seed", () => {
    const fit = (random_state: number) =>
      new ElasticNet({ alpha: 0.3, tol: 1e-12, selection: "random", random_state }).fit(X, Y).state;
    const cyclic = new ElasticNet({ alpha: 0.3, tol: 1e-12 }).fit(X, Y).state;
    expect(distance(fit(1).coef, [...cyclic.coef])).toBeLessThan(1e-7);
    expect(fit(1)).toEqual(fit(1));
    expect(fit(1).coef).not.toEqual(fit(2).coef);
  });

  test("with an l2 penalty only agrees with ridge regression", () => {
    const { coef } = new ElasticNet({ alpha: 0.3, l1_ratio: 0, tol: 1e-13, max_iter: 10_000 }).fit(
      X,
      Y,
    ).state;
    expect(distance(coef, [...new Ridge({ alpha: 0.3 * 30 }).fit(X, Y).state.coef])).toBeLessThan(1e-7);
  });

  test("warns if it does not converge, and for alpha = 0", () => {
    const wide = columns(12, 20);
    const few = warnings((monitor) => new Lasso({ alpha: 1e-3, max_iter: 2 }).fit(wide, labels(12), monitor));
    expect(few).toHaveLength(2);
    expect(few[0]).toMatch(/^Lasso did not converge in 2 iterations \(duality gap/);
    expect(new Lasso({ alpha: 1e-3, max_iter: 2 }).fit(wide, labels(12)).convergence()).toEqual({
      iterations: 2,
      converged: false,
    });
    expect(warnings((monitor) => new Lasso({ alpha: 0 }).fit(X, Y, monitor))[0]).toMatch(/alpha=0/);
    expect(warnings((monitor) => new Lasso().fit(X, Y, monitor))).toEqual([]);
  });
});
