import { describe, expect, test } from "bun:test";
import { StateError } from "../../../src/learn/core/errors.ts";
import { checkStepState, notPlain } from "../../../src/learn/core/plain-data.ts";

class Box {
  readonly width = 1;
}

const stateOf = (fitted: unknown) => ({ type: "Encoder", parameters: null, fitted: fitted as never });

describe("a state that is not plain data is refused with the step, the place and the remedy:", () => {
  const circle: { self?: unknown } = {};
  circle.self = circle;
  const cases: [string, unknown, RegExp][] = [
    [
      "a Map",
      { teams: new Map() },
      /^the step Encoder keeps a Map in fitted\.teams, .* keep an object, or a list of pairs/,
    ],
    ["a Set", new Set(), /^the step Encoder keeps a Set in fitted, .* keep a list/],
    [
      "a class instance",
      [{ box: new Box() }],
      /keeps an instance of Box in fitted\[0\]\.box, .* plain object/,
    ],
    ["a BigInt", { a: { b: [1, 2n] } }, /keeps a BigInt in fitted\.a\.b\[1\], .* keep a number, or text/],
    ["a function", { f: () => 1 }, /keeps a function in fitted\.f, .* write it as a method/],
    ["a class", { f: Box }, /keeps the class Box in fitted\.f/],
    ["a symbol", { s: Symbol("s") }, /keeps a symbol in fitted\.s/],
    ["a Date", { at: new Date(0) }, /keeps a Date in fitted\.at, .* keep a number/],
    ["a Promise", { p: Promise.resolve(1) }, /keeps a Promise .* in fitted\.p/],
    [
      "another typed array",
      { a: new Int8Array(2) },
      /keeps an Int8Array in fitted\.a, .* Float64Array, Float32Array/,
    ],
    ["a gap in a list", { a: [1, undefined] }, /keeps nothing \(undefined\) in fitted\.a\[1\], .* keep null/],
    ["a key __proto__", JSON.parse('{"__proto__": 1}'), /keeps a key __proto__ in fitted\.__proto__/],
    [
      "a circle",
      circle,
      /keeps data nested deeper than 50 levels in fitted\.self\.self.* does it hold itself\?/,
    ],
  ];
  test.each(cases)("%s", (_, fitted, message) => {
    expect(() => checkStepState(stateOf(fitted))).toThrow(message);
    expect(() => checkStepState(stateOf(fitted))).toThrow(StateError);
  });

  test("also in a parameter, and in a step inside another step, where the inner step is named", () => {
    expect(() => checkStepState({ ...stateOf(null), parameters: { f: () => 1 } as never })).toThrow(
      /^the step Encoder keeps a function in parameters\.f/,
    );
    const inner = { type: "Inner", parameters: {}, fitted: { teams: new Set() } };
    expect(() => checkStepState(stateOf({ branches: [{ steps: [inner] }] }))).toThrow(
      /^the step Inner keeps a Set in fitted\.teams/,
    );
  });
});

test("every kind of plain data is accepted", () => {
  const plain = {
    none: null,
    left: undefined,
    yes: true,
    words: ["a", "b"],
    numbers: [Number.NaN, -0, 1e308],
    arrays: [
      new Float64Array(1),
      new Float32Array(1),
      new Int32Array(1),
      new Uint32Array(1),
      new Uint16Array(1),
    ],
    bytes: new Uint8Array(3),
    deep: [[[{ a: {} }]]],
    bare: Object.create(null) as object,
  };
  expect(() => checkStepState(stateOf(plain))).not.toThrow();
  expect(notPlain(plain)).toBeUndefined();
  expect(notPlain({ at: new Date(0) })).toMatch(/^it holds a Date in at, /);
});
