import type { FitMonitor } from "../../core/fit-monitor.ts";
import { Random } from "../../core/random.ts";
import type { Helpers } from "../../threads/helpers.ts";
import type { GrowthLimits } from "../../tree/growth-parameters.ts";
import type { SingleMatrix } from "../../tree/single-precision.ts";
import { type SplitterName, trainingData } from "../../tree/training-data.ts";
import type { TreeState } from "../../tree/tree-state.ts";
import { FOREST_TREES, type ForestTask, helpersFor } from "./forest-trees.ts";
import { joinTrees } from "./join-trees.ts";

/** A forest to grow, from which its task is made. */
interface ForestPlan {
  readonly X: SingleMatrix;
  readonly splitter: SplitterName;
  readonly trees: number;
  readonly limits: GrowthLimits;
  readonly targets: ForestTask["targets"];
  readonly draws: number | null;
  readonly cumulative: Float64Array | null;
}

/**
 * Grows the trees of a forest, on the threads of `helpers` as well. The result depends only on the plan: each
 * tree has its own seed.
 */
export function growForest(plan: ForestPlan, helpers: Helpers, monitor: FitMonitor): TreeState {
  const { X, splitter, trees, limits, targets, draws, cumulative } = plan;
  const random = new Random(limits.seed);
  const seeds = Uint32Array.from({ length: trees }, () => random.uint32());
  const isShared = helpers.count > 0;
  const data = trainingData(X, splitter, (bytes) =>
    isShared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes),
  );
  const task: ForestTask = { data, limits, targets, draws, cumulative, seeds };
  const grown = FOREST_TREES.doAll(task, trees, helpers, helpersFor(task), (done) =>
    monitor.iteration(done, trees),
  );
  return joinTrees(grown, "codes" in targets);
}
