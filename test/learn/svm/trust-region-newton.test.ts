import { describe, expect, test } from "bun:test";
import { type NewtonObjective, trustRegionNewton } from "../../../src/learn/svm/trust-region-newton.ts";
import { distance } from "./rows.ts";

/** ½ Σ dⱼ (wⱼ − tⱼ)². */
function quadratic(curvatures: number[], target: number[]): NewtonObjective & { evaluations: number } {
  return {
    size: target.length,
    evaluations: 0,
    evaluate(w, gradient) {
      this.evaluations++;
      let value = 0;
      curvatures.forEach((d, j) => {
        const off = w[j]! - target[j]!;
        value += 0.5 * d * off * off;
        gradient[j] = d * off;
      });
      return value;
    },
    accept() {},
    hessianTimes(v, out) {
      curvatures.forEach((d, j) => {
        out[j] = d * v[j]!;
      });
    },
  };
}

describe("trustRegionNewton", () => {
  test("finds the minimum of a parabola of any shape", () => {
    const { w } = trustRegionNewton(quadratic([1, 100, 0.01], [3, -2, 5]), {
      tolerance: 1e-10,
      maxIterations: 100,
    });
    expect(distance(w, [3, -2, 5])).toBeLessThan(1e-6);
  });

  test("takes no step if the gradient is 0 at the start, or if no iteration is permitted", () => {
    expect(trustRegionNewton(quadratic([1], [0]), { tolerance: 1e-4, maxIterations: 9 }).iterations).toBe(0);
    const none = trustRegionNewton(quadratic([1], [4]), { tolerance: 1e-4, maxIterations: 0 });
    expect(none).toEqual({ w: Float64Array.of(0), iterations: 0 });
  });

  test("shrinks the region if the function differs from its quadratic model, and still finds the minimum", () => {
    // √(1 + (w − 8)²): a full Newton step from far away overshoots without bound.
    let slope = 0;
    let at = 0;
    let here = 0;
    const objective: NewtonObjective = {
      size: 1,
      evaluate(w, gradient) {
        at = w[0]!;
        const root = Math.sqrt(1 + (at - 8) ** 2);
        slope = (at - 8) / root;
        gradient[0] = slope;
        return root;
      },
      accept() {
        here = at;
      },
      hessianTimes(v, out) {
        out[0] = v[0]! / Math.sqrt(1 + (here - 8) ** 2) ** 3;
      },
    };
    const { w, iterations } = trustRegionNewton(objective, { tolerance: 1e-9, maxIterations: 100 });
    expect(w[0]).toBeCloseTo(8, 8);
    expect(iterations).toBeLessThan(30);
  });

  test("refuses a function without finite values", () => {
    const objective = quadratic([1], [1]);
    objective.evaluate = (_, gradient) => {
      gradient[0] = Number.NaN;
      return Number.NaN;
    };
    expect(() => trustRegionNewton(objective, { tolerance: 1e-4, maxIterations: 100 })).toThrow(
      "numbers too large",
    );
  });
});
