import type { Step } from "../learn/core/estimator.ts";
import { Table } from "../learn/core/table.ts";
import { ModelError } from "./model-error.ts";

/** Methods of steps whose first argument is a table that others read after them. */
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
 * Makes each method of `step` that is given a table throw `ModelError` when it writes into it: what is fitted afterwards
 * would have learnt from other rows than a prediction sees. The library's own steps are known not to. Costs two passes
 * over the table a call.
 */
export function guardInput(step: Step): void {
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
