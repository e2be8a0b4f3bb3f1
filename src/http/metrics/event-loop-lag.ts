import { Histogram } from "../../monitoring/histogram.ts";

/** Interval of the measurements while there is something to do. */
const INTERVAL_MS = 100;

const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/**
 * Measures by how much the event loop is late: how long a timer waits beyond its time, because the thread does something else.
 * Requests wait as long before their own duration begins to count. A timer runs only while requests are being answered, so
 * that an idle service stays idle.
 */
export class EventLoopLag {
  readonly metric = new Histogram(
    "mlsvc_event_loop_lag_seconds",
    "Delay of a timer beyond its time, measured every 100 ms while there are requests",
    [],
    BOUNDS,
  );
  readonly #lag = this.metric.labels();
  #openRequests = 0;
  #isMeasuring = false;

  /** Notes that a request has arrived. */
  begin(): void {
    this.#openRequests++;
    if (!this.#isMeasuring) this.#measure();
  }

  /** Notes that a request is answered. */
  end(): void {
    this.#openRequests--;
  }

  #measure(): void {
    this.#isMeasuring = true;
    const dueAt = performance.now() + INTERVAL_MS;
    const timer = setTimeout(() => {
      this.#lag.observe(Math.max(0, performance.now() - dueAt) / 1e3);
      this.#isMeasuring = false;
      if (this.#openRequests > 0) this.#measure();
    }, INTERVAL_MS);
    timer.unref();
  }
}
