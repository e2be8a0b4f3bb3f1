// Imported before any model: these modules redirect what a model prints, and detect work that it starts in the background.
import "../logging/console.ts";
import "./background-work.ts";
import { heapStats } from "bun:jsc";
import { BodyReader } from "../ingest/body-reader.ts";
import type { WireBody, WireLimits } from "../ingest/sent-body.ts";
import { bodyOfColumns, type SentColumns } from "../ingest/sent-columns.ts";
import { StateError, ValueError } from "../learn/core/errors.ts";
import { HelperError } from "../learn/threads/helpers.ts";
import { ownerOf, pathOf } from "../models/mistakes.ts";
import { ANY_FEATURES, type Model } from "../models/model.ts";
import { ModelError } from "../models/model-error.ts";
import { describeThrown, originIn } from "../models/origin.ts";
import type { RegisteredModel } from "../models/read-model-files.ts";
import { REGISTRY } from "../models/registry.ts";
import { hasBackgroundWork, resetBackgroundWork } from "./background-work.ts";
import { evaluate } from "./evaluate.ts";
import { fitTraining } from "./fit.ts";
import { HelperTeam } from "./helper-team.ts";
import { type PreparedTraining, prepareTraining } from "./prepare.ts";
import type {
  BeginMessage,
  ChunksMessage,
  ColumnsMessage,
  FitMessage,
  MeasureMessage,
  OrderMessage,
  PrepareMessage,
  WorkerMessage,
} from "./protocol.ts";
import { roleColumnsIn } from "./row-roles.ts";
import type { TrainingMonitor } from "./stages.ts";

/** The program of a training thread. For one run after another, it reads the bytes of a body and fits the model. */
declare const self: Worker;

/** Minimum interval between progress messages. */
const PROGRESS_INTERVAL_MS = 100;

/** Maximum number of warnings of a training: a model that warns in a loop must neither fill the log nor block the main thread. */
const MAX_WARNINGS = 100;

/** After a body of this size, garbage is collected before the next run: together they might take too much memory. */
const LARGE_BODY_BYTES = 16_777_216;

let registered: RegisteredModel | undefined;
/** What is to be fitted, or the error of the model that the run will fail with. */
let prepared: PreparedTraining | { readonly modelError: unknown } | undefined;
/** Whether the report of the run is stored with the pipeline. */
let storesReport = true;
let helpers: HelperTeam | undefined;
/** The body that is being read. */
let body: BodyReader | undefined;
/** The rows of the trainings that follow, if they did not come in a body. */
let sent: { readonly columns: SentColumns; readonly limits: WireLimits } | undefined;
/** Bytes of the latest body. */
let bytesRead = 0;
let lastProgress = 0;
let warnings = 0;

const monitor: TrainingMonitor = {
  stage(stage) {
    lastProgress = 0;
    send({ type: "stage", ...stage });
  },
  iteration(done, maximum, loss) {
    if (performance.now() - lastProgress < PROGRESS_INTERVAL_MS) return;
    const value = typeof loss === "function" ? loss() : loss;
    lastProgress = performance.now();
    // A model may report anything, and the loss of a fit that diverges is no number.
    if (!(Number.isSafeInteger(done) && Number.isSafeInteger(maximum))) return;
    send({ type: "progress", done, maximum, loss: Number.isFinite(value) ? value! : null });
  },
  warn(message) {
    warnings++;
    if (warnings > MAX_WARNINGS) return;
    send({ type: "warning", message });
    if (warnings === MAX_WARNINGS)
      send({ type: "warning", message: "further warnings of this training are left out" });
  },
};

self.onmessage = ({ data: message }: MessageEvent<OrderMessage>) => {
  if (message.type === "begin") begin(message);
  else if (message.type === "chunks") read(message);
  else if (message.type === "columns") takeColumns(message);
  else if (message.type === "prepare") prepare(message);
  else if (message.type === "fit") fit(message);
  else if (message.type === "measure") measureOnly(message);
  else if (message.type === "tidy") tidy();
  else collect();
};

/** Drops the rows and the pipeline of the latest run. After a large body, they are collected at once, else by `collect`. */
function tidy(): void {
  helpers?.tidy();
  registered = undefined;
  prepared = undefined;
  body = undefined;
  sent = undefined;
  if (bytesRead >= LARGE_BODY_BYTES) Bun.gc(true);
  send({ type: "tidied" });
}

/** Collects garbage and reports the number of bytes that remain. It takes longer than a small fit. */
function collect(): void {
  Bun.gc(true);
  const { heapSize, extraMemorySize } = heapStats();
  send({ type: "collected", bytes: heapSize + extraMemorySize });
}

/** Returns the columns that a model always uses; undefined for a model of any columns. */
const fixedOf = (names: Model["featureNames"]) => (names === ANY_FEATURES ? undefined : names);

