import { ValueError } from "../core/errors.ts";
import type { Shape } from "../core/estimator.ts";
import type { Matrix } from "../core/matrix.ts";
import { type AllowedParameters, checkParameters, oneOf } from "../core/parameter-checks.ts";
import { Random } from "../core/random.ts";
import type { Table } from "../core/table.ts";
import { GROWTH_PARAMETERS, type GrowthParameters, growthLimits } from "./growth-parameters.ts";
import { checkTargets, REGRESSION_CRITERIA, regressionCriterion } from "./regression-criteria.ts";
import { singlePrecision } from "./single-precision.ts";
import { treeShape } from "./stored-forest.ts";
import { trainingData, treeGrower } from "./training-data.ts";
import { TreeRegressor } from "./tree-regressor.ts";
import { TreeStateWriter } from "./tree-state.ts";

export interface DecisionTreeRegressorParameters extends GrowthParameters {
  /**
   * `squared_error` (default; `friedman_mse` is its old name) and `poisson` predict means, `absolute_error` medians.
   * `poisson` needs targets ≥ 0 whose sum is positive.
   */
  readonly criterion?: (typeof REGRESSION_CRITERIA)[number];
  /** `best` (default): the best threshold of every column tried. `random`: one random threshold for each. */
  readonly splitter?: "best" | "random";
}

const ALLOWED: AllowedParameters<DecisionTreeRegressorParameters> = {
  ...GROWTH_PARAMETERS,
  criterion: oneOf(...REGRESSION_CRITERIA),
  splitter: oneOf("best", "random"),
};

/**
 * A regression tree for one or several targets; splits and ties as in `DecisionTreeClassifier`. Several targets
 * share one tree, whose impurity is averaged over them.
 */
export class DecisionTreeRegressor extends TreeRegressor<DecisionTreeRegressorParameters> {
  static readonly type = "DecisionTreeRegressor";

  constructor(parameters: DecisionTreeRegressorParameters = {}) {
    super(parameters);
  }

  override checkBeforeFit(_shape: Shape, y: Matrix): void {
    checkParameters(this.parameters, ALLOWED);
    checkTargets(this.parameters.criterion ?? "squared_error", y);
  }

  /** Throws `ValueError` for parameters out of range, unsuitable targets, and missing or infinite values. */
  override fit(X: Table, y: Matrix): this {
    const input = singlePrecision(X, this.type);
    this.checkBeforeFit(input, y);
    const { criterion: name = "squared_error", splitter = "best" } = this.parameters;
    const limits = growthLimits(this.parameters, input.rows, input.columns, { maxFeatures: null });
    if (input.rows === 0) throw new ValueError(`${this.type} needs at least 1 row`);
    const grower = treeGrower(trainingData(input, splitter), regressionCriterion(name, y), limits);
    for (let row = 0; row < input.rows; row++) grower.rows[row] = row;
    const tree = grower.grow(input.rows, new Random(limits.seed));
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
