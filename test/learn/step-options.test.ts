import { expect, test } from "bun:test";
import type { Step } from "../../src/learn/core/step.ts";
import { Ridge } from "../../src/learn/linear-model/ridge.ts";
import { LIBRARY_STEPS } from "../../src/learn/steps.ts";
import { fit, pack } from "./fit-and-apply.ts";
import { classesOf, NUMBERS, STEPS } from "./step-list.ts";

const OF_THE_LIBRARY: readonly unknown[] = LIBRARY_STEPS;

for (const listed of STEPS) {
  const { name, create, rows } = listed;
  // Steps of model files check their options themselves.
  if (!OF_THE_LIBRARY.includes(create().constructor)) continue;

  test(`${name} refuses an unknown option, and accepts random_state as every step does`, () => {
    const { constructor: Class, parameters } = create() as unknown as {
      constructor: new (parameters: unknown) => Step;
      parameters: object;
    };
    const odd = () => fit(new Class({ ...parameters, qqqqqqqqqq: 1 }), pack(rows));
    expect(odd).toThrow(/^qqqqqqqqqq is not a parameter of this step; it has \w+/);
    expect(odd).toThrow(TypeError);
    const sound = new Class({ ...parameters, random_state: 1 });
    expect(() => fit(sound, pack(rows), classesOf(listed))).not.toThrow();
  });
}

test("a misspelt option is refused with the nearest known one", () => {
  const misspelt = () => fit(new Ridge({ alfa: 3 } as never), pack(NUMBERS));
  expect(misspelt).toThrow(
    "alfa is not a parameter of this step (did you mean alpha?); it has alpha, fit_intercept",
  );
});
