import { describe, expect, test } from "bun:test";
import { StateError, ValueError } from "../../../src/learn/core/errors.ts";
import {
  checkFinite,
  checkLengths,
  checkSound,
  checkStored,
  isWhole,
} from "../../../src/learn/core/restored.ts";

const MALFORMED = "the state of its PCA is malformed";

describe("a stored state", () => {
  test("is refused unless it is sound", () => {
    expect(() => checkSound("PCA", true)).not.toThrow();
    expect(() => checkSound("PCA", false)).toThrow(new StateError(MALFORMED));
  });

  test("has integers within their limits", () => {
    for (const value of [2, 3, 5]) expect(isWhole(value, 2, 5)).toBe(true);
    for (const value of [1, 6, 2.5, Number.NaN, Number.POSITIVE_INFINITY, "3", null, undefined, true])
      expect(isWhole(value, 2, 5)).toBe(false);
    expect([isWhole(2 ** 53 - 1, 0), isWhole(2 ** 53, 0)]).toEqual([true, false]);
  });

  test("has arrays of doubles of the expected length", () => {
    expect(() => checkLengths("PCA", [new Float64Array(3), new Float64Array(3)], 3)).not.toThrow();
    for (const odd of [
      new Float64Array(2),
      new Float64Array(4),
      new Float32Array(3),
      [1, 2, 3],
      null,
      undefined,
    ])
      expect(() => checkLengths("PCA", [new Float64Array(3), odd], 3)).toThrow(new StateError(MALFORMED));
    expect(() => checkLengths("PCA", [new Float64Array(0)], undefined)).toThrow(StateError);
  });

  test("has finite numbers, and NaN only where missing values are allowed", () => {
    const message = "the state of its PCA holds numbers that are not finite";
    for (let at = 0; at < 3; at++) {
      for (const odd of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
        const array = Float64Array.of(1, 2, 3);
        array[at] = odd;
        expect(() => checkFinite("PCA", [Float64Array.of(1), array])).toThrow(new StateError(message));
        const kept = () => checkFinite("PCA", [array], "keep");
        if (Number.isNaN(odd)) expect(kept).not.toThrow();
        else expect(kept).toThrow(new StateError(message));
      }
    }
    expect(() => checkFinite("PCA", [Float64Array.of(1, -2), new Float64Array(0)])).not.toThrow();
  });

  test("is refused for invalid parameters, while other errors pass unchanged", () => {
    const check = (error: Error) => () =>
      checkStored("PCA", () => {
        throw error;
      });
    expect(checkStored("PCA", () => 7)).toBe(7);
    expect(check(new ValueError("n_components=0"))).toThrow(
      new StateError("the parameters of its PCA are malformed: n_components=0"),
    );
    expect(check(new TypeError("a bug"))).toThrow(TypeError);
  });
});
