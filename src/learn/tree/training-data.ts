import { BestSplitter } from "./best-splitter.ts";
import type { Criterion } from "./criterion.ts";
import type { GrowthLimits } from "./growth-parameters.ts";
import { NodeBounds } from "./node-bounds.ts";
import { RandomSplitter } from "./random-splitter.ts";
import { type RankedColumn, rankColumns } from "./ranked-columns.ts";
import { columnsOf, type SingleMatrix } from "./single-precision.ts";
import { TreeGrower } from "./tree-grower.ts";

/** How a tree chooses thresholds: `best` tries all of them, `random` one random threshold per column. */
export type SplitterName = "best" | "random";

/**
 * The training columns in the form that trees read: plain data, created once for a whole forest and all its
 * threads.
 */
export interface TrainingData {
  readonly rows: number;
  readonly columns: readonly Float32Array[];
  /** For the best thresholds; null for random ones. */
  readonly ranked: readonly RankedColumn[] | null;
}

/**
 * Prepares the columns of `X` for trees with the given `splitter`, in memory from `allocate`. Cost O(n) per
 * column.
 */
export function trainingData(
  X: SingleMatrix,
  splitter: SplitterName,
  allocate: (bytes: number) => ArrayBufferLike = (bytes) => new ArrayBuffer(bytes),
): TrainingData {
  const columns = columnsOf(X, allocate);
  return { rows: X.rows, columns, ranked: splitter === "best" ? rankColumns(columns, allocate) : null };
}

/** Creates a grower of trees on `data` with the given criterion. */
export function treeGrower(data: TrainingData, criterion: Criterion, limits: GrowthLimits): TreeGrower {
  const leaf = { samples: limits.minSamplesLeaf, weight: 0 };
  const { maxFeatures, monotonic } = limits;
  const bounds = monotonic && new NodeBounds(monotonic);
  const constrained = bounds && { bounds, cuts: criterion.constrained() };
  const splitter =
    data.ranked === null
      ? new RandomSplitter(data.columns, criterion, leaf, maxFeatures, constrained)
      : new BestSplitter(data.ranked, criterion, leaf, maxFeatures, constrained);
  return new TreeGrower(data.rows, criterion, splitter, limits, leaf, bounds);
}
