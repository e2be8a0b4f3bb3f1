import type { Random } from "../random.ts";
import { BestSplitter } from "./best-splitter.ts";
import type { Criterion } from "./criterion.ts";
import type { GrowthLimits } from "./growth-parameters.ts";
import { RandomSplitter } from "./random-splitter.ts";
import { type RankedColumn, rankColumns } from "./ranked-columns.ts";
import { columnsOf, type SingleMatrix } from "./single-precision.ts";
import { TreeGrower } from "./tree-grower.ts";

/** The columns of a training matrix as trees read them, made once for a whole forest. */
export class TrainingData {
  readonly rows: number;
  readonly columns: readonly Float32Array[];
  #ranked: readonly RankedColumn[] | undefined;

  constructor(X: SingleMatrix) {
    this.rows = X.rows;
    this.columns = columnsOf(X);
  }

  /** A grower of trees by `criterion`, which draws from `random`. */
  grower(
    criterion: Criterion,
    splitter: "best" | "random",
    limits: GrowthLimits,
    random: Random,
  ): TreeGrower {
    const { columns } = this;
    const leaf = { samples: limits.minSamplesLeaf, weight: 0 };
    if (splitter === "random") {
      const search = new RandomSplitter(columns, criterion, leaf, limits.maxFeatures, random);
      return new TreeGrower(this.rows, criterion, search, limits, leaf);
    }
    this.#ranked ??= rankColumns(columns);
    const search = new BestSplitter(this.#ranked, criterion, leaf, limits.maxFeatures, random);
    return new TreeGrower(this.rows, criterion, search, limits, leaf);
  }
}
