import { MODEL_FILES } from "../../statistical/index.ts";
import { createRestoreStep, LIBRARY_STEPS } from "../learn/steps.ts";
import { ModelFilesError } from "./mistakes.ts";
import { checkCreated, readModelFiles } from "./read-model-files.ts";

const { created, models, steps } = readModelFiles(MODEL_FILES, LIBRARY_STEPS);

export type { RegisteredModel } from "./read-model-files.ts";

/**
 * name → model, in order of name. Importing this throws `ModelFilesError` for model files that cannot be registered; what
 * else may be wrong with a model is for `checkRegistry` to find.
 */
export const REGISTRY = models;

/** Every model, with or without a name, to be checked. */
export const CREATED_MODELS = created;

/** Throws `ModelFilesError` for models with mistakes: for commands to call first. A worker thread need not. */
export function checkRegistry(): void {
  const mistakes = created.flatMap(checkCreated);
  if (mistakes.length > 0) throw new ModelFilesError(mistakes);
}

/** type → class of the steps of the library and of those that model files export. */
export const STEP_CLASSES = steps;

/** Restores the steps of the library and those that model files export. */
export const restoreStep = createRestoreStep([...steps.values()]);
