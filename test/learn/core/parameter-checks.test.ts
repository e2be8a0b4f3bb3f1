import { expect, test } from "bun:test";
import { ValueError } from "../../../src/learn/core/errors.ts";
import {
  type Allowed,
  ascendingPair,
  checkParameter,
  checkParameters,
  either,
  listOf,
  number,
  oneOf,
  SEED,
  TEXT,
  TRUE_OR_FALSE,
  whole,
} from "../../../src/learn/core/parameter-checks.ts";

const accepts = (allowed: Allowed, ...values: unknown[]) => {
  for (const value of values) expect(() => checkParameter("p", value, allowed)).not.toThrow();
};

/** Each of `values` is refused with its spelling, followed by `range`. */
const refuses = (
  allowed: Allowed,
  range: string,
  ...values: (readonly [value: unknown, spelling: string])[]
) => {
  for (const [value, spelling] of values) {
    const error = new ValueError(`p=${spelling} must be ${range}`);
    expect(() => checkParameter("p", value, allowed)).toThrow(error);
  }
};

test("whole numbers lie between their ends, which belong to them", () => {
  accepts(whole(1), 1, 7, 1e300);
  refuses(whole(1), "a whole number of at least 1", [0, "0"], [1.5, "1.5"], ["2", '"2"'], [null, "null"]);
  accepts(whole(2, 5), 2, 5);
  refuses(whole(2, 5), "a whole number from 2 to 5", [1, "1"], [6, "6"], [Number.NaN, "NaN"]);
  accepts(whole(), -3);
  refuses(whole(), "a whole number", [0.5, "0.5"], [Number.POSITIVE_INFINITY, "Infinity"]);
  refuses(SEED, "a whole number from 0 to 4294967295", [-1, "-1"], [2 ** 32, "4294967296"]);
});

test("numbers lie in a range with open and closed ends, and are finite", () => {
  accepts(number(), -1e308, 0);
  refuses(number(), "a finite number", [Number.NaN, "NaN"], [true, "true"], ["1", '"1"']);
  accepts(number({ least: 0 }), 0, 1e308);
  refuses(number({ least: 0 }), "a finite number of at least 0", [-1e-9, "-1e-9"]);
  refuses(number({ above: 0 }), "a finite number greater than 0", [0, "0"]);
  refuses(number({ above: 0 }), "a finite number greater than 0", [Number.POSITIVE_INFINITY, "Infinity"]);
  accepts(number({ least: 0, most: 1 }), 0, 1);
  refuses(number({ least: 0, most: 1 }), "a number from 0 to 1", [1.1, "1.1"]);
  accepts(number({ above: 0, most: 1 }), 1);
  refuses(number({ above: 0, most: 1 }), "a number in (0, 1]", [0, "0"], [2, "2"]);
  accepts(number({ least: 0, below: 1 }), 0);
  refuses(number({ least: 0, below: 1 }), "a number in [0, 1)", [1, "1"]);
  refuses(number({ above: 0, below: 1 }), "a number in (0, 1)", [0, "0"], [1, "1"]);
});

test("choices are named one by one, each alternative among them", () => {
  accepts(oneOf("a", 0, null, Number.NaN), "a", 0, null, Number.NaN);
  refuses(oneOf("a"), '"a"', ["b", '"b"']);
  refuses(oneOf("a", "b", "c"), '"a", "b" or "c"', ["d", '"d"'], [undefined, "undefined"]);
  refuses(TRUE_OR_FALSE, "true or false", [1, "1"], ["true", '"true"']);
  const depth = either(whole(1), oneOf("auto", null));
  accepts(depth, 3, "auto", null);
  refuses(depth, 'a whole number of at least 1, "auto" or null', [0, "0"], [false, "false"]);
});

test("lists and pairs are checked entry by entry", () => {
  accepts(listOf(TEXT), [], ["a"]);
  refuses(listOf(TEXT), "a list, each entry a string", [["a", 1], '["a",1]'], ["a", '"a"']);
  const strict = ascendingPair(number(), "strictly");
  const range = "a pair, each entry a finite number, the first smaller than the second";
  accepts(strict, [0, 1]);
  refuses(strict, range, [[1, 1], "[1,1]"], [[1], "[1]"], [[0, 1, 2], "[0,1,2]"], [["0", 1], '["0",1]']);
  accepts(ascendingPair(whole(0), "or equal"), [0, 1], [1, 1]);
  const whole2 = "a pair, each entry a whole number of at least 0, the first not larger than the second";
  refuses(ascendingPair(whole(0), "or equal"), whole2, [[2, 1], "[2,1]"], [[-1, 1], "[-1,1]"]);
});

test("a long value is cut short in the message", () => {
  const long = "x".repeat(1000);
  expect(() => checkParameter("p", long, TRUE_OR_FALSE)).toThrow(
    `p="${"x".repeat(78)}… must be true or false`,
  );
});

test("parameters are checked in the order of the list, those left out not at all", () => {
  const allowed = { C: number({ above: 0 }), max_iter: whole(1) };
  const check = (given: { C?: number; max_iter?: number }) => () => checkParameters(given, allowed);
  expect(check({})).not.toThrow();
  expect(check({ max_iter: 0 })).toThrow("max_iter=0 must be a whole number of at least 1");
  expect(check({ max_iter: 0, C: 0 })).toThrow("C=0 must be a finite number greater than 0");
});
