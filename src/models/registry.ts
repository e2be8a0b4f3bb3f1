import { MODEL_FILES } from "../../statistical/index.ts";
import { createRestoreStep, LIBRARY_STEPS } from "../learn/steps.ts";
import { ModelFilesError } from "./mistakes.ts";
import { checkCreated, readModelFiles } from "./read-model-files.ts";

const { created, models, steps } = readModelFiles(MODEL_FILES, LIBRARY_STEPS);

/**
 * name → model, in order of name. Importing this file throws `ModelFilesError` for model files that cannot be registered;
 * other mistakes are found by `checkRegistry`.
 */
export const REGISTRY = models;

/** Every model, to be checked. */
export const CREATED_MODELS = created;

/** Throws `ModelFilesError` for models with mistakes. Every command calls it first; worker threads need not. */
export function checkRegistry(): void {
  const mistakes = created.flatMap(checkCreated);
  if (mistakes.length > 0) throw new ModelFilesError(mistakes);
}

/** type → class of the steps of the library and of those that model files export. */
export const STEP_CLASSES = steps;

/** Restores the steps of the library and those that model files export. */
export const restoreStep = createRestoreStep([...steps.values()]);
