import { expect, test } from "bun:test";
import { describeThrown, originIn } from "../../src/models/origin.ts";

test("the innermost position in a model file is found in a stack of the executable and of the sources", () => {
  const stack = [
    "RangeError: see statistical/words.ts:1:1",
    "    at numericInput (src/learn/input.ts:30:11)",
    "    at #encode (statistical/match_margin.ts:31:15)",
    "    at fit (statistical/other.ts:20:3)",
  ];
  expect(originIn(stack.join("\n"))).toBe("statistical/match_margin.ts:31");
  expect(originIn("Error\n    at fit (/home/me/mlsvc/statistical/my-model.v2.ts:7:3)")).toBe(
    "statistical/my-model.v2.ts:7",
  );
  expect(originIn("Error\n    at statistical/churn.ts:12:9")).toBe("statistical/churn.ts:12");
  expect(originIn("Error\n    at new A (statistical/a/b.ts:12:9)")).toBe("statistical/a/b.ts:12");
  expect(originIn(stack.slice(0, 2).join("\n"))).toBeUndefined();
  expect(originIn("Error\n    at statistical/index.ts:5:3")).toBeUndefined();
  expect(originIn("")).toBeUndefined();
});

test("any thrown value has a name and a message", () => {
  class OddError extends Error {}
  expect(describeThrown(new OddError("odd"))).toMatchObject({ name: "OddError", message: "odd" });
  expect(describeThrown(new RangeError("far"))).toMatchObject({ name: "RangeError", message: "far" });
  expect(describeThrown(Object.assign(new Error("x"), { name: "Mine" }))).toMatchObject({ name: "Mine" });
  expect(describeThrown("words")).toEqual({ name: "Error", message: "words", stack: "" });
  expect(describeThrown(undefined)).toMatchObject({ message: "undefined" });
  const unreadable = {
    toString() {
      throw new Error("no");
    },
  };
  expect(describeThrown(unreadable)).toMatchObject({ message: "what was thrown cannot be read" });
});
