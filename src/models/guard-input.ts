import type { Step } from "../learn/core/step.ts";
import { Table } from "../learn/core/table.ts";
import { ModelError } from "./model-error.ts";

/** The methods of steps whose first argument is a table that is used again after the call. */
const METHODS = [
  "fit",
  "fitTransform",
  "transform",
  "predict",
  "predictProba",
  "decisionFunction",
  "scoreSamples",
  "inertia",
] as const;

/**
 * Makes the methods of `step` throw `ModelError` if they write into their input: the other steps would then learn from other
 * rows than they see in predictions. Costs two passes over the table per call. The steps of the library do not need it, because
 * tests check them. Clones of the step are guarded too.
 */
export function guardInput(step: Step): void {
  const { clone } = step;
  Object.defineProperty(step, "clone", {
    value: () => {
      const copy: Step = clone.call(step);
      guardInput(copy);
      return copy;
    },
    configurable: true,
  });
  const methods = step as unknown as Record<string, unknown>;
  for (const name of METHODS) {
    const method = methods[name];
    if (typeof method !== "function") continue;
    const guarded = (X: unknown, ...others: unknown[]): unknown => {
      if (!(X instanceof Table)) return method.call(step, X, ...others);
      const isChanged = X.watch();
      const result: unknown = method.call(step, X, ...others);
      if (!isChanged()) return result;
      throw new ModelError(
        `its step ${step.type} changes its input in ${name}; work on a copy, such as X.toMatrix().data.slice()`,
      );
    };
    Object.defineProperty(step, name, { value: guarded, configurable: true });
  }
}
