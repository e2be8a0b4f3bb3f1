import { describeValue } from "../learn/core/describe-value.ts";
import { ValueError } from "../learn/core/errors.ts";
import type { Table } from "../learn/core/table.ts";
import type { Model } from "./model.ts";
import { ModelError } from "./model-error.ts";

/**
 * Calls the model's `validateFeatures`. Throws `ValueError` if that returns false, `ModelError` if it returns anything but a
 * boolean or undefined, and what it throws.
 */
export function validateFeatures(model: Model, features: Table): void {
  const answer: unknown = model.validateFeatures(features);
  if (answer === undefined || answer === true) return;
  if (answer === false) {
    throw new ValueError(`features: the model ${JSON.stringify(model.name)} does not take these rows`, [
      { path: "features", message: "must be rows that the model takes" },
    ]);
  }
  throw new ModelError(
    `validateFeatures returns ${describeValue(answer)}; it must return true or false, or throw a ValueError that says why`,
  );
}
