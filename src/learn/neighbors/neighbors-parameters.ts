import { ValueError } from "../core/errors.ts";
import { choice, count, number, withDefault } from "../core/parameter-kinds.ts";
import { type CompleteParameters, defineParameters } from "../core/parameters.ts";
import { type Metric, metricOf } from "./metric.ts";

/** The parameters of both estimators of nearest neighbours. */
export const neighborsParameters = defineParameters({
  n_neighbors: count(5, "Number of neighbours used for a prediction; at most the number of training rows"),
  weights: choice(
    ["uniform", "distance"],
    "uniform",
    "uniform: all neighbours have the same weight; distance: the inverse of the distance, or only the neighbours at distance 0 if there are any",
  ),
  algorithm: choice(
    ["auto", "kd_tree", "ball_tree", "brute"],
    "auto",
    "How neighbours are found: a tree, brute (comparing with every row), or auto, for whichever is likely to be faster; the result is the same. ball_tree means kd_tree",
  ),
  leaf_size: count(30, "Maximum number of rows in a leaf of the tree; affects only speed"),
  p: withDefault(number({ least: 1, infinite: true }), 2, "Power of the Minkowski metric"),
  metric: choice(
    ["minkowski", "euclidean", "manhattan", "chebyshev"],
    "minkowski",
    "The distance; minkowski is that of the power p",
  ),
});

type NeighborsOptions = CompleteParameters<typeof neighborsParameters>;
/** The settings of a search for neighbours. */
export interface NeighborsSettings {
  readonly k: number;
  readonly weighted: boolean;
  readonly algorithm: "auto" | "kd_tree" | "brute";
  readonly leafSize: number;
  readonly metric: Metric;
}

/** Throws `ValueError` for more neighbours than there are `rows`. The parameters are in range. */
export function neighborsSettings(parameters: NeighborsOptions, rows: number): NeighborsSettings {
  const { n_neighbors, weights, algorithm, leaf_size, p, metric } = parameters;
  if (n_neighbors > rows) {
    throw new ValueError(
      `n_neighbors=${n_neighbors} must not be more than the number of training rows, n_samples=${rows}`,
    );
  }
  return {
    k: n_neighbors,
    weighted: weights === "distance",
    algorithm: algorithm === "ball_tree" ? "kd_tree" : algorithm,
    leafSize: leaf_size,
    metric: metricOf(metric, p),
  };
}
