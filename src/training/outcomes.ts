/** How a run ended. */
export interface Outcome {
  readonly model_name: string;
  readonly model_run_id: number;
  /** Null when the end could not be stored: the sweep of dead runs sets the row to FAILED. */
  readonly run_status: "SUCCESS" | "FAILED" | null;
  readonly error_type: string | null;
  readonly error_message: string | null;
  readonly elapsed_seconds: number;
}

/** How the latest runs of this process ended, for `GET /api/train`. The oldest outcomes are forgotten first. */
export class Outcomes {
  readonly #limit: number;
  readonly #byRun = new Map<number, Outcome>();

  /** `limit` is the most outcomes that are remembered. */
  constructor(limit = 1000) {
    this.#limit = limit;
  }

  /** Returns the latest outcome of a run; undefined when none is remembered. */
  get(runId: number): Outcome | undefined {
    return this.#byRun.get(runId);
  }

  /** Remembers an outcome, in place of an earlier one of the same run. */
  remember(outcome: Outcome): void {
    this.#byRun.delete(outcome.model_run_id);
    this.#byRun.set(outcome.model_run_id, outcome);
    if (this.#byRun.size > this.#limit) this.#byRun.delete(this.#byRun.keys().next().value!);
  }
}
