import { describe, expect, test } from "bun:test";
import type { DecisionThreshold } from "../../src/learn/core/estimator.ts";
import { Random } from "../../src/learn/core/random.ts";
import { answer, train } from "../training/train.ts";

/** A number decides how probable the label is; a text column of 1,000 values says nothing. */
function rowsOf(count: number, seed: number) {
  const random = new Random(seed);
  const features = Array.from({ length: count }, () => ({
    x: random.normal(),
    place: `place ${random.below(1000)}`,
  }));
  const truth = features.map(({ x }) => 1 / (1 + Math.exp(1 - 1.5 * x)));
  const labels = truth.map((p) => ({ y: random.next() < p ? "yes" : "no" }));
  return { features, labels, truth };
}
const TRAINED = rowsOf(2000, 1);
const FRESH = rowsOf(20_000, 2);
const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

async function fitted(parameters: Record<string, unknown>) {
  const { features, labels } = TRAINED;
  const { stored } = train("logistic_regression", { features, labels, parameters });
  const { probabilities } = await answer(stored, FRESH.features, true);
  const { estimator } = stored.pipeline;
  return {
    pipeline: stored.pipeline,
    threshold: (estimator as { decisionThreshold?: DecisionThreshold }).decisionThreshold?.value,
    probabilities: probabilities!.map(({ yes }) => yes!),
  };
}

// The mean labels of the values are learnt before the folds: had the rows been encoded with their own labels, the scores of the rows
// that calibrate would be far better than those of new ones.
describe("text that says nothing leaves the probabilities of new rows honest", () => {
  for (const calibrate of ["sigmoid", "isotonic", "temperature"]) {
    test(`with calibrate=${calibrate}`, async () => {
      const { pipeline, probabilities } = await fitted({ calibrate });
      expect(JSON.stringify(pipeline.transformers[0]!.toState())).toContain("TargetEncoder");
      const order = Array.from(probabilities.keys()).sort((a, b) => probabilities[a]! - probabilities[b]!);
      for (let part = 0; part < 10; part++) {
        const rows = order.slice(part * 2000, (part + 1) * 2000);
        const told = meanOf(rows.map((row) => probabilities[row]!));
        expect(Math.abs(told - meanOf(rows.map((row) => FRESH.truth[row]!)))).toBeLessThan(0.05);
      }
    });
  }

  test("with a threshold, which is as good for them as any", async () => {
    const { threshold, probabilities } = await fitted({ threshold: "f1" });
    const f1At = (least: number) => {
      const predicted = probabilities.map((p) => p >= least);
      const found = FRESH.truth.reduce((sum, p, row) => sum + (predicted[row] ? p : 0), 0);
      const all = FRESH.truth.reduce((sum, p) => sum + p, 0);
      return (2 * found) / (all + predicted.filter(Boolean).length);
    };
    const best = Math.max(...Array.from({ length: 99 }, (_, i) => f1At((i + 1) / 100)));
    expect(f1At(threshold!)).toBeGreaterThan(best - 0.02);
  });
});