function begin({ modelName, limits, expectedBytes }: BeginMessage): void {
  registered = REGISTRY.get(modelName)!;
  prepared = undefined;
  bytesRead = 0;
  lastProgress = 0;
  warnings = 0;
  resetBackgroundWork();
  const { featureNames, labelNames, parameters } = registered.model;
  const wanted = { features: fixedOf(featureNames), labels: fixedOf(labelNames) };
  const alsoWanted = (text: string) => roleColumnsIn(parameters, text);
  body = new BodyReader({ kind: "training", limits, wanted, alsoWanted, expectedBytes });
}

function takeColumns({ modelName, limits, columns }: ColumnsMessage): void {
  registered = REGISTRY.get(modelName)!;
  sent = { columns, limits };
}

function read({ chunks }: ChunksMessage): void {
  let bytes = 0;
  for (const chunk of chunks) {
    bytes += chunk.length;
    body!.push(chunk);
  }
  bytesRead += bytes;
  send({ type: "consumed", bytes });
}

function prepare(message: PrepareMessage): void {
  storesReport = message.storesReport;
  try {
    const { parametersText } = message;
    const read = parametersText === undefined ? body!.finish() : bodyOfSent(parametersText);
    body = undefined;
    prepared = prepareOrError(registered!, read);
    const columns = "modelError" in prepared ? 0 : prepared.features.names.length;
    send({ type: "prepared", rows: read.rows, columns });
    describeAhead();
  } catch (error) {
    rejectOrFail(error);
  }
}

/** Begins one of the trainings with the rows of `sent`. */
function bodyOfSent(parametersText: string): WireBody {
  prepared = undefined;
  lastProgress = 0;
  warnings = 0;
  resetBackgroundWork();
  return bodyOfColumns(sent!.columns, parametersText, sent!.limits);
}

function rejectOrFail(error: unknown): void {
  if (error instanceof ValueError)
    send({ type: "rejected", message: error.message, issues: [...error.issues] });
  else fail(error);
}

/** Computes what is stored about the rows while the run waits for its acceptance and its turn. */
function describeAhead(): void {
  if ("modelError" in prepared!) return;
  try {
    prepared!.dataHash();
    if (!storesReport) return;
    prepared!.summary();
    prepared!.classes();
  } catch {
    // The fit computes it again, and reports the error.
  }
}

/**
 * Prepares the training. An error of the model is returned, not thrown: it is not the caller's fault, so the run is accepted,
 * and fails with that error when its turn comes. Throws `ValueError` for a mistake in the rows.
 */
function prepareOrError({ model }: RegisteredModel, read: WireBody): typeof prepared & object {
  try {
    return prepareTraining(model, read, monitor);
  } catch (error) {
    if (error instanceof ValueError) throw error;
    return { modelError: error };
  }
}

function helpersFor({ threads, helperUrl }: FitMessage | MeasureMessage): HelperTeam {
  helpers ??= new HelperTeam(helperUrl);
  helpers.count = threads - 1;
  return helpers;
}

function fit(message: FitMessage): void {
  try {
    if ("modelError" in prepared!) throw prepared.modelError;
    const options = { helpers: helpersFor(message), storesReport };
    const { bytes, metrics } = fitTraining(prepared!, message.time, monitor, options);
    const exact = bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
    const buffer = exact.buffer as ArrayBuffer;
    const fitted: WorkerMessage = {
      type: "fitted",
      bytes: buffer,
      metrics,
      hasBackgroundWork: hasBackgroundWork(),
    };
    self.postMessage(fitted, [buffer]);
  } catch (error) {
    fail(error);
  }
}

function measureOnly(message: MeasureMessage): void {
  try {
    const training = prepareTraining(registered!.model, bodyOfSent(message.parametersText), monitor);
    const team = helpersFor(message);
    const { metrics, fitSeconds } = evaluate(training, monitor, null, team, message.secondsOfFit);
    const finite = Object.entries(metrics).filter(([, value]) => Number.isFinite(value));
    send({ type: "measured", metrics: finite, fitSeconds: [...fitSeconds] });
  } catch (error) {
    rejectOrFail(error);
  }
}

function fail(error: unknown): void {
  const { file, className } = registered!;
  const { name, message, stack } = describeThrown(error);
  // A mistake that mlsvc found is reported with the model's file and class; an exception of the model itself has its place.
  const isMistake = error instanceof ModelError || error instanceof StateError;
  send({
    type: "failed",
    errorType: error instanceof HelperError ? "worker_crashed" : name,
    message: isMistake ? `${ownerOf(file, className)}: ${message}` : message,
    stack,
    origin: originIn(stack) ?? pathOf(file),
  });
}

function send(message: WorkerMessage): void {
  self.postMessage(message);
}
