import type { Settings } from "../config/config.ts";
import { withDeadline } from "../deadline.ts";
import { Failure } from "../errors.ts";
import { readBody } from "../ingest/plain-reader.ts";
import type { Table } from "../learn/core/table.ts";
import type { TrainingRows } from "../models/made-up-rows.ts";
import { type Mistake, ownerOf } from "../models/mistakes.ts";
import { ModelError } from "../models/model-error.ts";
import { describeThrown, originIn } from "../models/origin.ts";
import type { RegisteredModel } from "../models/read-model-files.ts";
import { restoreStep } from "../models/registry.ts";
import { type Samples, samplesOf } from "../models/sample-rows.ts";
import { decodePipeline, type StoredPipeline } from "../models/stored-pipeline.ts";
import { predict } from "../prediction/predict.ts";
import { FitWorker, UNOBSERVED } from "../training/fit-worker.ts";
import { TrainingFailure } from "../training/training-failure.ts";

/** Time limit in milliseconds for each step of a training. */
export const STEP_TIMEOUT_MS = 60_000;

/** The time in the provenance of trainings whose result is not kept. */
export const TRIAL_TIME = "1970-01-01T00:00:00.000Z";

/** The models that failed or could not be tried. */
export interface TrialResults {
  readonly mistakes: readonly Mistake[];
  /** Models that refuse all rows that were made up for them, which is not a mistake. */
  readonly untrained: readonly Mistake[];
}

/**
 * Trains every model with its defaults in a worker thread, on its `sampleRows` or on made-up rows; then stores it, restores
 * it and predicts. Goes on with the next model after a failure. `onModel` is called before each model with its name and the
 * number of those before it.
 */
export async function tryModels(
  models: Iterable<RegisteredModel>,
  settings: Settings,
  onModel: (name: string, done: number) => void = () => {},
): Promise<TrialResults> {
  const mistakes: Mistake[] = [];
  const untrained: Mistake[] = [];
  const thread = new TrialThread(settings);
  let done = 0;
  for (const registered of models) {
    onModel(registered.model.name, done++);
    const failed = await tryModel(registered, thread, settings);
    if (failed === undefined) continue;
    const owner = ownerOf(registered.file, registered.className);
    (failed.isRefusal ? untrained : mistakes).push({ owner, message: failed.message });
  }
  thread.end();
  return { mistakes, untrained };
}

/** Why a trial failed. */
interface TrialFailure {
  readonly message: string;
  /** Whether the rows were refused before the fit. */
  readonly isRefusal: boolean;
  /** Whether the model may accept other rows. */
  readonly isAboutRows: boolean;
}

/** Trains one model and predicts with it. Returns why that failed; undefined if it succeeded. */
async function tryModel(
  { model, file, className }: RegisteredModel,
  thread: TrialThread,
  settings: Settings,
): Promise<TrialFailure | undefined> {
  let samples: Samples;
  try {
    samples = samplesOf(model);
  } catch (error) {
    return modelFailure(
      error instanceof ModelError ? error.message : `its sampleRows throws ${describe(error)}`,
    );
  }
  const rowsName = samples.isOwn ? "its sampleRows" : "made-up rows";
  const failures: TrialFailure[] = [];
  for (const rows of samples.tables) {
    try {
      const bytes = await thread.train(model.name, rows);
      return await predictAll(bytes, rows, settings);
    } catch (error) {
      const failed = failureOf(error, rowsName, ownerOf(file, className));
      if (!failed.isAboutRows) return failed;
      failures.push(failed);
    }
  }
  const reported = failures.find(({ isRefusal }) => !isRefusal) ?? failures[0]!;
  if (samples.isOwn) return modelFailure(reported.message);
  return {
    ...reported,
    message: `${reported.message}; if it takes other rows only, give it a method sampleRows()`,
  };
}

/** Returns why a trial failed with `error`. The message calls the training rows `rows`, and the model `owner`. */
function failureOf(error: unknown, rows: string, owner: string): TrialFailure {
  if (error instanceof Failure) {
    return { message: `it refuses ${rows}: ${error.message}`, isRefusal: true, isAboutRows: true };
  }
  if (!(error instanceof TrainingFailure))
    return modelFailure(`training on ${rows} fails: ${describe(error)}`);
  const { errorType, message, origin } = error;
  // The checks of models have named the model in their message already.
  if (message.startsWith(`${owner}: `)) return modelFailure(message.slice(owner.length + 2));
  return {
    message: `training on ${rows} fails with ${errorType}: ${message}${origin === undefined ? "" : ` (${origin})`}`,
    isRefusal: false,
    isAboutRows: errorType === "ValueError",
  };
}

/** Returns the failure of a model that would fail with any rows. */
function modelFailure(message: string): TrialFailure {
  return { message, isRefusal: false, isAboutRows: false };
}

/** Returns the type and the message of an error, and its place in a model file. */
function describe(error: unknown): string {
  const { name, message, stack } = describeThrown(error);
  const origin = originIn(stack);
  return `${name}: ${message}${origin === undefined ? "" : ` (${origin})`}`;
}

/** Predicts the training rows, with every option that the pipeline has. Returns why that failed; undefined if it succeeded. */
async function predictAll(
  bytes: Uint8Array,
  { features }: TrainingRows,
  settings: Settings,
): Promise<TrialFailure | undefined> {
  try {
    const stored = decodePipeline(bytes, restoreStep);
    const { hasProbabilities, hasScores, schema } = stored.pipeline;
    const body = readBody(bodyOf({ features }), "prediction", settings);
    const table = body.table("features", schema.featureNames, { kinds: schema.featureKinds });
    const options = { probabilities: hasProbabilities, scores: hasScores };
    const { predictions } = await predict(stored, 1, table, options);
    if (stored.pipeline.estimator.explanation !== undefined) await explain(stored, table);
    if (predictions.length === features.length) return undefined;
    return modelFailure(`it predicts ${predictions.length} values for ${features.length} rows`);
  } catch (error) {
    return modelFailure(`predicting the rows it was trained on fails: ${describe(error)}`);
  }
}

/** Explains the rows, unless the pipeline has a parameter or a step that rules it out. */
async function explain(stored: StoredPipeline, rows: Table): Promise<void> {
  try {
    await predict(stored, 1, rows, { probabilities: false, scores: false, explain: true });
  } catch (error) {
    if (!(error instanceof Failure && error.kind === "invalid")) throw error;
  }
}

function bodyOf(body: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(body));
}

/** The worker thread that trains one model after another. After a failure, a new thread is started. */
class TrialThread {
  readonly #settings: Settings;
  #worker: FitWorker | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /**
   * Trains a model and returns the encoded pipeline. Throws `Failure` for rows that the model refuses, `TrainingFailure` and
   * `DeadlineError`.
   */
  async train(modelName: string, rows: TrainingRows): Promise<Uint8Array> {
    this.#worker ??= new FitWorker(UNOBSERVED);
    try {
      this.#worker.begin(modelName, this.#settings);
      await this.#worker.write(bodyOf(rows));
      await withDeadline(this.#worker.prepare(), STEP_TIMEOUT_MS, "building the pipeline");
      const fitted = this.#worker.fit(TRIAL_TIME);
      return (await withDeadline(fitted, STEP_TIMEOUT_MS, "the fit")).bytes;
    } catch (error) {
      this.end();
      throw error;
    }
  }

  /** Ends the thread, if there is one. */
  end(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }
}
