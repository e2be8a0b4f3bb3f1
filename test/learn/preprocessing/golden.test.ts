import { describe, expect, test } from "bun:test";
import { RowError } from "../../../src/learn/core/errors.ts";
import type { Transformer } from "../../../src/learn/core/transformer.ts";
import { FunctionTransformer } from "../../../src/learn/preprocessing/function-transformer.ts";
import { KBinsDiscretizer } from "../../../src/learn/preprocessing/k-bins-discretizer.ts";
import { type FunctionName, NAMED_FUNCTIONS } from "../../../src/learn/preprocessing/named-functions.ts";
import {
  BOX_COX,
  type PowerFunction,
  YEO_JOHNSON,
} from "../../../src/learn/preprocessing/power-functions.ts";
import { PowerTransformer } from "../../../src/learn/preprocessing/power-transformer.ts";
import { QuantileTransformer } from "../../../src/learn/preprocessing/quantile-transformer.ts";
import { LIBRARY_STEPS } from "../../../src/learn/steps.ts";
import {
  columnsOf,
  distanceByColumn,
  FIGURES,
  numberOf,
  type TransformCase,
  tableOfRows,
} from "../golden/transformers.ts";

/** How much results may differ, relative to the largest number of a column. */
const TOLERANCE = 1e-9;
/** An exponent is found to about 1e-7, where its likelihood is greatest to the last digit; powers of large numbers differ more. */
const OF_POWERS = 1e-5;

function create({ step, params }: TransformCase): Transformer {
  const Class = LIBRARY_STEPS.find(({ type }) => type === step)!;
  return new Class(params) as Transformer;
}

describe("results are those of scikit-learn 1.9.1:", () => {
  FIGURES.transforms.forEach((golden, at) => {
    const { step, params, table, columns, rows, result, inverse, fitted } = golden;

    test(`${at}: ${step}, ${JSON.stringify(params)}, ${table} of ${columns.join(", ")}`, () => {
      const transformer = create(golden).fit(columnsOf(table, columns));
      const isPower = step === "PowerTransformer";
      const tolerance = isPower ? OF_POWERS : TOLERANCE;
      const own = transformer.transform(tableOfRows(rows, columns));
      expect(distanceByColumn(own, result)).toBeLessThan(tolerance);
      if (inverse !== undefined) {
        const labels = transformer.inverseTransform!(tableOfRows(inverse.of, columns));
        expect(distanceByColumn(labels, inverse.result)).toBeLessThan(tolerance);
      }
      const state = transformer.state as Record<string, unknown>;
      if (fitted.quantiles !== undefined) {
        expect(Array.from(state.quantiles as Float64Array)).toEqual(fitted.quantiles.flat().map(numberOf));
      }
      if (fitted.variances !== undefined) {
        expect(
          distanceByColumn(tableOfRows([[...(state.variances as Float64Array)]]), [fitted.variances]),
        ).toBeLessThan(1e-9);
      }
      if (fitted.names != null) expect(own.names).toEqual(fitted.names);
      fitted.bin_edges?.forEach((edges, j) => {
        const found = (state.bin_edges as Float64Array[])[j]!;
        expect(
          distanceByColumn(
            tableOfRows([...found].map((edge) => [edge])),
            edges.map((edge) => [edge]),
          ),
        ).toBeLessThan(1e-12);
      });
      if (fitted.lambdas !== undefined) checkPowers(golden, transformer as PowerTransformer);
    });
  });

  for (const { func, of, result } of FIGURES.functions) {
    test(`the function ${func}`, () => {
      const own = new FunctionTransformer({ func: func as FunctionName }).fitTransform(tableOfRows(of));
      for (let i = 0; i < of.length; i++) {
        const row = own.sliceRows(i, i + 1);
        expect(distanceByColumn(row, [result[i]!])).toBeLessThan(1e-14);
      }
    });
  }

  test("every function was compared", () => {
    expect(FIGURES.functions.map(({ func }) => func)).toEqual(Object.keys(NAMED_FUNCTIONS));
  });
});

