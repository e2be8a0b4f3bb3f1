import type { FeatureKind } from "../learn/core/column.ts";
import { StateError, UnknownStepError } from "../learn/core/errors.ts";
import { decodeMessagePack, encodeMessagePack } from "../learn/core/messagepack.ts";
import type { Scalar } from "../learn/core/order.ts";
import { checkStepState } from "../learn/core/plain-data.ts";
import type { PlainData, RestoreStep, StepState } from "../learn/core/step.ts";
import type { HeldBackResiduals } from "../learn/model-selection/held-back-residuals.ts";
import { emptyTable, Pipeline } from "../learn/pipeline.ts";
import { heldBackEntries, readHeldBack } from "./stored-held-back.ts";

/**
 * The version that is written. Raise it when older programs can no longer read what newer ones write. Version 2 added what
 * explanations need to the states of steps.
 */
const FORMAT_VERSION = 2;
/** The versions that are read. What an older one lacks is absent from what is decoded. */
const READ_VERSIONS: readonly PlainData[] = [1, FORMAT_VERSION];
const FORMAT = "mlsvc";
const CHECKSUM_BYTES = 32;

/** How a pipeline was trained: enough to train it again. */
export interface Provenance {
  /** The model's parameters with their defaults. */
  readonly parameters: PlainData;
  readonly rows: number;
  /** SHA-256 of the packed training data, in hexadecimal. */
  readonly dataHash: string;
  readonly randomState: number;
  /** Null where the fit has no iterations. */
  readonly iterations: number | null;
  readonly converged: boolean | null;
  readonly mlsvcVersion: string;
  /** ISO 8601, UTC. The only entry that differs between two trainings on the same data. */
  readonly time: string;
}

/** A fitted pipeline with everything that is stored about it. */
export interface StoredPipeline {
  readonly model: string;
  readonly pipeline: Pipeline;
  readonly provenance: Provenance;
  /**
   * Of a regressor, how far off a fit on the other rows was for those that `validation_fraction` held back; null if none were.
   * Undefined for others, and for what an older version stored.
   */
  readonly heldBack?: HeldBackResiduals | null | undefined;
  /** The encoded report of its run; absent if an older program stored it, or `STORE_REPORT` was off. */
  readonly report?: Uint8Array | undefined;
}

/** Returns the value that a parameter of the training had; undefined if it had none. */
export function parameterOf({ provenance: { parameters } }: StoredPipeline, name: string): unknown {
  return isMap(parameters) && Object.hasOwn(parameters, name) ? parameters[name] : undefined;
}

/**
 * Encodes a fitted pipeline as the bytes of `model_runs.run_result`: one MessagePack map whose last entry is the SHA-256 of
 * all bytes before it, so that damage is noticed before the data is used.
 * Throws `StateError` for a step whose parameters or state are not plain data, naming the step and the place.
 */
export function encodePipeline({
  model,
  pipeline,
  provenance,
  heldBack,
  report,
}: StoredPipeline): Uint8Array {
  const { featureNames, featureKinds, labelNames, classes } = pipeline.schema;
  const states = pipeline.toStates();
  for (const state of states) checkStepState(state);
  const bytes = encodeMessagePack({
    format: FORMAT,
    version: FORMAT_VERSION,
    model,
    feature_names: featureNames,
    feature_kinds: featureKinds,
    label_names: labelNames,
    classes,
    steps: states as unknown as PlainData,
    provenance: provenanceData(provenance),
    ...heldBackEntries(heldBack),
    report,
    sha256: new Uint8Array(CHECKSUM_BYTES),
  });
  bytes.set(checksum(bytes), bytes.length - CHECKSUM_BYTES);
  return bytes;
}

/** Returns the provenance as it is stored and shown. */
export function provenanceData(provenance: Provenance) {
  return {
    parameters: provenance.parameters,
    rows: provenance.rows,
    data_sha256: provenance.dataHash,
    random_state: provenance.randomState,
    iterations: provenance.iterations,
    converged: provenance.converged,
    mlsvc_version: provenance.mlsvcVersion,
    time: provenance.time,
  };
}

/**
 * Decodes the pipeline in `bytes`. Throws `StateError`, which says what the bytes are instead, if they are not a pipeline that
 * this program can read. Nothing in the bytes is ever executed.
 */
export function decodePipeline(bytes: Uint8Array, restoreStep: RestoreStep): StoredPipeline {
  // Every Python pickle since protocol 2 starts with 0x80 and the protocol's number.
  if (bytes[0] === 0x80 && bytes[1]! >= 2 && bytes[1]! <= 5) {
    throw new StateError("it is a Python pickle, left by the former service; train the run again");
  }
  const data = decodeMessagePack(bytes);
  if (!isMap(data) || data.format !== FORMAT) {
    throw new StateError("it was not written by mlsvc; train the run again");
  }
  if (!READ_VERSIONS.includes(data.version ?? null)) {
    throw new StateError(
      `it has format version ${String(data.version)}, this program reads ${READ_VERSIONS.join(" and ")}; train the run again or use the version that wrote it`,
    );
  }
  if (!checksum(bytes).equals(bytes.subarray(bytes.length - CHECKSUM_BYTES))) {
    throw new StateError(
      "its checksum does not match, so it was damaged after it was written; train the run again",
    );
  }
  try {
    return readPipeline(data, restoreStep);
  } catch (error) {
    if (error instanceof UnknownStepError) throw new StateError(`${error.message}; train the run again`);
    if (error instanceof StateError) throw error;
    throw new StateError(
      `it does not hold a whole pipeline (${(error as Error).message}); train the run again`,
    );
  }
}

