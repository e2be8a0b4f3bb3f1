import type { Settings } from "../config/config.ts";
import { withDeadline } from "../deadline.ts";
import { Failure } from "../errors.ts";
import { readBody } from "../ingest/plain-reader.ts";
import type { TrainingRows } from "../models/made-up-rows.ts";
import { type Mistake, ownerOf } from "../models/mistakes.ts";
import { ModelError } from "../models/model-error.ts";
import { describeThrown, originIn } from "../models/origin.ts";
import type { RegisteredModel } from "../models/read-model-files.ts";
import { restoreStep } from "../models/registry.ts";
import { type Samples, samplesOf } from "../models/sample-rows.ts";
import { decodePipeline } from "../models/stored-pipeline.ts";
import { predict } from "../prediction/predict.ts";
import { FitWorker } from "../training/fit-worker.ts";
import { TrainingFailure } from "../training/training-failure.ts";

/** So long one model may take for a few rows. */
const TIMEOUT_MS = 60_000;

/** What became of the models that were tried. */
export interface Trials {
  readonly mistakes: readonly Mistake[];
  /** Models that refuse all rows that were made up for them: they were not trained, which is no mistake. */
  readonly untrained: readonly Mistake[];
}

/**
 * Trains every model with its defaults on its `sampleRows`, or on made-up ones, in a worker thread; stores, restores and
 * predicts. One model that goes wrong keeps no other from being tried.
 */
export async function tryModels(models: Iterable<RegisteredModel>, settings: Settings): Promise<Trials> {
  const mistakes: Mistake[] = [];
  const untrained: Mistake[] = [];
  const thread = new TrialThread(settings);
  for (const registered of models) {
    const failed = await tryModel(registered, thread, settings);
    if (failed === undefined) continue;
    const owner = ownerOf(registered.file, registered.className);
    (failed.isRefusal ? untrained : mistakes).push({ owner, message: failed.message });
  }
  thread.end();
  return { mistakes, untrained };
}

/** Why a model could not be trained. */
interface Failed {
  readonly message: string;
  /** It was said before the fit that these rows are not taken. */
  readonly isRefusal: boolean;
  /** Other rows may do. */
  readonly isAboutRows: boolean;
}

/** Returns what went wrong; undefined when the model trained and predicted. */
async function tryModel(
  { model, file, className }: RegisteredModel,
  thread: TrialThread,
  settings: Settings,
): Promise<Failed | undefined> {
  let samples: Samples;
  try {
    samples = samplesOf(model);
  } catch (error) {
    return mistake(error instanceof ModelError ? error.message : `its sampleRows throws ${describe(error)}`);
  }
  const called = samples.isOwn ? "its sampleRows" : "made-up rows";
  const failures: Failed[] = [];
  for (const rows of samples.tables) {
    try {
      const bytes = await thread.train(model.name, rows);
      return await predictAll(bytes, rows, settings);
    } catch (error) {
      const failed = failedBy(error, called, ownerOf(file, className));
      if (!failed.isAboutRows) return failed;
      failures.push(failed);
    }
  }
  const told = failures.find(({ isRefusal }) => !isRefusal) ?? failures[0]!;
  if (samples.isOwn) return mistake(told.message);
  return { ...told, message: `${told.message}; if it takes other rows only, give it a method sampleRows()` };
}

function failedBy(error: unknown, rows: string, owner: string): Failed {
  if (error instanceof Failure) {
    return { message: `it refuses ${rows}: ${error.message}`, isRefusal: true, isAboutRows: true };
  }
  if (!(error instanceof TrainingFailure)) return mistake(`training on ${rows} fails: ${describe(error)}`);
  const { errorType, message, origin } = error;
  // A mistake that was found has words of its own.
  if (message.startsWith(`${owner}: `)) return mistake(message.slice(owner.length + 2));
  return {
    message: `training on ${rows} fails with ${errorType}: ${message}${origin === undefined ? "" : ` (${origin})`}`,
    isRefusal: false,
    isAboutRows: errorType === "ValueError",
  };
}

function mistake(message: string): Failed {
  return { message, isRefusal: false, isAboutRows: false };
}

/** An error with its type and its place in a model file. */
function describe(error: unknown): string {
  const { name, message, stack } = describeThrown(error);
  const origin = originIn(stack);
  return `${name}: ${message}${origin === undefined ? "" : ` (${origin})`}`;
}

/** Predicts the rows that were learnt, all that can be asked about them; returns what is wrong with the answer. */
async function predictAll(
  bytes: Uint8Array,
  { features }: TrainingRows,
  settings: Settings,
): Promise<Failed | undefined> {
  try {
    const stored = decodePipeline(bytes, restoreStep);
    const { hasProbabilities, hasScores, schema } = stored.pipeline;
    const body = readBody(bodyOf({ features }), "prediction", settings);
    const table = body.table("features", schema.featureNames, { kinds: schema.featureKinds });
    const { predictions } = await predict(stored, 1, table, {
      probabilities: hasProbabilities,
      scores: hasScores,
    });
    if (predictions.length === features.length) return undefined;
    return mistake(`it predicts ${predictions.length} values for ${features.length} rows`);
  } catch (error) {
    return mistake(`predicting the rows it was trained on fails: ${describe(error)}`);
  }
}

function bodyOf(body: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(body));
}

/** The thread that trains one model after another; a new one after each that failed. */
class TrialThread {
  readonly #settings: Settings;
  #worker: FitWorker | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Returns the stored pipeline. Throws `Failure` for rows that the model refuses, `TrainingFailure`, `DeadlineError`. */
  async train(modelName: string, rows: TrainingRows): Promise<Uint8Array> {
    this.#worker ??= new FitWorker({ progress() {}, warning() {} });
    try {
      this.#worker.begin(modelName, this.#settings);
      await this.#worker.write(bodyOf(rows));
      await withDeadline(this.#worker.prepare(), TIMEOUT_MS, "building the pipeline");
      const fitted = this.#worker.fit("1970-01-01T00:00:00.000Z");
      return (await withDeadline(fitted, TIMEOUT_MS, "the fit")).bytes;
    } catch (error) {
      this.end();
      throw error;
    }
  }

  end(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }
}
