import { REGISTRY, restoreStep } from "../models/registry.ts";
import { decodePipeline } from "../models/stored-pipeline.ts";
import { decodeReport } from "./decode-report.ts";
import type { Report } from "./report.ts";
import { warningsOf } from "./warnings.ts";

const TYPES = {
  classifier: "classification",
  regressor: "regression",
  clusterer: "clustering",
  outlier_detector: "outlier_detection",
} as const;

/**
 * Returns the report in the stored bytes of a run, whose id is null for a training without a database; undefined if they have none,
 * because an older program wrote them or `STORE_REPORT` was off. Throws `StateError`, which says what the bytes are instead, if they are not a pipeline that this program
 * can read, or if the report is malformed.
 */
export function readReport(bytes: Uint8Array, modelRunId: number | null): Report | undefined {
  const { model, pipeline, provenance, report: encoded } = decodePipeline(bytes, restoreStep);
  if (encoded === undefined) return undefined;
  const stored = decodeReport(encoded);
  const { parameters, rows, dataHash, randomState, iterations, converged, mlsvcVersion, time } = provenance;
  const report: Omit<Report, "warnings"> = {
    model_name: model,
    model_type: TYPES[pipeline.estimator.kind],
    description: REGISTRY.get(model)?.model.description ?? "",
    model_run_id: modelRunId,
    trained_at: time,
    mlsvc_version: mlsvcVersion,
    parameters: { ...(parameters as Record<string, unknown>) },
    random_state: randomState,
    rows,
    data_sha256: dataHash,
    iterations,
    converged,
    ...stored,
  };
  return { ...report, warnings: warningsOf(report) };
}
