/** How the tables of a database differ in what statements must know. */
export interface Layout {
  /** Largest id that `model_runs.id` can hold. */
  readonly maxRunId: number;
  /**
   * The sequence that gives `model_run_metrics.id` its numbers where the column does not fill itself: Hibernate's
   * `<table>_seq`. Null where it does.
   */
  readonly metricIdSequence: string | null;
  /** Most characters of `metric_name` and of `metric_value`. */
  readonly metricNameLength: number;
  readonly metricValueLength: number;
}
