import { describe, expect, test } from "bun:test";
import { ClassifierEstimator } from "../../src/learn/core/estimator.ts";
import { fit, pack } from "./fit-and-apply.ts";
import { STEPS } from "./step-list.ts";

describe("classify returns the same classes and probabilities as predict and predictProba", () => {
  for (const { name, create, rows, hasThreshold } of STEPS) {
    if (!(create() instanceof ClassifierEstimator)) continue;
    test(name, () => {
      const X = pack(rows);
      const step = fit(create(), X, hasThreshold ? [false, true] : undefined) as ClassifierEstimator;
      const { codes, probabilities } = step.classify(X);
      expect(codes).toEqual(step.predict(X));
      expect(probabilities).toEqual(step.predictProba?.(X));
    });
  }
});
