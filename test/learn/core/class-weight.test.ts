import { expect, test } from "bun:test";
import { weightsOfClasses } from "../../../src/learn/core/class-weight.ts";

const y = { classes: ["a", "b"], codes: Int32Array.of(0, 0, 0, 1) };

test("classes that are not named have weight 1, and balanced weights depend on the counts", () => {
  expect([...weightsOfClasses({ a: 3 }, y)]).toEqual([3, 1]);
  expect([...weightsOfClasses({}, y)]).toEqual([1, 1]);
  expect([...weightsOfClasses("balanced", y)]).toEqual([4 / 6, 2]);
});

test("labels that do not occur are ignored if every class is named, as in scikit-learn", () => {
  expect([...weightsOfClasses({ a: 3, b: 2, c: 9 }, y)]).toEqual([3, 2]);
});

test("labels that do not occur are refused if a class is not named, as in scikit-learn", () => {
  expect(() => weightsOfClasses({ a: 3, c: 9 }, y)).toThrow(
    'class_weight names labels that do not occur, "c", and not the classes "b"',
  );
});

test("negative weights are refused, even for a label that does not occur", () => {
  for (const weight of [-1, Number.NaN]) {
    expect(() => weightsOfClasses({ a: 1, b: weight }, y)).toThrow('class_weight of "b" must be a number');
    expect(() => weightsOfClasses({ a: 1, b: 1, c: weight }, y)).toThrow('class_weight of "c"');
  }
});
