/** The most informative metrics of each kind of model, the best first. */
const MAIN_METRICS = ["accuracy", "r2", "silhouette", "n_outliers"];

/** Returns the name and the value of the most informative metric, for a log line; empty when a model has none of them. */
export function mainMetric(metrics: readonly (readonly [string, string])[]): Record<string, number> {
  const values = new Map(metrics);
  const name = MAIN_METRICS.find((candidate) => values.has(candidate));
  return name === undefined ? {} : { [name]: Number(values.get(name)) };
}