type Map = { readonly [key: string]: PlainData | undefined };

function readPipeline(data: Map, restoreStep: RestoreStep): StoredPipeline {
  const provenance = field(data, "provenance", isMap);
  const featureNames = field(data, "feature_names", isListOf(isString));
  const featureKinds = field(data, "feature_kinds", isListOf(isKind));
  if (featureNames.length !== featureKinds.length)
    throw new StateError("feature_names and feature_kinds differ in length");
  const states = field(data, "steps", isListOf(isStepState));
  const pipeline = Pipeline.restore(
    states,
    {
      featureNames,
      featureKinds,
      labelNames: field(data, "label_names", isListOf(isString)),
      classes: field(data, "classes", (value) => value === null || isListOf(isScalar)(value)) as
        | Scalar[]
        | null,
    },
    restoreStep,
  );
  checkWithoutRows(pipeline);
  return {
    model: field(data, "model", isString),
    pipeline,
    heldBack: readHeldBack(data, pipeline),
    provenance: {
      parameters: provenance.parameters ?? null,
      rows: field(provenance, "rows", isNumber),
      dataHash: field(provenance, "data_sha256", isString),
      randomState: field(provenance, "random_state", isNumber),
      iterations: field(provenance, "iterations", (value) => value === null || isNumber(value)) as
        | number
        | null,
      converged: field(provenance, "converged", (value) => value === null || isBoolean(value)) as
        | boolean
        | null,
      mlsvcVersion: field(provenance, "mlsvc_version", isString),
      time: field(provenance, "time", isString),
    },
    // A copy: what is decoded shares the memory of all bytes.
    report: data.report instanceof Uint8Array ? new Uint8Array(data.report) : undefined,
  };
}

/**
 * Throws unless steps, columns, labels and classes fit together. It predicts a table without rows, so that a mismatch is found
 * here and not taken for a mistake in the rows of a request.
 */
function checkWithoutRows(pipeline: Pipeline): void {
  const { estimator, schema } = pipeline;
  const { featureNames, labelNames, classes } = schema;
  if (new Set(featureNames).size !== featureNames.length) throw new StateError("feature_names repeat");
  if ((classes !== null) !== (estimator.kind === "classifier")) {
    throw new StateError("classes do not fit the estimator");
  }
  const empty = emptyTable(schema);
  if (classes === null) {
    const width = estimator.kind === "regressor" ? pipeline.predictValues(empty).columns : labelNames.length;
    pipeline.predict(empty);
    if (width !== labelNames.length) throw new StateError("label_names do not fit the estimator");
    return;
  }
  pipeline.predict(empty);
  const K = classes.length;
  const columns = pipeline.hasProbabilities ? pipeline.predictProba(empty).columns : K;
  const scores = pipeline.hasScores ? pipeline.scores(empty).columns : K;
  const pairs = (K * (K - 1)) / 2;
  const fits = columns === K && (K === 2 ? scores === 1 || scores === 2 : scores === K || scores === pairs);
  const minimum = estimator.kind === "classifier" ? estimator.leastClasses : 0;
  if (!fits || K < minimum || labelNames.length !== 1)
    throw new StateError("classes do not fit the estimator");
}

function checksum(bytes: Uint8Array): Buffer {
  // Bun's own: node:crypto takes milliseconds to load.
  return new Bun.CryptoHasher("sha256")
    .update(bytes.subarray(0, Math.max(0, bytes.length - CHECKSUM_BYTES)))
    .digest();
}

function field<T extends PlainData>(data: Map, key: string, is: (value: unknown) => value is T): T;
function field(data: Map, key: string, is: (value: unknown) => boolean): PlainData;
function field(data: Map, key: string, is: (value: unknown) => boolean): PlainData {
  const value = Object.hasOwn(data, key) ? data[key] : undefined;
  if (value === undefined || !is(value)) throw new StateError(`its entry "${key}" is missing or malformed`);
  return value;
}

function isMap(value: unknown): value is Map {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}
function isString(value: unknown): value is string {
  return typeof value === "string";
}
function isNumber(value: unknown): value is number {
  return typeof value === "number";
}
function isBoolean(value: unknown): value is boolean {
  return typeof value === "boolean";
}
function isScalar(value: unknown): value is Scalar {
  return isString(value) || isNumber(value) || isBoolean(value);
}
function isKind(value: unknown): value is FeatureKind {
  return value === "numeric" || value === "boolean" || value === "string" || value === "datetime";
}
function isStepState(value: unknown): value is StepState & PlainData {
  return isMap(value) && isString(value.type) && value.parameters !== undefined && value.fitted !== undefined;
}
function isListOf<T extends PlainData>(is: (value: unknown) => value is T): (value: unknown) => value is T[] {
  return (value): value is T[] => Array.isArray(value) && value.every(is);
}
