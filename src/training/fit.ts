import type { FitMonitor, PlainData } from "../learn/estimator.ts";
import { decodePipeline, encodePipeline } from "../learn/stored-pipeline.ts";
import { restoreStep } from "../registry.ts";
import { VERSION } from "../version.ts";
import { evaluate } from "./evaluate.ts";
import { hashTraining, type PreparedTraining } from "./prepare.ts";

/** A finished fit: what is stored. */
export interface FittedTraining {
  readonly bytes: Uint8Array;
  /** Name and value of each metric; every value reads as a Java double. */
  readonly metrics: [string, string][];
}

/** Fits a prepared training, measures it on its own rows and as its plan says, and encodes it. Throws whatever the model throws. */
export function fitTraining(training: PreparedTraining, time: string, monitor: FitMonitor): FittedTraining {
  const { model, parameters, features, labels, pipeline } = training;
  const started = performance.now();
  pipeline.fit(features, labels, monitor);
  const seconds = (performance.now() - started) / 1000;
  const convergence = pipeline.convergence();
  const metrics: Record<string, number> = {
    ...model.extractMetrics(pipeline, features, labels),
    ...evaluate(training, monitor),
    n_rows: features.rows,
    n_features: features.names.length,
    train_seconds: seconds,
    ...(training.textsAsMissing > 0 ? { n_texts_as_missing: training.textsAsMissing } : {}),
  };
  if (convergence !== undefined) {
    metrics.n_iter = convergence.iterations;
    metrics.converged = convergence.converged ? 1 : 0;
  }
  const bytes = encodePipeline({
    model: model.name,
    pipeline,
    provenance: {
      parameters: parameters as PlainData,
      rows: features.rows,
      dataHash: hashTraining(features, labels),
      randomState: Number(parameters.random_state ?? 0),
      iterations: convergence?.iterations ?? null,
      converged: convergence?.converged ?? null,
      mlsvcVersion: VERSION,
      time,
    },
  });
  // A model may bring steps of its own: what cannot be read back must not become a SUCCESS.
  decodePipeline(bytes, restoreStep);
  return {
    bytes,
    // A metric that is undefined for these rows (ROC AUC of one class) has no row, rather than a NaN.
    metrics: Object.entries(metrics)
      .filter(([, value]) => Number.isFinite(value))
      .map(([name, value]) => [name, String(value)]),
  };
}
