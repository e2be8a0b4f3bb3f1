import type { Matrix } from "../../core/matrix.ts";
import { Random } from "../../core/random.ts";
import { Parts } from "../../threads/parts.ts";
import { ClassCriterion } from "../../tree/class-criterion.ts";
import type { Criterion } from "../../tree/criterion.ts";
import type { CLASS_CRITERIA } from "../../tree/decision-tree-classifier.ts";
import type { GrowthLimits } from "../../tree/growth-parameters.ts";
import { type RegressionCriterionName, regressionCriterion } from "../../tree/regression-criteria.ts";
import { type TrainingData, treeGrower } from "../../tree/training-data.ts";
import { type TreeState, TreeStateWriter } from "../../tree/tree-state.ts";
import { drawRows } from "./bootstrap.ts";

/** Classes to learn. */
interface ClassTargets {
  readonly criterion: (typeof CLASS_CRITERIA)[number];
  /** The class of each row. */
  readonly codes: Int32Array;
  /**
   * One weight per class: the relative probability of drawing its rows if rows are drawn, otherwise their weight in
   * the trees. Rows of weight 0 are left out.
   */
  readonly weights: Float64Array;
  /** Whether the rows drawn for each tree are weighted so that all classes have the same total weight. */
  readonly isBalancedLater: boolean;
  /** If no rows are drawn: the weight of each row in the trees, that of its class included; null for those of the classes. */
  readonly rowWeights: Float64Array | null;
}

/** Numbers to learn. */
interface NumberTargets {
  readonly criterion: RegressionCriterionName;
  readonly y: Matrix;
  /** If no rows are drawn: the weight of each row in the trees; null for equal weights. */
  readonly rowWeights: Float64Array | null;
}

/** Everything that the trees of a forest are grown from: plain data. */
export interface ForestTask {
  readonly data: TrainingData;
  readonly limits: GrowthLimits;
  readonly targets: ClassTargets | NumberTargets;
  /** Number of rows to draw for each tree; null if each tree sees all rows. */
  readonly draws: number | null;
  /** Cumulative sums of the weights by which rows are drawn; null if all are equal. */
  readonly cumulative: Float64Array | null;
  /** The random seed of each tree. */
  readonly seeds: Uint32Array;
}

/** The trees of a forest; each is returned as a forest of one tree, grown with its own seed. */
export const FOREST_TREES = new Parts("trees of a forest", growTrees);

/** For this product of rows, columns tried per node and trees, growing the trees takes as long as starting a thread. */
const WORK_PER_HELPER = 150_000;

/** Returns how many helper threads are worth using for a forest. */
export function helpersFor({ data, limits, draws, seeds }: ForestTask): number {
  return Math.floor(((draws ?? data.rows) * limits.maxFeatures * seeds.length) / WORK_PER_HELPER);
}

function growTrees(task: ForestTask): (tree: number) => TreeState {
  const { data, limits, targets, seeds } = task;
  const { criterion, choose } = "codes" in targets ? chooseByClass(task, targets) : chooseRows(task, targets);
  const grower = treeGrower(data, criterion, limits);
  return (tree) => {
    const random = new Random(seeds[tree]!);
    const n = choose(grower.rows, random);
    const writer = new TreeStateWriter(data.columns.length, criterion.width, "codes" in targets);
    writer.add(grower.grow(n, random));
    return writer.finish();
  };
}

/**
 * A criterion, and a function that chooses the rows of one tree: it writes them to `rows`, sets their weights
 * in the criterion, and returns their number.
 */
interface Choice {
  readonly criterion: Criterion;
  readonly choose: (rows: Int32Array, random: Random) => number;
}

function chooseByClass({ draws, cumulative }: ForestTask, targets: ClassTargets): Choice {
  const { codes, weights, isBalancedLater, rowWeights } = targets;
  const criterion = new ClassCriterion(targets.criterion, codes, weights.length);
  if (draws === null && rowWeights !== null) {
    criterion.weighRows(rowWeights);
    return { criterion, choose: (rows) => keep(rows, codes.length, (row) => rowWeights[row]! > 0) };
  }
  if (draws === null) {
    criterion.weigh(null, weights);
    return { criterion, choose: (rows) => keep(rows, codes.length, (row) => weights[codes[row]!]! > 0) };
  }
  const counts = new Int32Array(codes.length);
  const ones = new Float64Array(weights.length).fill(1);
  return {
    criterion,
    choose(rows, random) {
      drawRows(counts, draws, cumulative, random);
      criterion.weigh(counts, isBalancedLater ? balancedWeights(counts, codes, weights.length) : ones);
      return keep(rows, counts.length, (row) => counts[row]! > 0);
    },
  };
}

function chooseRows({ draws, cumulative }: ForestTask, targets: NumberTargets): Choice {
  const { criterion: name, y, rowWeights } = targets;
  const criterion = regressionCriterion(name, y);
  if (draws === null) {
    criterion.weigh(rowWeights);
    const isKept = rowWeights === null ? () => true : (row: number) => rowWeights[row]! > 0;
    return { criterion, choose: (rows) => keep(rows, y.rows, isKept) };
  }
  const counts = new Int32Array(y.rows);
  const weights = new Float64Array(y.rows);
  return {
    criterion,
    choose(rows, random) {
      drawRows(counts, draws, cumulative, random);
      weights.set(counts);
      criterion.weigh(weights);
      return keep(rows, counts.length, (row) => counts[row]! > 0);
    },
  };
}

/** Writes the numbers below `count` that satisfy `isKept` to `rows`, ascending; returns how many there are. */
function keep(rows: Int32Array, count: number, isKept: (row: number) => boolean): number {
  let n = 0;
  for (let row = 0; row < count; row++) if (isKept(row)) rows[n++] = row;
  return n;
}

/**
 * Returns class weights with which all classes drawn have the same total weight, and the rows drawn have a mean
 * weight of 1.
 */
function balancedWeights(counts: Int32Array, codes: Int32Array, classCount: number): Float64Array {
  const drawn = new Float64Array(classCount);
  let total = 0;
  for (let i = 0; i < counts.length; i++) {
    drawn[codes[i]!]! += counts[i]!;
    total += counts[i]!;
  }
  const present = drawn.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  return drawn.map((count) => (count > 0 ? total / (present * count) : 0));
}
