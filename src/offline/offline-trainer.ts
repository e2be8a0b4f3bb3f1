import type { Settings } from "../config/config.ts";
import { Failure } from "../errors.ts";
import type { SentColumns } from "../ingest/sent-columns.ts";
import { cores } from "../training/cores.ts";
import type { IterationReport } from "../training/fit-progress.ts";
import { type FitOutcome, FitWorker, type Measured } from "../training/fit-worker.ts";
import type { Stage } from "../training/stages.ts";
import { fitWithinLimits, withinLimits } from "../training/within-limits.ts";

/** Receives the progress of trainings. */
export interface ProgressObserver {
  stage(stage: Stage): void;
  progress(report: IterationReport): void;
}

/** The result of a training without a database. */
export interface OfflineFit extends FitOutcome {
  readonly warnings: readonly string[];
}

/**
 * Trains a model on the same rows, once or with one parameter set after another, on a thread as the service does, within the same
 * limits. A thread that fails is replaced. The caller ends it by `end`.
 */
export class OfflineTrainer {
  readonly #modelName: string;
  readonly #columns: SentColumns;
  readonly #settings: Settings;
  readonly #observer: ProgressObserver;
  #thread: FitWorker | undefined;
  #warnings = new Set<string>();

  constructor(modelName: string, columns: SentColumns, settings: Settings, observer: ProgressObserver) {
    this.#modelName = modelName;
    this.#columns = columns;
    this.#settings = settings;
    this.#observer = observer;
  }

  /**
   * Trains the model with the parameters in `parametersText`, which is JSON, as a run of the service. Throws `Failure` for rows or
   * parameters that it does not accept, and `TrainingFailure` for anything else that goes wrong.
   */
  fit(parametersText: string): Promise<OfflineFit> {
    return this.#onThread(async (thread, stop) => {
      await withinLimits(this.#settings, stop, () => thread.prepare(true, parametersText));
      const outcome = await fitWithinLimits(thread, this.#settings, stop);
      return { ...outcome, warnings: [...this.#warnings] };
    });
  }

  /**
   * Measures the model with these parameters by their `cv` and `validation_fraction`, without a fit on all rows. `secondsOfFit` is
   * about how long a fit takes, 0 if that is not known. Throws as `fit` does.
   */
  measure(parametersText: string, secondsOfFit: number): Promise<Measured> {
    const threads = this.#settings.trainThreads || cores();
    return this.#onThread((thread, stop) =>
      withinLimits(this.#settings, stop, () => thread.measure(parametersText, threads, secondsOfFit)),
    );
  }

  /** Ends the thread. */
  end(): void {
    this.#thread?.terminate();
    this.#thread = undefined;
  }

  async #onThread<T>(work: (thread: FitWorker, stop: (reason: Error) => void) => Promise<T>): Promise<T> {
    this.#warnings.clear();
    const thread = this.#thread ?? this.#start();
    try {
      return await work(thread, (reason) => thread.terminate(reason as never));
    } catch (error) {
      if (!(error instanceof Failure)) this.end();
      throw error;
    }
  }

  #start(): FitWorker {
    const thread = new FitWorker({
      stage: (stage) => this.#observer.stage(stage),
      progress: (report) => this.#observer.progress(report),
      warning: (message) => this.#warnings.add(message),
    });
    thread.sendColumns(this.#modelName, this.#settings, this.#columns);
    this.#thread = thread;
    return thread;
  }
}
