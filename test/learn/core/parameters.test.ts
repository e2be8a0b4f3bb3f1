import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { ValueError } from "../../../src/learn/core/errors.ts";
import {
  ascendingPair,
  either,
  listOf,
  number,
  oneOf,
  positive,
  SEED,
  TRUE_OR_FALSE,
  wholeNumber,
  withDefault,
} from "../../../src/learn/core/parameter-kinds.ts";
import { meaningOf } from "../../../src/learn/core/parameter-words.ts";
import {
  checkedParameters,
  checkParameter,
  completeParameters,
  defineParameters,
} from "../../../src/learn/core/parameters.ts";
import type { StepState } from "../../../src/learn/core/step.ts";
import { Ridge } from "../../../src/learn/linear-model/ridge.ts";
import { StandardScaler } from "../../../src/learn/preprocessing/standard-scaler.ts";
import { createRestoreStep, LIBRARY_STEPS } from "../../../src/learn/steps.ts";
import { SVC } from "../../../src/learn/svm/svc.ts";
import { PairedEncoder } from "../../../statistical/examples/match_margin.ts";
import { fit, pack } from "../fit-and-apply.ts";
import { NUMBERS } from "../step-list.ts";

const accepts = (schema: v.GenericSchema, ...values: unknown[]) => {
  for (const value of values) expect(() => checkParameter("p", value, schema)).not.toThrow();
};

/** Expects that each of `values` is refused in a message with the value, followed by `range`. */
const refuses = (
  schema: v.GenericSchema,
  range: string,
  ...values: (readonly [value: unknown, spelling: string])[]
) => {
  for (const [value, spelling] of values) {
    const error = new ValueError(`p=${spelling} must be ${range}`);
    expect(() => checkParameter("p", value, schema)).toThrow(error);
  }
};

test("a range of whole numbers includes its ends", () => {
  accepts(wholeNumber(1), 1, 7, Number.MAX_SAFE_INTEGER);
  refuses(
    wholeNumber(1),
    "a whole number of at least 1",
    [0, "0"],
    [1.5, "1.5"],
    ["2", '"2"'],
    [null, "null"],
  );
  accepts(wholeNumber(2, 5), 2, 5);
  refuses(wholeNumber(2, 5), "a whole number from 2 to 5", [1, "1"], [6, "6"], [Number.NaN, "NaN"]);
  accepts(wholeNumber(), -3);
  refuses(wholeNumber(), "a whole number", [0.5, "0.5"], [Number.POSITIVE_INFINITY, "Infinity"]);
  refuses(SEED, "a whole number from 0 to 4294967295", [-1, "-1"], [2 ** 32, "4294967296"]);
});

test("a range of numbers has open or closed ends, and its numbers are finite", () => {
  accepts(number(), -1e308, 0);
  refuses(number(), "a finite number", [Number.NaN, "NaN"], [true, "true"], ["1", '"1"']);
  accepts(number({ least: 0 }), 0, 1e308);
  refuses(number({ least: 0 }), "a finite number of at least 0", [-1e-9, "-1e-9"]);
  refuses(number({ above: 0 }), "a finite number greater than 0", [0, "0"]);
  refuses(number({ above: 0 }), "a finite number greater than 0", [Number.POSITIVE_INFINITY, "Infinity"]);
  accepts(number({ above: 0, infinite: true }), Number.POSITIVE_INFINITY);
  accepts(number({ least: 0, most: 1 }), 0, 1);
  refuses(number({ least: 0, most: 1 }), "a number from 0 to 1", [1.1, "1.1"]);
  accepts(number({ above: 0, most: 1 }), 1);
  refuses(number({ above: 0, most: 1 }), "a number in (0, 1]", [0, "0"], [2, "2"]);
  accepts(number({ least: 0, below: 1 }), 0);
  refuses(number({ least: 0, below: 1 }), "a number in [0, 1)", [1, "1"]);
  refuses(number({ above: 0, below: 1 }), "a number in (0, 1)", [0, "0"], [1, "1"]);
});

test("the message lists every alternative", () => {
  accepts(oneOf("a", 0, null, Number.NaN), "a", 0, null, Number.NaN);
  refuses(oneOf("a"), '"a"', ["b", '"b"']);
  refuses(oneOf("a", "b", "c"), '"a", "b" or "c"', ["d", '"d"'], [undefined, "undefined"]);
  refuses(TRUE_OR_FALSE, "true or false", [1, "1"], ["true", '"true"']);
  const depth = either(wholeNumber(1), v.literal("auto"), v.null());
  accepts(depth, 3, "auto", null);
  refuses(depth, 'a whole number of at least 1, "auto" or null', [0, "0"], [false, "false"]);
});

