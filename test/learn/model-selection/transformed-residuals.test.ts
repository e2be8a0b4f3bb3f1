import { describe, expect, test } from "bun:test";
import { TransformedTargetRegressor } from "../../../src/learn/compose/transformed-target-regressor.ts";
import type { GivenParameters } from "../../../src/learn/core/parameters.ts";
import { LinearRegression } from "../../../src/learn/linear-model/linear-regression.ts";
import {
  halfWidths,
  heldBackResiduals,
  intervalEnds,
} from "../../../src/learn/model-selection/held-back-residuals.ts";
import { PowerTransformer } from "../../../src/learn/preprocessing/power-transformer.ts";
import { QuantileTransformer } from "../../../src/learn/preprocessing/quantile-transformer.ts";
import { StandardScaler } from "../../../src/learn/preprocessing/standard-scaler.ts";
import { readGolden } from "../golden/cases.ts";
import { tableOfRows } from "../golden/transformers.ts";
import { distance } from "../tree/data.ts";

type Given = GivenParameters<typeof TransformedTargetRegressor.parameters>;

const { conformal } = readGolden("figures/transformed_labels.json") as {
  conformal: {
    X: number[][];
    y: number[];
    learnt: number;
    intervals: { level: number; intervals: [number, number][] }[];
  };
};

const column = (values: readonly number[]) => tableOfRows(values.map((value) => [value])).toMatrix();
const X = tableOfRows(conformal.X);
const LABELS = column(conformal.y);
const fitted = (parameters: Given, labels = LABELS) =>
  new TransformedTargetRegressor({ regressor: new LinearRegression(), ...parameters }).fit(X, labels);

test("intervals of logarithms are those of MAPIE, transformed back", () => {
  const { y, learnt, intervals } = conformal;
  const model = new TransformedTargetRegressor({ regressor: new LinearRegression(), func: "log1p" });
  model.fit(X.sliceRows(0, learnt), column(y.slice(0, learnt)));
  const held = model.predict(X.sliceRows(learnt, X.rows));
  const residuals = heldBackResiduals(column(y.slice(learnt)), held, model.labelScale)!;
  expect(residuals.unit).toBe("transformed_label");
  const predicted = model.predict(X.sliceRows(0, 12));
  for (const { level, intervals: expected } of intervals) {
    const { lower, upper } = intervalEnds(predicted, halfWidths(residuals, level)!, model.labelScale);
    const own = expected.flatMap((_, i) => [lower[i]!, upper[i]!]);
    const largest = Math.max(...expected.flat());
    expect(
      distance(
        own.map((end) => end / largest),
        expected.flat().map((end) => end / largest),
      ),
    ).toBeLessThan(1e-12);
  }
});

describe("a label is in an interval if, and only if, it is as near in the unit of", () => {
  test.each([
    [{ func: "log1p" }],
    [{ func: "log" }],
    [{ func: "sqrt" }],
    [{ func: "arcsinh" }],
    [{ transformer: new PowerTransformer() }],
    [{ transformer: new PowerTransformer({ method: "box-cox" }) }],
    [{ transformer: new StandardScaler() }],
  ] as [Given][])("%j", (parameters) => {
    const model = fitted(parameters);
    const scale = model.labelScale!;
    const predicted = model.predict(X);
    const [truths, middles] = [scale.apply(LABELS).data, scale.apply(predicted).data];
    const distances = truths.map((value, i) => Math.abs(value - middles[i]!)).sort();
    // Between two distances, so that rounding cannot decide.
    for (const rank of [30, 150, 270]) {
      const half = (distances[rank]! + distances[rank + 1]!) / 2;
      const { lower, upper } = intervalEnds(predicted, Float64Array.of(half), scale);
      const inside = conformal.y.filter((label, i) => label >= lower[i]! && label <= upper[i]!);
      expect(inside).toHaveLength(rank + 1);
    }
  });
});

describe("an end for which there is no label", () => {
  const [smallest, largest] = [Math.min(...conformal.y), Math.max(...conformal.y)];
  const endsOf = (model: TransformedTargetRegressor, predicted: number, half: number) => {
    const ends = intervalEnds(column([predicted]), Float64Array.of(half), model.labelScale);
    return [ends.lower[0]!, ends.upper[0]!];
  };

  test("is the end of the domain, the smallest or the largest label, and never on the wrong side of the prediction", () => {
    expect(endsOf(fitted({ func: "sqrt" }), 9, 5)).toEqual([0, 64]);
    expect(endsOf(fitted({ func: "log1p" }), 9, 1000)).toEqual([-1, largest]);
    expect(endsOf(fitted({ func: "log1p" }), 2 * largest, 1000)).toEqual([-1, 2 * largest]);
    // 2 to the power of a label is never below 0.
    const small = fitted({ func: "exp2" }, column(conformal.y.map((label) => label / largest)));
    const [lower, upper] = endsOf(small, 0.5, 3);
    expect(lower).toBeCloseTo(smallest / largest, 12);
    expect(upper).toBeCloseTo(Math.log2(Math.SQRT2 + 3), 12);
    const skewed = new PowerTransformer();
    const bounded = fitted({ transformer: skewed }, column(conformal.y.map((label) => 1 / label)));
    expect(skewed.state.lambdas[0]).toBeLessThan(0);
    expect(endsOf(bounded, 1 / largest, 1000)[1]).toBe(1 / smallest);
  });

  test("and a prediction at the edge of the domain has an interval too", () => {
    // e to the power of -1000 is 0, which has no logarithm.
    const model = fitted({ func: "log" });
    expect(endsOf(model, 0, 1)).toEqual([0, expect.closeTo(smallest * Math.E, 9)]);
    expect(heldBackResiduals(column([smallest, 5]), column([0, 5]), model.labelScale)!.labels[0]).toEqual(
      Float64Array.of(0, 0),
    );
  });
});

test("a transformation that does not increase, or is not undone exactly, leaves residuals in the unit of the labels", () => {
  for (const parameters of [
    { func: "reciprocal" },
    { func: "square" },
    { func: "log", inverse_func: "exp2", check_inverse: false },
    { transformer: new QuantileTransformer(), check_inverse: false },
    {},
  ] as Given[]) {
    expect(fitted(parameters).labelScale).toBeUndefined();
  }
  expect(fitted({ func: "log", inverse_func: "exp" }).labelScale).toBeDefined();
  expect(new TransformedTargetRegressor({ func: "log" }).labelScale).toBeUndefined();
});
