/** The properties of the tables on which statements depend. */
export interface Layout {
  /** The largest id that `model_runs.id` can hold. */
  readonly maxRunId: number;
  /**
   * The sequence for the ids of `model_run_metrics`, Hibernate's `<table>_seq`; null when the database fills the column
   * itself.
   */
  readonly metricIdSequence: string | null;
  /** The most characters of `metric_name`. */
  readonly metricNameLength: number;
  /** The most characters of `metric_value`. */
  readonly metricValueLength: number;
}
