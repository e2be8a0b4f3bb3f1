/** Of the metrics a model may have, the one that tells most at a glance; the first that is there. */
const MAIN_METRICS = ["accuracy", "r2", "silhouette", "n_outliers"];

/** The main metric by name, for a log line; empty when none of the usual ones is there. */
export function mainMetric(metrics: readonly (readonly [string, string])[]): Record<string, number> {
  const values = new Map(metrics);
  const name = MAIN_METRICS.find((candidate) => values.has(candidate));
  return name === undefined ? {} : { [name]: Number(values.get(name)) };
}
