import { ValueError } from "../learn/errors.ts";
import type { FitMonitor } from "../learn/estimator.ts";
import { REGISTRY } from "../registry.ts";
import { readBody } from "../wire.ts";
import { fitTraining } from "./fit.ts";
import { type PreparedTraining, prepareTraining } from "./prepare.ts";
import type { FitMessage, PrepareMessage, WorkerMessage } from "./protocol.ts";

/** The program of a training's thread: one thread a run, from the bytes of its body to the bytes of its result. */
declare const self: Worker;

/** More often than this nobody looks. */
const PROGRESS_INTERVAL_MS = 100;

/** A model that warns in its loop must not fill the log, nor keep the main thread from its requests. */
const MAX_WARNINGS = 100;

let prepared: PreparedTraining | undefined;
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

self.onmessage = (event: MessageEvent<PrepareMessage | FitMessage>) => {
  const message = event.data;
  if (message.type === "prepare") prepare(message);
  else fit(message);
};

function prepare({ body, modelName, limits }: PrepareMessage): void {
  try {
    const { model } = REGISTRY.get(modelName)!;
    prepared = prepareTraining(model, readBody(new Uint8Array(body), "training", limits), monitor);
    send({ type: "prepared", rows: prepared.features.rows, columns: prepared.features.names.length });
  } catch (error) {
    if (error instanceof ValueError)
      send({ type: "rejected", message: error.message, issues: [...error.issues] });
    else fail(error);
  }
}

function fit({ time }: FitMessage): void {
  try {
    const { bytes, metrics } = fitTraining(prepared!, time, monitor);
    const exact = bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
    const buffer = exact.buffer as ArrayBuffer;
    self.postMessage({ type: "fitted", bytes: buffer, metrics } satisfies WorkerMessage, [buffer]);
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): void {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  send({ type: "failed", errorType: name, message, stack: stack ?? "" });
}

function send(message: WorkerMessage): void {
  self.postMessage(message);
}
