import { Counter, type CounterSeries } from "../monitoring/counter.ts";
import type { Metric } from "../monitoring/metric.ts";

/** What the service does with the database: the values of the label `operation`. */
const OPERATIONS = [
  "check_schema",
  "reconcile",
  "sweep_dead_runs",
  "lookup_run",
  "lock_run",
  "start_run",
  "store_run",
  "read_pipeline",
] as const;

/** One of `OPERATIONS`. */
export type Operation = (typeof OPERATIONS)[number];

/** Counts the errors of the database by operation: those of the server, of the network, and deadlines that passed. */
export class DatabaseErrors {
  readonly #counter = new Counter(
    "mlsvc_database_errors_total",
    "Attempts of an operation that failed because of the database",
    ["operation"],
  );
  readonly #series = new Map<Operation, CounterSeries>();

  constructor() {
    // All of them from the beginning: Prometheus sees no increase when a series begins with 1.
    for (const operation of OPERATIONS) this.#series.set(operation, this.#counter.labels(operation));
  }

  get metric(): Metric {
    return this.#counter;
  }

  /** Counts an error. */
  count(operation: Operation): void {
    this.#series.get(operation)!.add();
  }
}
