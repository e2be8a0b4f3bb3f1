import { describe, expect, test } from "bun:test";
import { TransformedTargetRegressor } from "../../../src/learn/compose/transformed-target-regressor.ts";
import { StateError } from "../../../src/learn/core/errors.ts";
import type { RegressorEstimator } from "../../../src/learn/core/estimator.ts";
import type { GivenParameters } from "../../../src/learn/core/parameters.ts";
import { Table } from "../../../src/learn/core/table.ts";
import type { Transformer } from "../../../src/learn/core/transformer.ts";
import { GradientBoostingRegressor } from "../../../src/learn/ensemble/gradient-boosting/gradient-boosting-regressor.ts";
import { HistGradientBoostingRegressor } from "../../../src/learn/ensemble/hist-gradient-boosting/hist-gradient-boosting-regressor.ts";
import { ColumnReplacer } from "../../../src/learn/inspection/column-replacer.ts";
import { Explainer } from "../../../src/learn/inspection/explainer.ts";
import { permutationImportance } from "../../../src/learn/inspection/permutation-importance.ts";
import { LinearRegression } from "../../../src/learn/linear-model/linear-regression.ts";
import { Ridge } from "../../../src/learn/linear-model/ridge.ts";
import { MLPRegressor } from "../../../src/learn/neural-network/mlp-regressor.ts";
import { Pipeline } from "../../../src/learn/pipeline.ts";
import { PowerTransformer } from "../../../src/learn/preprocessing/power-transformer.ts";
import { QuantileTransformer } from "../../../src/learn/preprocessing/quantile-transformer.ts";
import { StandardScaler } from "../../../src/learn/preprocessing/standard-scaler.ts";
import { DecisionTreeRegressor } from "../../../src/learn/tree/decision-tree-regressor.ts";
import { restoreStep } from "../../../src/models/registry.ts";
import { distanceByColumn, FIGURES, tableOfRows } from "../golden/transformers.ts";
import { warnings } from "../warnings.ts";

type Given = GivenParameters<typeof TransformedTargetRegressor.parameters>;

const TRANSFORMERS: Readonly<Record<string, () => Transformer>> = {
  StandardScaler: () => new StandardScaler(),
  QuantileTransformer: () => new QuantileTransformer({ output_distribution: "normal" }),
  PowerTransformer: () => new PowerTransformer(),
};

/** The parameters that a golden case names. */
function given(params: Readonly<Record<string, string | null>>): Given {
  const { transformer = null, func = null } = params;
  const regressor: RegressorEstimator | null =
    params.regressor === null
      ? null
      : params.regressor === undefined
        ? new Ridge()
        : new DecisionTreeRegressor({ max_depth: 3 });
  return {
    regressor,
    func: func as Given["func"],
    transformer: transformer === null ? null : TRANSFORMERS[transformer]!(),
  };
}

const asRows = <T>(values: readonly (T | readonly T[])[]) => values.map((value) => [value].flat() as T[]);

describe("predictions are those of scikit-learn 1.9.1:", () => {
  for (const { name, params, X, y, rows, predictions } of FIGURES.targets) {
    test(name, () => {
      const labels = tableOfRows(asRows(y)).toMatrix();
      const model = new TransformedTargetRegressor(given(params)).fit(tableOfRows(X), labels);
      const own = model.predict(tableOfRows(rows));
      const found = Table.fromMatrix(own, Array.from({ length: own.columns }, String));
      const expected = asRows<number | string | null>(predictions as never);
      if (name === "sqrt") {
        // scikit-learn squares these, so that they grow again.
        const below = Array.from(model.regressor.predict(tableOfRows(rows)).data, (root) => root < 0);
        expect(below.filter(Boolean).length).toBeGreaterThan(0);
        below.forEach((isBelow, i) => {
          if (isBelow) expected[i] = [Math.min(...labels.data)];
        });
      }
      expect(distanceByColumn(found, expected)).toBeLessThan(name === "yeo-johnson" ? 1e-6 : 1e-9);
    });
  }
});

const X = tableOfRows(
  Array.from({ length: 60 }, (_, i) => [i / 10, Math.sin(i)]),
  ["size", "noise"],
);
/** Returns 60 labels. */
const labelsOf = (labelOf: (row: number) => number, name = "price") =>
  tableOfRows(
    Array.from({ length: 60 }, (_, i) => [labelOf(i)]),
    [name],
  );
const price = labelsOf((i) => Math.exp(1 + i / 12 + 0.1 * Math.sin(i)));
const pipelineOf = (parameters: Given) =>
  new Pipeline([new StandardScaler(), new TransformedTargetRegressor(parameters)]).fit(X, price);

