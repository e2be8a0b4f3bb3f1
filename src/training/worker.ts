// First of all: what a model prints belongs on standard error, and what it starts for later is noticed.
import "../logging/console.ts";
import "./later-work.ts";
import { heapStats } from "bun:jsc";
import { BodyReader } from "../ingest/body-reader.ts";
import type { WireBody } from "../ingest/plain-reader.ts";
import { StateError, ValueError } from "../learn/core/errors.ts";
import type { FitMonitor } from "../learn/core/estimator.ts";
import { HelperError } from "../learn/threads/helpers.ts";
import { ownerOf, pathOf } from "../models/mistakes.ts";
import { ANY_FEATURES, type Model } from "../models/model.ts";
import { ModelError } from "../models/model-error.ts";
import { describeThrown, originIn } from "../models/origin.ts";
import { REGISTRY, type RegisteredModel } from "../models/registry.ts";
import { fitTraining } from "./fit.ts";
import { HelperTeam } from "./helper-team.ts";
import { forgetLaterWork, hasLaterWork } from "./later-work.ts";
import { type PreparedTraining, prepareTraining } from "./prepare.ts";
import type { BeginMessage, ChunksMessage, FitMessage, OrderMessage, WorkerMessage } from "./protocol.ts";

/** The program of a training's thread: of one run after another it makes the bytes of a result from those of a body. */
declare const self: Worker;

/** More often than this nobody looks. */
const PROGRESS_INTERVAL_MS = 100;

/** A model that warns in its loop must not fill the log, nor keep the main thread from its requests. */
const MAX_WARNINGS = 100;

let registered: RegisteredModel | undefined;
/** What is to be fitted, or the mistake of the model that its run will end with. */
let prepared: PreparedTraining | { readonly mistake: unknown } | undefined;
let helpers: HelperTeam | undefined;
/** The body of the training that is being read. */
let body: BodyReader | undefined;
let lastProgress = 0;
let warnings = 0;

const monitor: FitMonitor = {
  iteration(done, maximum) {
    const now = performance.now();
    if (now - lastProgress < PROGRESS_INTERVAL_MS) return;
    lastProgress = now;
    send({ type: "progress", done, maximum });
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
  else if (message.type === "prepare") prepare();
  else if (message.type === "fit") fit(message);
  else rest();
};

/** Gives the rows and the pipeline of the latest run to the garbage collector, and tells what remains. */
function rest(): void {
  helpers?.rest();
  registered = undefined;
  prepared = undefined;
  body = undefined;
  Bun.gc(true);
  const { heapSize, extraMemorySize } = heapStats();
  send({ type: "rested", bytes: heapSize + extraMemorySize });
}

/** The columns that a model takes whatever it is sent; undefined for one that chooses among them. */
const fixedOf = (names: Model["featureNames"]) => (names === ANY_FEATURES ? undefined : names);

function begin({ modelName, limits, expectedBytes }: BeginMessage): void {
  registered = REGISTRY.get(modelName)!;
  prepared = undefined;
  lastProgress = 0;
  warnings = 0;
  forgetLaterWork();
  const { featureNames, labelNames } = registered.model;
  const wanted = { features: fixedOf(featureNames), labels: fixedOf(labelNames) };
  body = new BodyReader({ kind: "training", limits, wanted, expectedBytes });
}

function read({ chunks }: ChunksMessage): void {
  let bytes = 0;
  for (const chunk of chunks) {
    bytes += chunk.length;
    body!.push(chunk);
  }
  send({ type: "consumed", bytes });
}

function prepare(): void {
  try {
    const read = body!.finish();
    body = undefined;
    prepared = prepareOrMistake(registered!, read);
    const columns = "mistake" in prepared ? 0 : prepared.features.names.length;
    send({ type: "prepared", rows: read.rows, columns });
  } catch (error) {
    if (error instanceof ValueError)
      send({ type: "rejected", message: error.message, issues: [...error.issues] });
    else fail(error);
  }
}

/**
 * A model that goes wrong before its run is accepted is no fault of the caller's rows: the run is accepted, and its turn
 * tells what happened. Throws `ValueError` for what is wrong with the rows.
 */
function prepareOrMistake({ model }: RegisteredModel, read: WireBody): typeof prepared & object {
  try {
    return prepareTraining(model, read, monitor);
  } catch (error) {
    if (error instanceof ValueError) throw error;
    return { mistake: error };
  }
}

function fit({ time, threads, helperUrl }: FitMessage): void {
  helpers ??= new HelperTeam(helperUrl);
  helpers.count = threads - 1;
  try {
    if ("mistake" in prepared!) throw prepared.mistake;
    const { bytes, metrics } = fitTraining(prepared!, time, monitor, helpers);
    const exact = bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
    const buffer = exact.buffer as ArrayBuffer;
    const message: WorkerMessage = { type: "fitted", bytes: buffer, metrics, hasLaterWork: hasLaterWork() };
    self.postMessage(message, [buffer]);
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): void {
  const { file, className } = registered!;
  const { name, message, stack } = describeThrown(error);
  // Mistakes that are found here, not thrown by the model itself, say whose they are.
  const isFound = error instanceof ModelError || error instanceof StateError;
  send({
    type: "failed",
    errorType: error instanceof HelperError ? "worker_crashed" : name,
    message: isFound ? `${ownerOf(file, className)}: ${message}` : message,
    stack,
    origin: originIn(stack) ?? pathOf(file),
  });
}

function send(message: WorkerMessage): void {
  self.postMessage(message);
}
