import { type Span, type Tracer, tracer } from "../tracing/tracer.ts";
import { type Outcome, outcomeWord } from "./outcomes.ts";
import type { RunIdentity } from "./run-identity.ts";

/** The states of an accepted run until it has ended. Each has a span of its own. */
type State = "waiting" | "fitting" | "storing";

/**
 * The spans of an accepted run that is traced: `train MODEL` in the span of the request that posted it, and in that its states.
 * They begin when the run is accepted, and go on after the answer.
 */
export class TrainingSpans {
  readonly #tracer: Tracer;
  readonly #training: Span;
  #state: Span;

  private constructor(tracer: Tracer, request: Span, { modelName, runId }: RunIdentity, rows: number) {
    this.#tracer = tracer;
    this.#training = tracer.start(`train ${modelName}`, request, {
      "mlsvc.model": modelName,
      "mlsvc.run_id": runId,
      "mlsvc.rows": rows,
    });
    this.#state = tracer.start("waiting" satisfies State, this.#training);
  }

  /** Starts the spans of a run that waits. Returns undefined if the request that posted it is not recorded. */
  static start(run: RunIdentity, rows: number): TrainingSpans | undefined {
    const request = tracer?.present;
    return tracer === undefined || request === undefined
      ? undefined
      : new TrainingSpans(tracer, request, run, rows);
  }

  /** Ends the present state and starts the next one. */
  enter(state: State): void {
    this.#state.end();
    this.#state = this.#tracer.start(state, this.#training);
  }

  /** Calls `work` in the span of the present state. Returns what `work` returns. */
  within<T>(work: () => T): T {
    return this.#tracer.within(this.#state, work);
  }

  /** Ends the spans. */
  end(outcome: Outcome): void {
    this.#state.end();
    const word = outcomeWord(outcome);
    this.#training.describe({ "mlsvc.outcome": word });
    if (word !== "success") this.#training.fail(word, outcome.error_message ?? undefined);
    this.#training.end();
  }
}