describe("labels outside the domain are refused before the fit, with their rows:", () => {
  test.each([
    [{ func: "log" }, "log needs numbers greater than 0", "must be a number greater than 0"],
    [{ func: "sqrt" }, "sqrt needs numbers of at least 0", "must be a number of at least 0"],
    [
      { transformer: new PowerTransformer({ method: "box-cox" }) },
      "PowerTransformer needs numbers greater than 0",
      "must be a number greater than 0",
    ],
  ] as [Given, string, string][])("%j", (parameters, needed, must) => {
    const odd = labelsOf((i) => (i % 8 === 3 ? -2 : 1 + i));
    const pipeline = new Pipeline([new StandardScaler(), new TransformedTargetRegressor(parameters)]);
    const check = () => pipeline.checkBeforeFit(X, odd);
    expect(check).toThrow(
      `label "price" is out of range in labels[3], labels[11], labels[19], labels[27], labels[35] and 3 more rows; ${needed}`,
    );
    try {
      check();
    } catch (error) {
      const { issues } = error as { issues: object[] };
      expect(issues).toHaveLength(8);
      expect(issues[1]).toEqual({ path: "labels[11].price", message: must });
    }
    expect(() => pipeline.fit(X, odd)).toThrow(needed);
  });

  test("what the regressor says about the transformed labels, and the transformer about all of them", () => {
    const poisson = new HistGradientBoostingRegressor({ loss: "poisson" });
    const small = labelsOf((i) => 0.1 + i / 1000);
    const model = new Pipeline([new TransformedTargetRegressor({ regressor: poisson, func: "log" })]);
    expect(() => model.checkBeforeFit(X, small)).toThrow(/poisson/);
    const constant = labelsOf(() => 3);
    const box = new Pipeline([
      new TransformedTargetRegressor({ transformer: new PowerTransformer({ method: "box-cox" }) }),
    ]);
    expect(() => box.checkBeforeFit(X, constant)).toThrow(
      'the labels cannot be transformed: column "price" is constant; box-cox needs different numbers',
    );
  });
});

describe("a prediction for which there is no label", () => {
  test("becomes the largest or the smallest label of the training rows", () => {
    const far = tableOfRows(
      [
        [1e6, 0],
        [-1e6, 0],
      ],
      ["size", "noise"],
    );
    const labels = price.toMatrix().data;
    const [smallest, largest] = [Math.min(...labels), Math.max(...labels)];
    // e to the power of a million is infinite; its inverse is not.
    expect(Array.from(pipelineOf({ func: "log" }).predictValues(far).data)).toEqual([largest, 0]);
    // With a negative exponent, transformed labels stay below a bound, which a line exceeds.
    const skewed = labelsOf((i) => (0.02 + (59 - i) / 60) ** -3);
    const power = new PowerTransformer();
    const steep = new Pipeline([new TransformedTargetRegressor({ transformer: power })]).fit(X, skewed);
    expect(power.state.lambdas[0]).toBeLessThan(0);
    expect(steep.predictValues(far).data[0]).toBe(Math.max(...skewed.toMatrix().data));
    // Square roots of negative numbers.
    const square = pipelineOf({ regressor: new LinearRegression(), func: "square" });
    expect(square.predictValues(far).data[1]).toBe(smallest);
  });
});

describe("a prediction outside the range of the function", () => {
  // The labels are 4 … 63, and a line through them transformed falls below the range soon.
  const labels = labelsOf((i) => 63 - i);
  const older = tableOfRows(
    Array.from({ length: 5 }, (_, i) => [7 + 4 * i, 0]),
    ["size", "noise"],
  );
  test.each([
    [{ func: "sqrt" }, 0],
    // Its inverse by itself would take numbers of any sign.
    [{ func: "sqrt", inverse_func: "square" }, 0],
    [{ func: "exp2" }, 0],
    [{ func: "expm1" }, -1],
    [{ func: "square" }, 0],
    [{ func: "square", inverse_func: "abs", check_inverse: false }, 0],
  ] as [Given, number][])("is the smallest label: %j", (parameters, bound) => {
    const model = new TransformedTargetRegressor({ regressor: new LinearRegression(), ...parameters });
    model.fit(X, labels.toMatrix());
    const outputs = model.regressor.predict(older).data;
    expect(outputs.at(-1)!).toBeLessThan(bound);
    const { data } = model.predict(older);
    outputs.forEach((output, i) => {
      if (output <= bound) expect(data[i]).toBe(4);
    });
  });

  test("and what explains it adds up to the number that has no label", () => {
    const pipeline = new Pipeline([
      new TransformedTargetRegressor({ regressor: new LinearRegression(), func: "sqrt" }),
    ]).fit(X, labels);
    const explainer = new Explainer(pipeline);
    const [size, noise] = explainer.contributions(older.sliceRows(4, 5));
    const { regressor } = pipeline.estimator as TransformedTargetRegressor;
    expect(explainer.base[0]! + size! + noise!).toBeCloseTo(regressor.predict(older).data[4]!, 9);
    expect(pipeline.predictValues(older).data[4]).toBe(4);
  });
});

