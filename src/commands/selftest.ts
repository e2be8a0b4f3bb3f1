import { readSettings, type Settings } from "../config/config.ts";
import { withDeadline } from "../deadline.ts";
import { receive } from "../ingest/received-body.ts";
import { print } from "../logging/console.ts";
import { ModelFilesError } from "../models/mistakes.ts";
import { REGISTRY, restoreStep } from "../models/registry.ts";
import { decodePipeline } from "../models/stored-pipeline.ts";
import { predict } from "../prediction/predict.ts";
import { LARGE_BYTES, readTable } from "../prediction/read-table.ts";
import { FitWorker, UNOBSERVED } from "../training/fit-worker.ts";
import { VERSION } from "../version.ts";
import { printJson } from "./terminal/output.ts";
import { ProgressDisplay } from "./terminal/progress.ts";
import { terminalOf } from "./terminal/terminal.ts";
import { STEP_TIMEOUT_MS, TRIAL_TIME, type TrialResults, tryModels } from "./try-models.ts";

/** Rows of two linearly separable classes, with a column of each kind. */
const ROWS = Array.from({ length: 60 }, (_, i) => ({
  size: (i % 2 === 0 ? 1 : 3) + (i % 7) / 10,
  weight: i % 11 === 0 ? null : (i % 2 === 0 ? 5 : 2) + (i % 5) / 10,
  colour: ["red", "green", "blue"][i % 3]!,
  old: i % 4 === 0,
}));
const LABELS = ROWS.map((_, i) => ({ kind: i % 2 === 0 ? "small" : "large" }));

/**
 * `--selftest`: trains every model in a worker, stores it, restores it and predicts with it, without a database. Prints the
 * result, with `isJson` as one JSON object, and returns the exit code. Throws `ModelFilesError` for models that fail, and
 * another error if the service itself fails.
 */
export async function selftest(isJson: boolean): Promise<number> {
  const settings = readSettings({});
  const display = new ProgressDisplay("self-test", { unit: "models" });
  const show = (done: number, note?: string) =>
    display.update({ done, total: REGISTRY.size, ...(note === undefined ? {} : { note }) });
  let results: TrialResults;
  try {
    show(0, "the service");
    await tryService(settings);
    results = await tryModels(REGISTRY.values(), settings, (model, done) => show(done, model));
    show(REGISTRY.size);
  } finally {
    display.end();
  }
  const { mistakes, untrained } = results;
  for (const { owner, message } of untrained) console.error(`mlsvc: not trained: ${owner}: ${message}`);
  if (mistakes.length > 0) throw new ModelFilesError(mistakes);
  const trained = REGISTRY.size - untrained.length;
  if (isJson) printJson({ version: VERSION, models: REGISTRY.size, trained, untrained });
  else {
    const { style } = terminalOf(process.stdout);
    print(
      `mlsvc ${VERSION}: ${style("green", "self-test passed")} (${REGISTRY.size} models, ${trained} of them trained in a worker, stored, restored and predicted)`,
    );
  }
  return 0;
}

/** Yields `chunk`. */
async function* singleChunk(chunk: Uint8Array<ArrayBuffer>) {
  yield chunk;
}

/** Trains and predicts `ROWS`, from a body that a worker thread reads. Throws unless every prediction is right. */
async function tryService(settings: Settings): Promise<void> {
  const encode = (value: unknown, length = 0) =>
    new TextEncoder().encode(JSON.stringify(value).padEnd(length));
  const worker = new FitWorker(UNOBSERVED);
  try {
    worker.begin("logistic_regression", settings);
    await worker.write(encode({ features: ROWS, labels: LABELS }));
    await withDeadline(worker.prepare(), STEP_TIMEOUT_MS, "reading the rows");
    const { bytes } = await withDeadline(worker.fit(TRIAL_TIME), STEP_TIMEOUT_MS, "the fit");
    const stored = decodePipeline(bytes, restoreStep);
    // Long enough to be read by a worker thread: this checks that its program is in the executable.
    const body = encode({ features: ROWS }, LARGE_BYTES + 1);
    const received = await receive(singleChunk(body), body.length, LARGE_BYTES);
    const rows = await readTable(received, stored.pipeline.schema, settings);
    const { predictions } = await predict(stored, 1, rows, { probabilities: true, scores: false });
    const right = predictions.filter((prediction, i) => prediction === LABELS[i]!.kind).length;
    if (right !== ROWS.length) {
      throw new Error(`self-test failed: ${right} of ${ROWS.length} predictions were right`);
    }
  } finally {
    worker.terminate();
  }
}
