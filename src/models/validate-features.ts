import { describeValue } from "../learn/core/describe-value.ts";
import { ValueError } from "../learn/core/errors.ts";
import type { Table } from "../learn/core/table.ts";
import type { Model } from "./model.ts";
import { ModelError } from "./model-error.ts";

/**
 * Asks a model whether it takes these rows. Throws `ValueError` when it returns false, what it throws itself, and
 * `ModelError` when it returns anything but true, false or nothing.
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
