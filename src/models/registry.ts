import { MODEL_FILES } from "../../statistical/index.ts";
import { createRestoreStep, LIBRARY_STEPS } from "../learn/steps.ts";
import { ModelFilesError } from "./mistakes.ts";
import { checkCreated, readModelFiles } from "./read-model-files.ts";

const { created, models, steps } = readModelFiles(MODEL_FILES, LIBRARY_STEPS);

/**
 * The models of this program by name, sorted. Importing this file throws `ModelFilesError` for model files that cannot be
 * registered; `checkRegistry` finds other mistakes.
 */
export const REGISTRY = models;

/** All models, for `checkModelsInTurns`. */
export const CREATED_MODELS = created;

/** Throws `ModelFilesError` for models with mistakes. Every command calls it first; worker threads need not. */
export function checkRegistry(): void {
  const mistakes = created.flatMap(checkCreated);
  if (mistakes.length > 0) throw new ModelFilesError(mistakes);
}

/** The classes of steps by type: those of the library, and those that model files export. */
export const STEP_CLASSES = steps;

/** Restores the steps of the library and those that model files export. */
export const restoreStep = createRestoreStep([...steps.values()]);
