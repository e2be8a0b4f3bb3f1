import { MODEL_FILES } from "../statistical/index.ts";
import type { StepClass } from "./learn/estimator.ts";
import { Step } from "./learn/estimator.ts";
import { createRestoreStep, LIBRARY_STEPS } from "./learn/steps.ts";
import { Model } from "./model.ts";

/** A model of the binary and the name of its class. */
export interface RegisteredModel {
  readonly model: Model;
  readonly className: string;
}

/** name → model, in order of name. Throws when two models have one name, so that no such binary starts. */
export const REGISTRY: ReadonlyMap<string, RegisteredModel> = readRegistry();

/** Restores the steps of the library and those that model files export. */
export const restoreStep = createRestoreStep([...LIBRARY_STEPS, ...exportedClasses(Step).map(asStepClass)]);

function readRegistry(): Map<string, RegisteredModel> {
  const models = new Map<string, RegisteredModel>();
  for (const { file, exports } of MODEL_FILES) {
    for (const [className, exported] of Object.entries(exports)) {
      if (typeof exported !== "function" || !(exported.prototype instanceof Model)) continue;
      const model = new (exported as new () => Model)();
      if (models.has(model.name)) {
        throw new Error(
          `statistical/${file}.ts: the model name "${model.name}" is taken; names must be unique`,
        );
      }
      models.set(model.name, { model, className: className === "default" ? file : className });
    }
  }
  return new Map([...models].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function exportedClasses(base: abstract new (...parameters: never[]) => unknown): unknown[] {
  return MODEL_FILES.flatMap(({ exports }) =>
    Object.values(exports).filter(
      (exported) => typeof exported === "function" && exported.prototype instanceof base,
    ),
  );
}

function asStepClass(exported: unknown): StepClass {
  return exported as StepClass;
}
