import { ValueError } from "../core/errors.ts";
import {
  type AllowedParameters,
  checkParameters,
  either,
  number,
  oneOf,
  whole,
} from "../core/parameter-checks.ts";
import { type Metric, metricOf } from "./metric.ts";

/** What both estimators of nearest neighbours take; the names and defaults are scikit-learn's. */
export interface NeighborsParameters {
  /** How many neighbours decide, from 1 to the number of training rows. Default 5. */
  readonly n_neighbors?: number;
  /**
   * `uniform`: each neighbour counts alike. `distance`: by the inverse of its distance; where neighbours lie at
   * distance 0, they alone count. Default `uniform`.
   */
  readonly weights?: "uniform" | "distance";
  /**
   * How neighbours are sought: `kd_tree`, `brute` (comparing with every row) or `auto`, what is likely to be
   * faster. The answers are the same. `ball_tree` is another word for `kd_tree`. Default `auto`.
   */
  readonly algorithm?: "auto" | "kd_tree" | "ball_tree" | "brute";
  /** Most rows in a leaf of the tree, ≥ 1: a matter of speed alone. Default 30. */
  readonly leaf_size?: number;
  /** The power of the Minkowski metric, ≥ 1 or infinite. Default 2. */
  readonly p?: number;
  /** The distance; `minkowski` is that of the power `p`. Default `minkowski`. */
  readonly metric?: "minkowski" | "euclidean" | "manhattan" | "chebyshev";
}

const ALLOWED: AllowedParameters<NeighborsParameters> = {
  n_neighbors: whole(1),
  weights: oneOf("uniform", "distance"),
  algorithm: oneOf("auto", "kd_tree", "ball_tree", "brute"),
  leaf_size: whole(1),
  p: either(number({ least: 1 }), oneOf(Number.POSITIVE_INFINITY)),
  metric: oneOf("minkowski", "euclidean", "manhattan", "chebyshev"),
};

/** The parameters with their defaults, checked. */
export interface NeighborsSettings {
  readonly k: number;
  readonly weighted: boolean;
  readonly algorithm: "auto" | "kd_tree" | "brute";
  readonly leafSize: number;
  readonly metric: Metric;
}

/** Throws `ValueError` for a parameter out of range and if there are fewer `rows` than neighbours. */
export function checkNeighborsParameters(parameters: NeighborsParameters, rows: number): NeighborsSettings {
  const { n_neighbors = 5, weights = "uniform", algorithm = "auto", leaf_size = 30 } = parameters;
  const { p = 2, metric = "minkowski" } = parameters;
  checkParameters(parameters, ALLOWED);
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
