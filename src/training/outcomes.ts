import * as v from "valibot";

/** How a run ended, as `GET /api/train` answers it. */
export const outcome = v.object({
  model_name: v.string(),
  model_run_id: v.pipe(v.number(), v.integer()),
  run_status: v.pipe(
    v.nullable(v.picklist(["SUCCESS", "FAILED"])),
    v.description("Null when the result could not be stored: the sweep of dead runs sets the row to FAILED"),
  ),
  error_type: v.nullable(v.string()),
  error_message: v.nullable(v.string()),
  elapsed_seconds: v.number(),
});

/** The value of `outcome`. */
export type Outcome = Readonly<v.InferOutput<typeof outcome>>;

/** Returns the outcome in one word: `success`, the `error_type`, or `not_stored`. */
export function outcomeWord({ run_status, error_type }: Outcome): string {
  return run_status === "SUCCESS" ? "success" : (error_type ?? "not_stored");
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
