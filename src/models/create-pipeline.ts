import { describeValue, isPlainObject } from "../learn/core/describe-value.ts";
import type { Estimator } from "../learn/core/estimator.ts";
import type { FitMonitor } from "../learn/core/fit-monitor.ts";
import { Step } from "../learn/core/step.ts";
import type { Table } from "../learn/core/table.ts";
import { Pipeline } from "../learn/pipeline.ts";
import { LIBRARY_STEPS } from "../learn/steps.ts";
import { guardInput } from "./guard-input.ts";
import type { Model } from "./model.ts";
import { ModelError } from "./model-error.ts";
import { STEP_CLASSES } from "./registry.ts";

/** The kind of estimator at the end of the pipeline of each type of model. */
const ESTIMATORS: Record<Model["type"], { readonly kind: Estimator["kind"]; readonly text: string }> = {
  classification: { kind: "classifier", text: "a classifier" },
  regression: { kind: "regressor", text: "a regressor" },
  clustering: { kind: "clusterer", text: "a clusterer" },
  outlier_detection: { kind: "outlier_detector", text: "an outlier detector" },
};

const LIBRARY_CLASSES = new Set<unknown>(LIBRARY_STEPS);

/**
 * Returns the pipeline of a model's `createPipeline`. The steps of model files in it are guarded; see `guardInput`.
 * Throws `ModelError` unless the pipeline ends in an estimator of the model's type and all of its steps are registered, so that
 * they can be restored. Also throws what `createPipeline` throws.
 */
export function createPipeline(
  model: Model,
  parameters: Record<string, unknown>,
  features: Table,
  monitor: FitMonitor,
): Pipeline {
  const pipeline: unknown = model.createPipeline(parameters as never, features, monitor);
  if (!(pipeline instanceof Pipeline)) {
    throw new ModelError(
      `createPipeline returns ${describeValue(pipeline)}; it must return new Pipeline([…])`,
    );
  }
  const { kind, text } = ESTIMATORS[model.type];
  const { estimator } = pipeline;
  if (estimator.kind !== kind) {
    const { text: other } = Object.values(ESTIMATORS).find((entry) => entry.kind === estimator.kind)!;
    throw new ModelError(
      `its pipeline ends in ${estimator.constructor.name}, ${other}; a model of type ${model.type} needs ${text} there`,
    );
  }
  for (const step of stepsIn(pipeline.steps)) {
    checkRegistered(step);
    if (!LIBRARY_CLASSES.has(step.constructor)) guardInput(step);
  }
  return pipeline;
}

/** Returns every step in `value`: a step and those in its parameters, or those in a list or an object. */
function stepsIn(value: unknown, seen = new Set<unknown>()): Step[] {
  if (typeof value !== "object" || value === null || seen.has(value)) return [];
  seen.add(value);
  if (value instanceof Step) return [value, ...stepsIn(value.parameters, seen)];
  if (Array.isArray(value)) return value.flatMap((entry) => stepsIn(entry, seen));
  return isPlainObject(value) ? Object.values(value).flatMap((entry) => stepsIn(entry, seen)) : [];
}

/** Throws `ModelError` unless the step would be restored by its own class. */
function checkRegistered(step: Step): void {
  const { name } = step.constructor;
  const { type }: { type: unknown } = step;
  if (typeof type !== "string" || type === "") {
    throw new ModelError(
      `its step ${name} has no type to be stored under; write static readonly type = ${JSON.stringify(name)}`,
    );
  }
  const registered = STEP_CLASSES.get(type);
  if (registered === step.constructor) return;
  throw new ModelError(
    registered === undefined
      ? `its step ${name} is not exported, so that it could not be restored; write export class ${name}`
      : `its step ${name} has the type ${JSON.stringify(type)} of another step; give it a type of its own, and export it`,
  );
}
