import type { Matrix } from "../core/matrix.ts";
import { Random } from "../core/random.ts";
import { PackedRows } from "../linalg/packed-rows.ts";
import { screenBytes } from "../linalg/row-screen.ts";
import { Parts } from "../threads/parts.ts";
import { ExactAssignment } from "./assignment.ts";
import { ClosestDistances } from "./closest-distances.ts";
import { type LloydResult, lloyd } from "./lloyd.ts";
import { assignmentBytes, ScreenedAssignment } from "./screened-assignment.ts";
import { plusPlusCenters, randomCenters } from "./seeding.ts";

/** Everything that the runs of a k-means need, as plain data. */
export interface RestartTask {
  /** Centred rows. */
  readonly X: Matrix;
  readonly clusters: number;
  readonly init: "k-means++" | "random";
  readonly maxIterations: number;
  readonly tolerance: number;
  /** The weight of each row; null for equal weights. */
  readonly weights: Float64Array | null;
  /** The random seed of each run. */
  readonly seeds: Uint32Array;
}

/** If a fit makes fewer comparisons than this, packing the rows costs more than it saves. */
const WORTH_PACKING = 16_384;

/** The runs of a k-means, each from its own initial centres. */
export const RESTARTS = new Parts("restarts of k-means", beginRuns);

/** Prepares the runs; the function returned performs run number `run` and reports its iterations. */
export function beginRuns(
  task: RestartTask,
): (run: number, onIteration?: (done: number, squaredMeans: number) => void) => LloydResult {
  const { X, clusters, init, maxIterations, tolerance, weights, seeds } = task;
  const packed = X.rows * clusters * seeds.length >= WORTH_PACKING ? pack(X, clusters) : undefined;
  return (run, onIteration) => {
    const random = new Random(seeds[run]!);
    const start =
      init === "random"
        ? randomCenters(X, clusters, random, weights)
        : plusPlusCenters(X, clusters, random, new ClosestDistances(X, packed, weights), weights);
    const assignment = (packed && ScreenedAssignment.over(X, packed, clusters)) ?? new ExactAssignment(X);
    return lloyd(X, start, assignment, { maxIterations, tolerance, weights, onIteration });
  };
}

function pack(X: Matrix, clusters: number): PackedRows | undefined {
  const space = Math.max(screenBytes(X.columns), assignmentBytes(X.rows, X.columns, clusters));
  return PackedRows.pack(X, new Float64Array(X.columns), space);
}