test("lists and pairs are checked entry by entry", () => {
  accepts(listOf(v.string()), [], ["a"]);
  refuses(listOf(v.string()), "a list, each entry a string", [["a", 1], '["a",1]'], ["a", '"a"']);
  const strict = ascendingPair(number(), "strictly");
  const range = "a pair, each entry a finite number, the first smaller than the second";
  accepts(strict, [0, 1]);
  refuses(strict, range, [[1, 1], "[1,1]"], [[1], "[1]"], [[0, 1, 2], "[0,1,2]"], [["0", 1], '["0",1]']);
  accepts(ascendingPair(wholeNumber(0), "or equal"), [0, 1], [1, 1]);
  const whole = "a pair, each entry a whole number of at least 0, the first not larger than the second";
  refuses(ascendingPair(wholeNumber(0), "or equal"), whole, [[2, 1], "[2,1]"], [[-1, 1], "[-1,1]"]);
});

test("a long value is truncated in the message", () => {
  const long = "x".repeat(1000);
  expect(() => checkParameter("p", long, TRUE_OR_FALSE)).toThrow(
    `p="${"x".repeat(78)}… must be true or false`,
  );
});

describe("the parameters of a table", () => {
  const table = defineParameters({
    C: positive(1, "Strength"),
    max_iter: withDefault(wholeNumber(1), 100, "Most iterations"),
  });

  test("have their defaults where they are left out or undefined", () => {
    expect(checkedParameters(table, { C: undefined })).toEqual({ C: 1, max_iter: 100 });
    expect(checkedParameters(table, { max_iter: 7 })).toEqual({ C: 1, max_iter: 7 });
  });

  test("are checked in the order of the table", () => {
    const check = (given: { C?: number; max_iter?: number }) => () => checkedParameters(table, given);
    expect(check({ max_iter: 0 })).toThrow("max_iter=0 must be a whole number of at least 1");
    expect(check({ max_iter: 0, C: 0 })).toThrow("C=0 must be a finite number greater than 0");
  });

  test("must be in the table; the message names the nearest one", () => {
    const misspelt = () => completeParameters(table, { maxiter: 3 });
    expect(misspelt).toThrow(TypeError);
    expect(misspelt).toThrow(
      "maxiter is not a parameter of this step (did you mean max_iter?); it has C, max_iter",
    );
    for (const odd of [null, 5, [1]]) expect(() => completeParameters(table, odd)).toThrow(TypeError);
  });
});

describe("a step", () => {
  test("refuses a misspelt option at construction, even if TypeScript cannot detect it", () => {
    const options: object = { alfa: 1 };
    const construct = () => new Ridge(options);
    expect(construct).toThrow(TypeError);
    expect(construct).toThrow("alfa is not a parameter of this step (did you mean alpha?)");
    // @ts-expect-error: TypeScript detects it in an object literal.
    expect(() => new Ridge({ alfa: 1 })).toThrow(TypeError);
  });

  test("has its parameters with defaults filled in, and stores the given ones", () => {
    const step = fit(new Ridge({ alpha: 2, random_state: 3 }), pack(NUMBERS)) as Ridge;
    expect(step.parameters).toEqual({
      alpha: 2,
      fit_intercept: true,
      positive: false,
      solver: "auto",
      tol: 1e-4,
      max_iter: null,
    });
    expect(step.toState().parameters).toEqual({ alpha: 2, random_state: 3 });
    expect((fit(new StandardScaler(), pack(NUMBERS)) as StandardScaler).toState().parameters).toEqual({});
  });

  test("without parameters stores null", () => {
    expect(new PairedEncoder().parameters as unknown).toBeNull();
  });

  test("checks its parameters before it looks at the rows", () => {
    const holed = pack([{ a: null }, { a: 1 }]);
    expect(() => fit(new Ridge({ alpha: -1 }), holed)).toThrow("alpha=-1 must be");
    expect(() => fit(new SVC({ C: 0 }), holed)).toThrow("C=0 must be");
  });

  test("with stored parameters that are not in its table cannot be restored", () => {
    const restore = createRestoreStep(LIBRARY_STEPS);
    const state = (parameters: unknown) => ({ type: "Ridge", parameters, fitted: {} }) as StepState;
    expect(() => restore(state({ alfa: 1 }))).toThrow(
      "the parameters of its Ridge are malformed: alfa is not a parameter",
    );
    expect(() => restore(state(7))).toThrow("the parameters of its Ridge are malformed");
  });
});

describe("every parameter of the library has a default within its range and a sentence about its meaning", () => {
  for (const step of LIBRARY_STEPS) {
    test(step.type, () => {
      for (const [name, entry] of Object.entries(step.parameters!.entries)) {
        const isRequired = ["branches", "estimator", "text"].includes(name);
        expect([name, v.safeParse(entry, undefined).success]).toEqual([name, !isRequired]);
        if (!isRequired) expect([name, meaningOf(entry)]).toEqual([name, expect.stringMatching(/^\S.{3}/)]);
      }
    });
  }
});