describe("the inverse", () => {
  test("is checked on some rows, and a warning says if it does not return the labels", () => {
    const warned = (parameters: Given) =>
      warnings((monitor) =>
        new Pipeline([new TransformedTargetRegressor(parameters)]).fit(X, price, monitor),
      );
    expect(warned({ func: "log" })).toEqual([]);
    expect(warned({ func: "log", inverse_func: "exp2" })).toEqual([
      expect.stringMatching(/does not return the labels/),
    ]);
    expect(warned({ func: "log", inverse_func: "exp2", check_inverse: false })).toEqual([]);
  });
});

describe("explanations", () => {
  const outputs = (pipeline: Pipeline) => {
    const explainer = new Explainer(pipeline);
    const contributions = explainer.contributions(X);
    return Array.from(
      { length: X.rows },
      (_, i) => explainer.base[0]! + contributions[2 * i]! + contributions[2 * i + 1]!,
    );
  };

  test.each([
    ["linear", new Ridge(), "log1p", "transformed_label", Math.log1p],
    ["trees", new DecisionTreeRegressor({ max_depth: 3 }), "sqrt", "transformed_label", Math.sqrt],
    ["trees", new GradientBoostingRegressor({ n_estimators: 5 }), "log", "log_label", Math.log],
    ["linear", null, null, "label", (value: number) => value],
  ] as const)(
    "%s: the sum is the transformed prediction (%s, %s), in the unit %s",
    (_, regressor, func, unit, f) => {
      const pipeline = pipelineOf({ regressor, func });
      expect(new Explainer(pipeline).unit).toBe(unit);
      const expected = Array.from(pipeline.predictValues(X).data, f);
      outputs(pipeline).forEach((sum, i) => {
        expect(Math.abs(sum - expected[i]!)).toBeLessThan(1e-9 * Math.max(1, Math.abs(expected[i]!)));
      });
    },
  );

  test("are refused, with the reason, where the regressor has none or explains a logarithm", () => {
    const network = pipelineOf({ regressor: new MLPRegressor({ max_iter: 3 }), func: "log" });
    expect(() => new Explainer(network)).toThrow("MLPRegressor has none");
    const gamma = pipelineOf({
      regressor: new HistGradientBoostingRegressor({ loss: "gamma", max_iter: 3 }),
      func: "sqrt",
    });
    expect(() => new Explainer(gamma)).toThrow(
      /HistGradientBoostingRegressor explains the logarithm of what it predicts/,
    );
  });

  test.each([
    ["sums", () => new Ridge()],
    ["trees", () => new DecisionTreeRegressor({ max_depth: 4 })],
  ] as const)("the importance of columns is measured by %s, as by predicting every row", (way, regressor) => {
    const fast = pipelineOf({ regressor: regressor(), func: "log1p" });
    expect(ColumnReplacer.of(fast).way).toBe(way);
    const slow = pipelineOf({ regressor: regressor(), func: "log1p" });
    // Without an explanation, every row is predicted.
    slow.estimator.explanation = undefined as never;
    expect(ColumnReplacer.of(slow).way).toBe("tables");
    const of = (pipeline: Pipeline) =>
      permutationImportance(pipeline, X, price, { n_repeats: 3, random_state: 1 }).importances_mean;
    const [a, b] = [of(fast), of(slow)];
    expect(a[0]).toBeGreaterThan(0.5);
    a.forEach((value, j) => {
      expect(value).toBeCloseTo(b[j]!, 9);
    });
  });
});

describe("a stored state", () => {
  test("restores regressor and transformer, one inside another too", () => {
    const nested = new TransformedTargetRegressor({
      regressor: new TransformedTargetRegressor({
        regressor: new Ridge(),
        transformer: new StandardScaler(),
      }),
      func: "log",
    });
    const pipeline = new Pipeline([nested]).fit(X, price);
    const restored = restoreStep(nested.toState()) as TransformedTargetRegressor;
    expect(restored.predict(X)).toEqual(pipeline.predictValues(X));
    expect(restored.regressor.type).toBe("TransformedTargetRegressor");
    expect(restored.toState()).toEqual(nested.toState());
  });

  test("is refused if another kind of step stands in place of one of them", () => {
    const state = new TransformedTargetRegressor({ func: "log" }).fit(X, price.toMatrix()).toState();
    const fitted = state.fitted as Record<string, never>;
    const swapped = { ...state, fitted: { ...fitted, regressor: fitted.transformer! } };
    expect(() => restoreStep(swapped)).toThrow(StateError);
    expect(() => restoreStep(swapped)).toThrow(
      "the regressor of its TransformedTargetRegressor is a FunctionTransformer",
    );
    const unable = new TransformedTargetRegressor({ func: "sin" }).transformer.fit(X).toState();
    expect(() => restoreStep({ ...state, fitted: { ...fitted, transformer: unable as never } })).toThrow(
      "the transformer of its TransformedTargetRegressor is a FunctionTransformer without an inverse",
    );
  });
});
