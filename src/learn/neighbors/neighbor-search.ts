import { ValueError } from "../core/errors.ts";
import type { Matrix } from "../core/matrix.ts";
import { fullScan } from "./full-scan.ts";
import { KdTree } from "./kd-tree.ts";
import { fullDistance } from "./metric.ts";
import { Nearest } from "./nearest.ts";
import type { NeighborsSettings } from "./neighbors-parameters.ts";
import { ScreenedScan } from "./screened-scan.ts";

/** The nearest training rows of m queries, in ascending order of distance. */
export interface Neighbors {
  readonly k: number;
  /** m × k distances. */
  readonly distances: Float64Array;
  /** m × k numbers of training rows. */
  readonly rows: Int32Array;
}

/**
 * The more columns, the fewer rows a tree can skip. Measurements show that a scan is faster above this number
 * of columns.
 */
const MOST_TREE_COLUMNS = 15;
/** The same limit where the scan can be screened, which makes it about ten times faster. */
const MOST_TREE_COLUMNS_OF_SCREENED = 5;
/** Preparing a tree or a screen costs about as much as comparing this many queries with every training row. */
const QUERIES_WORTH_PREPARING = 16;

type Search = (queries: Matrix, found: Nearest) => void;

/**
 * Searches for the nearest rows of a training set. All methods give the same results to the last bit: among equally
 * far rows the one with the lower number comes first. A tree or a screen is prepared once there have been enough
 * queries to repay its cost.
 */
export class NeighborSearch {
  readonly #X: Matrix;
  readonly #settings: NeighborsSettings;
  #asked = 0;
  #prepared: Search | undefined;

  constructor(X: Matrix, settings: NeighborsSettings) {
    this.#X = X;
    this.#settings = settings;
  }

  /**
   * Returns the `k` nearest training rows of each row of `queries`. Throws `ValueError` unless `k` is from 1 to
   * the number of training rows.
   */
  find(queries: Matrix, k = this.#settings.k): Neighbors {
    const { metric } = this.#settings;
    if (!(Number.isInteger(k) && k >= 1 && k <= this.#X.rows)) {
      throw new ValueError(`k=${k} must be a whole number from 1 to n_samples=${this.#X.rows}`);
    }
    const found = new Nearest(queries.rows, k);
    this.#asked += queries.rows;
    if (this.#asked >= QUERIES_WORTH_PREPARING) this.#prepared ??= this.#prepare();
    const search = this.#prepared ?? this.#scan;
    search(queries, found);
    const { distances, rows } = found.sort();
    for (let i = 0; i < distances.length; i++) distances[i] = fullDistance(metric, distances[i]!);
    return { k, distances, rows };
  }

  readonly #scan: Search = (queries, found) => fullScan(this.#X, this.#settings.metric, queries, found);

  #prepare(): Search {
    const { algorithm, k, leafSize, metric } = this.#settings;
    const X = this.#X;
    const canScreen = metric.kind === "euclidean";
    const mostColumns = canScreen ? MOST_TREE_COLUMNS_OF_SCREENED : MOST_TREE_COLUMNS;
    if (algorithm === "kd_tree" || (algorithm === "auto" && X.columns <= mostColumns && k < X.rows / 2)) {
      const tree = new KdTree(X, metric, leafSize);
      return (queries, found) => tree.search(queries, found);
    }
    const screened = canScreen ? ScreenedScan.prepare(X) : undefined;
    return screened === undefined ? this.#scan : (queries, found) => screened.search(queries, found);
  }
}
