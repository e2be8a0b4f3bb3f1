import { isMainThread } from "node:worker_threads";
import { MODEL_FILES } from "../statistical/index.ts";
import { createRestoreStep, LIBRARY_STEPS } from "./learn/steps.ts";
import { checkModel } from "./models/check-model.ts";
import { readModelFiles } from "./models/read-model-files.ts";

// A worker thread has models that the main thread has checked: it starts some milliseconds sooner.
const check = isMainThread ? checkModel : () => [];
const { models, steps } = readModelFiles(MODEL_FILES, LIBRARY_STEPS, check);

export type { RegisteredModel } from "./models/read-model-files.ts";

/** name → model, in order of name. Importing this throws `ModelFilesError` for model files with mistakes. */
export const REGISTRY = models;

/** type → class of the steps of the library and of those that model files export. */
export const STEP_CLASSES = steps;

/** Restores the steps of the library and those that model files export. */
export const restoreStep = createRestoreStep([...steps.values()]);
