import { describe, expect, test } from "bun:test";
import { StateError } from "../../src/learn/core/errors.ts";
import { decodeMessagePack } from "../../src/learn/core/messagepack.ts";
import { Random } from "../../src/learn/core/random.ts";
import { restoreStep } from "../../src/models/registry.ts";
import { decodePipeline, encodePipeline, type StoredPipeline } from "../../src/models/stored-pipeline.ts";
import { answer, type Rows, train } from "../training/train.ts";

/** Amounts that span factors, with mistakes in proportion. */
function drawn(rows: number, seed: number): { features: Rows; labels: Rows } {
  const random = new Random(seed);
  const features = Array.from({ length: rows }, () => ({
    x: random.next() * 6,
    kind: "abc"[random.below(3)]!,
  }));
  const labels = features.map(({ x, kind }) => ({
    amount: Math.exp(2 + x + 0.3 * "abc".indexOf(kind) + 0.4 * random.normal()),
  }));
  return { features, labels };
}

const { features, labels } = drawn(300, 1);

function trained(parameters: object, model = "ridge"): StoredPipeline {
  return train(model, { features, labels, parameters: { validation_fraction: 0.3, ...parameters } }).stored;
}

async function intervalsOf(stored: StoredPipeline, rows = features, interval = 0.9) {
  const { intervals, predictions } = await answer(stored, rows, false, { interval });
  return { intervals: intervals as [number, number][], predictions: predictions as number[] };
}

describe("intervals of a run with transform_label", () => {
  test("grow with the prediction, hold it, and stay in the domain of the labels", async () => {
    const { intervals, predictions } = await intervalsOf(trained({ transform_label: "log" }));
    const factors = intervals.map(([lower, upper], i) => [predictions[i]! / lower, upper / predictions[i]!]);
    for (const [below, above] of factors) {
      expect(below).toBeCloseTo(factors[0]![0]!, 9);
      expect(above).toBeCloseTo(factors[0]![0]!, 9);
    }
    expect(factors[0]![0]).toBeGreaterThan(1.5);
    for (const transform_label of ["log1p", "sqrt", "yeo-johnson"]) {
      const found = await intervalsOf(trained({ transform_label }));
      found.intervals.forEach(([lower, upper], i) => {
        expect(lower).toBeGreaterThanOrEqual(transform_label === "sqrt" ? 0 : -1);
        expect(lower).toBeLessThanOrEqual(found.predictions[i]!);
        expect(upper).toBeGreaterThanOrEqual(found.predictions[i]!);
      });
      const widths = found.intervals.map(([lower, upper]) => upper - lower);
      expect(Math.max(...widths)).toBeGreaterThan(3 * Math.min(...widths));
    }
  });

  test("with standardize are those without it, and with quantile have one width", async () => {
    const widthsOf = async (transform_label: string | null) =>
      (await intervalsOf(trained({ transform_label }, "linear_regression"))).intervals.map(
        ([lower, upper]) => upper - lower,
      );
    const [plain, standardized, quantiles] = [
      await widthsOf(null),
      await widthsOf("standardize"),
      await widthsOf("quantile"),
    ];
    expect(standardized[0]! / plain[0]!).toBeCloseTo(1, 9);
    for (const width of quantiles) expect(width / quantiles[0]!).toBeCloseTo(1, 9);
  });

  for (const transform_label of ["log1p", "sqrt", "yeo-johnson"]) {
    test(`hold new labels about as often as the level says: ${transform_label}`, async () => {
      let inside = 0;
      const SETS = 20;
      for (let set = 0; set < SETS; set++) {
        const sample = drawn(150, 100 + set);
        const fresh = drawn(200, 1000 + set);
        const { stored } = train("ridge", {
          ...sample,
          parameters: { validation_fraction: 0.4, transform_label },
        });
        const { intervals } = await intervalsOf(stored, fresh.features);
        intervals.forEach(([lower, upper], i) => {
          const amount = fresh.labels[i]!.amount as number;
          if (amount >= lower && amount <= upper) inside++;
        });
      }
      expect(inside / (SETS * 200)).toBeGreaterThan(0.88);
      expect(inside / (SETS * 200)).toBeLessThan(0.96);
    });
  }
});

describe("stored residuals", () => {
  test("of an older run with transform_label, in the unit of the label, answer as before", async () => {
    const stored = trained({ transform_label: "log1p" });
    const older = {
      ...stored,
      heldBack: { rows: 9, labels: [Float64Array.from({ length: 9 }, (_, i) => i)] },
    };
    const { intervals, predictions } = await intervalsOf(
      decodePipeline(encodePipeline(older), restoreStep),
      features,
      0.5,
    );
    expect(intervals).toEqual(predictions.map((value) => [value - 4, value + 4]));
  });

  test("in a transformed unit are not found by a program that does not know it", () => {
    const stored = trained({ transform_label: "log1p" });
    const bytes = encodePipeline(stored);
    const entries = decodeMessagePack(bytes) as Record<string, unknown>;
    expect(entries.held_back).toBeNull();
    expect(entries.held_back_transformed).toMatchObject({ rows: 90 });
    expect(decodePipeline(bytes, restoreStep).heldBack).toEqual(stored.heldBack!);
    expect(stored.heldBack?.unit).toBe("transformed_label");
    expect(trained({}).heldBack).not.toHaveProperty("unit");
  });

  test("in a transformed unit are refused for an estimator that has none", () => {
    const { heldBack } = trained({ transform_label: "log1p" });
    const bytes = encodePipeline({ ...trained({}), heldBack });
    expect(() => decodePipeline(bytes, restoreStep)).toThrow(StateError);
    expect(() => decodePipeline(bytes, restoreStep)).toThrow(
      'its entry "held_back_transformed" does not fit the estimator',
    );
  });
});
