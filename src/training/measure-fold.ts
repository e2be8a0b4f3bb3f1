import { type FitRecord, type RecordPlan, recordFit } from "../insight/record.ts";
import { ValueError } from "../learn/core/errors.ts";
import type { Estimator } from "../learn/core/estimator.ts";
import type { FitMonitor } from "../learn/core/fit-monitor.ts";
import { encodeTargets } from "../learn/core/labels.ts";
import type { Table } from "../learn/core/table.ts";
import { type FoldOutcome, scoreFold } from "../learn/model-selection/cross-validate.ts";
import type { Fold } from "../learn/model-selection/fold.ts";
import { type HeldBackResiduals, heldBackResiduals } from "../learn/model-selection/held-back-residuals.ts";
import type { Pipeline } from "../learn/pipeline.ts";
import { measure } from "../models/measure.ts";
import type { Model } from "../models/model.ts";

/** What is kept of the fit of a fold. */
export interface FoldFit {
  /** How long the fit took. */
  readonly seconds: number;
  /** What was recorded for the report; absent if nothing was to be. */
  readonly record?: FitRecord;
  /** How far off the predictions of a regressor are; absent unless they were to be kept, and if one is not finite. */
  readonly residuals?: HeldBackResiduals | undefined;
}

/** A fold to measure. */
export interface FoldToMeasure {
  readonly model: Model;
  /** Returns an unfitted pipeline. */
  readonly createPipeline: () => Pipeline;
  readonly features: Table;
  readonly labels: Table;
  readonly fold: Fold;
  /** What to record for the report; null for nothing. */
  readonly recordPlan: RecordPlan | null;
  /** The fitted estimator for whose intervals the residuals of a regressor are kept, in its unit. Default: they are not kept. */
  readonly residualsFor?: Estimator;
  /** The weights of all rows in the fits; null for equal weights. */
  readonly sampleWeight: Float64Array | null;
}

/** Fits a model on the training rows of a fold and measures it on its test rows. Throws as `scoreFold` does. */
export function measureFold(
  { model, createPipeline, features, labels, fold, recordPlan, residualsFor, sampleWeight }: FoldToMeasure,
  onIteration?: FitMonitor["iteration"],
): FoldOutcome<FoldFit> {
  let started = 0;
  const create = () => {
    const pipeline = createPipeline();
    started = performance.now();
    return pipeline;
  };
  return scoreFold(create, features, labels, fold, (...measured) => measure(model, ...measured), {
    keep: (pipeline, test, train) => {
      const seconds = (performance.now() - started) / 1000;
      const residuals = residualsFor && residualsOf(pipeline, test, residualsFor);
      if (recordPlan === null) return { seconds, residuals };
      const record = recordFit(recordPlan, pipeline, test.features, test.labels, train);
      return { seconds, residuals, record };
    },
    onIteration,
    sampleWeight: sampleWeight ?? undefined,
  });
}

function residualsOf(
  pipeline: Pipeline,
  { features, labels }: { readonly features: Table; readonly labels: Table },
  residualsFor: Estimator,
): HeldBackResiduals | undefined {
  if (residualsFor.kind !== "regressor") return undefined;
  const predicted = pipeline.predictValues(features);
  try {
    return heldBackResiduals(encodeTargets(labels), predicted, residualsFor.labelScale);
  } catch (error) {
    // Predictions are too large for the scale.
    if (error instanceof ValueError) return undefined;
    throw error;
  }
}