/** Expects the exponents of the reference, or, where the likelihood is flat, others that are no less likely. */
function checkPowers({ table, columns, fitted, params }: TransformCase, own: PowerTransformer): void {
  const family = params.method === "box-cox" ? BOX_COX : YEO_JOHNSON;
  const X = columnsOf(table, columns).toMatrix();
  columns.forEach((name, j) => {
    const lambda = own.state.lambdas[j]!;
    const reference = fitted.lambdas![j]!;
    const values = X.data.filter((value, at) => at % columns.length === j && !Number.isNaN(value));
    if (values.every((value) => value === values[0])) {
      expect([name, lambda]).toEqual([name, 1]);
      return;
    }
    expect(Math.abs(lambda - reference)).toBeLessThan(1e-6 * Math.max(1, Math.abs(reference)));
    const most = fitted.likelihoods![j]!;
    expect(likelihoodOf(values, family, lambda) - most).toBeGreaterThan(-1e-9 * Math.max(1, Math.abs(most)));
  });
}

/** SciPy's `yeojohnson_llf` and `boxcox_llf`. */
function likelihoodOf(values: Float64Array, family: PowerFunction, lambda: number): number {
  const isBoxCox = family === BOX_COX;
  // Powers of multiples of the numbers are multiples of their powers: so none of them overflows.
  const unit = isBoxCox ? Math.max(...values) : 1;
  const powers = values.map((value) => family.apply(value / unit, lambda));
  const mean = powers.reduce((sum, value) => sum + value, 0) / powers.length;
  const variance = powers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / powers.length;
  const log = isBoxCox ? Math.log : (value: number) => Math.sign(value) * Math.log1p(Math.abs(value));
  const logarithms = values.reduce((sum, value) => sum + log(value), 0);
  return (lambda - 1) * logarithms - values.length * (Math.log(variance) / 2 + lambda * Math.log(unit));
}

describe("the exponent of a power", () => {
  test("is kept below the one at which powers or their squares overflow", () => {
    const shifted = columnsOf("60 rows", ["shifted"]);
    const { lambdas } = new PowerTransformer().fit(shifted).state;
    // SciPy's bound, near which scikit-learn ends too.
    expect(lambdas[0]).toBeCloseTo(20.0383, 3);
    expect(() => new PowerTransformer({ method: "box-cox" }).fit(shifted)).toThrow(
      'column "shifted" holds numbers too large to scale',
    );
  });

  test("is that of the column without its missing values, and 1 for a constant one", () => {
    const holed = tableOfRows([[4.2], [null], [4.2]]);
    const fitted = new PowerTransformer().fit(holed);
    expect(fitted.state.lambdas[0]).toBe(1);
    expect(Array.from(fitted.transform(holed).toMatrix().data)).toEqual([0, Number.NaN, 0]);
    const box = new PowerTransformer({ method: "box-cox" });
    expect(() => box.fit(holed)).toThrow('column "x0" is constant; box-cox needs different numbers');
    expect(() => box.fit(tableOfRows([[null], [null]]))).toThrow('column "x0" has no value');
  });
});

test("drawn rows: quantiles and bins are those of a sample of that size, the same for the same random_state", () => {
  const X = columnsOf("3000 rows", ["skewed"]);
  const quantiles = (random_state: number) =>
    new QuantileTransformer({ n_quantiles: 5, subsample: 1000, random_state }).fit(X).state.quantiles;
  expect(quantiles(1)).toEqual(quantiles(1));
  expect(quantiles(1)).not.toEqual(quantiles(2));
  const all = new QuantileTransformer({ n_quantiles: 5, subsample: null }).fit(X).state.quantiles;
  // The median of a thousand rows differs from that of all by some percent.
  for (const seed of [1, 2]) expect(Math.abs(quantiles(seed)[2]! / all[2]! - 1)).toBeLessThan(0.25);
  const edges = (subsample: number | null, random_state: number) =>
    new KBinsDiscretizer({ n_bins: 2, subsample, random_state }).fit(X).state.bin_edges[0]!;
  expect(edges(1000, 1)).toEqual(edges(1000, 1));
  expect(edges(1000, 1)).not.toEqual(edges(1000, 2));
  expect(Math.abs(edges(1000, 1)[1]! / edges(null, 0)[1]! - 1)).toBeLessThan(0.25);
});

test("a value outside the domain of a function is refused with its column and row, in a transformation too", () => {
  const log = new FunctionTransformer({ func: "log" }).fit(tableOfRows([[1], [2]], ["price"]));
  const odd = tableOfRows([[5], [null], [0]], ["price"]);
  expect(() => log.transform(odd)).toThrow('log needs numbers greater than 0 (column "price", row 2)');
  expect(() => log.transform(odd)).toThrow(RowError);
});
