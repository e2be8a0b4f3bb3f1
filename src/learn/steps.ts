import { PCA } from "./decomposition/pca.ts";
import { StateError } from "./errors.ts";
import type { RestoreStep, StepClass } from "./estimator.ts";
import { LogisticRegression } from "./linear/logistic-regression.ts";
import { Ridge } from "./linear/ridge.ts";
import { ColumnTransformer } from "./preprocessing/column-transformer.ts";
import { OneHotEncoder } from "./preprocessing/one-hot-encoder.ts";
import { SimpleImputer } from "./preprocessing/simple-imputer.ts";
import { StandardScaler } from "./preprocessing/standard-scaler.ts";

/** The steps of the library. Those of model files are found in their exports; see `src/registry.ts`. */
export const LIBRARY_STEPS: readonly StepClass[] = [
  ColumnTransformer,
  LogisticRegression,
  OneHotEncoder,
  PCA,
  Ridge,
  SimpleImputer,
  StandardScaler,
];

/**
 * A function that turns stored steps into live ones of the given classes.
 * It throws `StateError` for a type that none of them has.
 */
export function createRestoreStep(classes: readonly StepClass[]): RestoreStep {
  const byType = new Map(classes.map((stepClass) => [stepClass.type, stepClass]));
  const restoreStep: RestoreStep = (state) => {
    const Class = byType.get(state.type);
    if (Class === undefined) {
      throw new StateError(
        `it needs a step of type ${JSON.stringify(state.type)}, which this program does not have; train the run again`,
      );
    }
    const step = new Class(state.parameters);
    step.restore(state, restoreStep);
    return step;
  };
  return restoreStep;
}
