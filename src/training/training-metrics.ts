import { Counter } from "../monitoring/counter.ts";
import { Histogram } from "../monitoring/histogram.ts";
import { type Metric, OTHER } from "../monitoring/metric.ts";
import { type Outcome, outcomeWord } from "./outcomes.ts";
import { ERROR_TYPES, EXCEPTION_TYPES } from "./training-failure.ts";

/** A training takes from a hundredth of a second to hours. */
const BOUNDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14_400];

/** The types of errors that are values of a label: an exception of a model may have any name. */
const ERRORS: ReadonlySet<string> = new Set([...ERROR_TYPES, ...EXCEPTION_TYPES]);

/** The metrics of trainings, by model. */
export class TrainingMetrics {
  readonly #runs = new Counter("mlsvc_train_runs_total", "Accepted runs that have ended, by outcome", [
    "model",
    "outcome",
  ]);
  readonly #seconds = new Histogram(
    "mlsvc_train_duration_seconds",
    "Time from the beginning of a fit until its end is stored",
    ["model"],
    BOUNDS,
  );

  get metrics(): readonly Metric[] {
    return [this.#runs, this.#seconds];
  }

  /** Counts a run that has ended, and its duration if its fit had begun. */
  count(outcome: Outcome, hasBegun: boolean): void {
    const { model_name: model, elapsed_seconds } = outcome;
    this.#runs.labels(model, labelOf(outcome)).add();
    if (hasBegun) this.#seconds.labels(model).observe(elapsed_seconds);
  }
}

function labelOf(outcome: Outcome): string {
  const word = outcomeWord(outcome);
  return outcome.error_type === null || ERRORS.has(word) ? word : OTHER;
}
