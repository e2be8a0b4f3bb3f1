import type { Outcome } from "./training-status.ts";

/** How the latest runs of this process ended, for `GET /api/train`; the oldest are forgotten first. */
export class Outcomes {
  readonly #limit: number;
  readonly #byRun = new Map<number, Outcome>();

  constructor(limit = 1000) {
    this.#limit = limit;
  }

  get(runId: number): Outcome | undefined {
    return this.#byRun.get(runId);
  }

  remember(outcome: Outcome): void {
    this.#byRun.delete(outcome.model_run_id);
    this.#byRun.set(outcome.model_run_id, outcome);
    if (this.#byRun.size > this.#limit) this.#byRun.delete(this.#byRun.keys().next().value!);
  }
}
