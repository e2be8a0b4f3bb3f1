import { NotFittedError, StateError } from "../learn/core/errors.ts";
import type { PlainData } from "../learn/core/step.ts";
import { type Helpers, NO_HELPERS } from "../learn/threads/helpers.ts";
import { measure, type ReservedMetrics } from "../models/measure.ts";
import type { Metrics } from "../models/model.ts";
import { ModelError } from "../models/model-error.ts";
import { restoreStep } from "../models/registry.ts";
import { encodePipeline } from "../models/stored-pipeline.ts";
import { VERSION } from "../version.ts";
import { evaluate } from "./evaluate.ts";
import type { PreparedTraining } from "./prepare.ts";
import { RunReport } from "./run-report.ts";
import { Stages, type TrainingMonitor } from "./stages.ts";
import { verifyRestored } from "./verify-restored.ts";

/** The results of a fit that are stored. */
export interface FittedTraining {
  readonly bytes: Uint8Array;
  /** Name and value of each metric. Every value can be read as a Java double. */
  readonly metrics: [string, string][];
}

/** How to fit. */
export interface FitOptions {
  /** They make the fits faster; the result is the same without them. */
  readonly helpers?: Helpers;
  /** Whether the report of the run is stored with the pipeline. Default true. */
  readonly storesReport?: boolean;
}

/**
 * Fits a prepared training, measures it on its own rows and by its plan, encodes it, and checks that the stored pipeline
 * predicts as the fitted one does. `time` is ISO 8601.
 * Throws `StateError` when the predictions differ, `ModelError` for invalid metrics, and whatever the model throws.
 */
export function fitTraining(
  training: PreparedTraining,
  time: string,
  monitor: TrainingMonitor,
  { helpers = NO_HELPERS, storesReport = true }: FitOptions = {},
): FittedTraining {
  try {
    return fitAndStore(training, time, monitor, helpers, storesReport);
  } catch (error) {
    if (!(error instanceof NotFittedError)) throw error;
    const message = `the fit of the step ${error.type} keeps nothing in this.fitted; what it learns must be kept there, as plain data`;
    throw new StateError(message, { cause: error });
  }
}

function fitAndStore(
  training: PreparedTraining,
  time: string,
  monitor: TrainingMonitor,
  helpers: Helpers,
  storesReport: boolean,
): FittedTraining {
  const { model, parameters, features, labels, sampleWeight, pipeline } = training;
  const stages = new Stages(training, monitor);
  stages.fit();
  const started = performance.now();
  pipeline.fit(features, labels, monitor, helpers, sampleWeight ?? undefined);
  const seconds = (performance.now() - started) / 1000;
  const convergence = pipeline.convergence();
  stages.measure();
  const report = storesReport ? new RunReport(training) : undefined;
  report?.recordTraining(pipeline);
  const measured = measure(model, pipeline, features, labels, monitor);
  const evaluated = evaluate(training, monitor, report?.plan, helpers, seconds);
  const reportBytes = report?.encode(pipeline, measured, evaluated, monitor);
  pipeline.forgetRows();
  const own: ReservedMetrics = {
    n_rows: features.rows,
    n_features: features.names.length,
    train_seconds: seconds,
  };
  if (training.textsAsMissing > 0) own.n_texts_as_missing = training.textsAsMissing;
  if (convergence !== undefined) {
    own.n_iter = convergence.iterations;
    own.converged = convergence.converged ? 1 : 0;
  }
  const threshold = pipeline.decisionThreshold;
  if (threshold !== undefined) own.decision_threshold = threshold.value;
  stages.store();
  const metrics: Metrics = { ...mergeMetrics(measured, evaluated.metrics), ...own };
  const bytes = encodePipeline({
    model: model.name,
    pipeline,
    provenance: {
      parameters: parameters as PlainData,
      rows: features.rows,
      dataHash: training.dataHash(),
      randomState: Number(parameters.random_state ?? 0),
      iterations: convergence?.iterations ?? null,
      converged: convergence?.converged ?? null,
      mlsvcVersion: VERSION,
      time,
    },
    heldBack: pipeline.estimator.kind === "regressor" ? evaluated.heldBack : undefined,
    report: reportBytes,
  });
  // A model may have steps of its own. A pipeline that predicts differently after it is restored must not become a SUCCESS.
  verifyRestored(pipeline, bytes, features, restoreStep);
  return {
    bytes,
    // An average over folds is undefined (NaN) when one of them has no value.
    metrics: Object.entries(metrics)
      .filter(([, value]) => Number.isFinite(value))
      .map(([name, value]) => [name, String(value)]),
  };
}

/** Merges the metrics of a model with those of its evaluation. Throws `ModelError` when both have one of the same name. */
function mergeMetrics(own: Metrics, evaluated: Metrics): Metrics {
  const twice = Object.keys(evaluated).find((name) => Object.hasOwn(own, name));
  if (twice === undefined) return { ...own, ...evaluated };
  throw new ModelError(
    `extractMetrics returns ${JSON.stringify(twice)}, which cv or validation_fraction measures as well; give it another name`,
  );
}
