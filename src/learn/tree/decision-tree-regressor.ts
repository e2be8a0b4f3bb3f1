import { ValueError } from "../core/errors.ts";
import type { Matrix } from "../core/matrix.ts";
import { choice } from "../core/parameter-kinds.ts";
import { defineParameters } from "../core/parameters.ts";
import { Random } from "../core/random.ts";
import type { Shape } from "../core/step.ts";
import type { Table } from "../core/table.ts";
import { growthLimits, growthParameters, maxFeatures, treeSeed } from "./growth-parameters.ts";
import { monotonicConstraints, refuseManyLabels } from "./monotonic-constraints.ts";
import { checkTargets, REGRESSION_CRITERIA, regressionCriterion } from "./regression-criteria.ts";
import { singlePrecision } from "./single-precision.ts";
import { treeShape } from "./stored-forest.ts";
import { trainingData, treeGrower } from "./training-data.ts";
import { TreeRegressor } from "./tree-regressor.ts";
import { TreeStateWriter } from "./tree-state.ts";

const parameters = defineParameters({
  criterion: choice(
    REGRESSION_CRITERIA,
    "squared_error",
    "squared_error (friedman_mse is its old name) and poisson predict means, absolute_error medians; poisson needs labels of 0 or more whose sum is positive",
  ),
  splitter: choice(
    ["best", "random"],
    "best",
    "best: the best threshold of every column tried; random: one random threshold for each",
  ),
  ...growthParameters,
  max_features: maxFeatures(null),
  random_state: treeSeed,
});

/**
 * A regression tree for one or several targets; splits and ties as in `DecisionTreeClassifier`. Several targets
 * share one tree, whose impurity is averaged over them.
 */
export class DecisionTreeRegressor extends TreeRegressor<typeof parameters> {
  static readonly type = "DecisionTreeRegressor";
  static readonly parameters = parameters;

  override checkBeforeFit(_shape: Shape, y: Matrix): void {
    this.checkParameters();
    checkTargets(this.parameters.criterion, y);
    refuseManyLabels(this.parameters.monotonic_cst, y.columns);
  }

  override checkTakesSampleWeight(): void {}

  /**
   * Throws `ValueError` for parameters out of range, unsuitable targets, missing or infinite values, and for monotonic
   * constraints on columns that are not there.
   */
  override fit(
    X: Table,
    y: Matrix,
    _monitor?: unknown,
    _helpers?: unknown,
    sampleWeight?: Float64Array,
  ): this {
    this.checkBeforeFit(X, y);
    checkTargets(this.parameters.criterion, y, sampleWeight);
    const input = singlePrecision(X, this.type);
    const { criterion: name, splitter } = this.parameters;
    const monotonic = monotonicConstraints(this.parameters.monotonic_cst, X.names);
    const limits = growthLimits(this.parameters, input.rows, input.columns, monotonic);
    if (input.rows === 0) throw new ValueError(`${this.type} needs at least 1 row`);
    const criterion = regressionCriterion(name, y);
    const grower = treeGrower(trainingData(input, splitter), criterion, limits);
    let n = 0;
    if (sampleWeight !== undefined) criterion.weigh(sampleWeight);
    for (let row = 0; row < input.rows; row++) {
      if (sampleWeight === undefined || sampleWeight[row]! > 0) grower.rows[n++] = row;
    }
    const tree = grower.grow(n, new Random(limits.seed));
    const writer = new TreeStateWriter(input.columns, y.columns, false);
    writer.add(tree);
    this.fitted = writer.finish();
    return this;
  }

  /** Number of splits from the root to the deepest leaf. */
  get depth(): number {
    return treeShape(this.state.forest, 0).depth;
  }

  /** Number of leaves. */
  get leaves(): number {
    return treeShape(this.state.forest, 0).leaves;
  }
}
