import { ValueError } from "../errors.ts";
import { type FitMonitor, type Shape, SILENT } from "../estimator.ts";
import type { Matrix } from "../matrix.ts";
import { type AllowedParameters, checkParameters, oneOf, whole } from "../parameter-checks.ts";
import { Random } from "../random.ts";
import type { Table } from "../table.ts";
import {
  BOOTSTRAP_PARAMETERS,
  type BootstrapParameters,
  checkDraws,
  drawCount,
  drawRows,
} from "./bootstrap.ts";
import { GROWTH_PARAMETERS, type GrowthParameters, growthLimits } from "./growth-parameters.ts";
import { checkTargets, REGRESSION_CRITERIA, regressionCriterion } from "./regression-criteria.ts";
import { singlePrecision } from "./single-precision.ts";
import { TrainingData } from "./training-data.ts";
import { TreeRegressor } from "./tree-regressor.ts";
import { TreeStateWriter } from "./tree-state.ts";

export interface ForestRegressorParameters extends GrowthParameters, BootstrapParameters {
  /** Number of trees, at least 1. Default 100. */
  readonly n_estimators?: number;
  /** As for `DecisionTreeRegressor`. Default `squared_error`. */
  readonly criterion?: (typeof REGRESSION_CRITERIA)[number];
}

const ALLOWED: AllowedParameters<ForestRegressorParameters> = {
  ...GROWTH_PARAMETERS,
  ...BOOTSTRAP_PARAMETERS,
  n_estimators: whole(1),
  criterion: oneOf(...REGRESSION_CRITERIA),
};

/**
 * Trees on rows chosen at random whose predictions are averaged: what random forests and extra trees have in common.
 * Every column is tried at every node unless `max_features` says otherwise.
 */
export abstract class ForestRegressor extends TreeRegressor<ForestRegressorParameters> {
  /** How a tree splits its nodes, and whether it draws rows unless told. */
  protected abstract readonly splitter: "best" | "random";
  protected abstract readonly bootstrapDefault: boolean;

  override checkBeforeFit(_shape: Shape, y: Matrix): void {
    checkParameters(this.parameters, ALLOWED);
    checkDraws(this.parameters, this.parameters.bootstrap ?? this.bootstrapDefault);
    checkTargets(this.parameters.criterion ?? "squared_error", y);
  }

  /** Throws `ValueError` for parameters out of range, and for missing or infinite values. */
  override fit(X: Table, y: Matrix, monitor: FitMonitor = SILENT): this {
    const input = singlePrecision(X, this.type);
    const { rows, columns } = input;
    this.checkBeforeFit(input, y);
    const {
      n_estimators = 100,
      criterion: name = "squared_error",
      bootstrap = this.bootstrapDefault,
    } = this.parameters;
    const limits = growthLimits(this.parameters, rows, columns, { maxFeatures: null });
    if (rows === 0) throw new ValueError(`${this.type} needs at least 1 row`);
    const draws = drawCount(this.parameters, bootstrap, rows, rows);
    const counts = new Int32Array(rows);
    const criterion = regressionCriterion(name, y);
    const random = new Random(limits.seed);
    const grower = new TrainingData(input).grower(criterion, this.splitter, limits, random);
    const writer = new TreeStateWriter(columns, y.columns, false);
    for (let t = 0; t < n_estimators; t++) {
      let n = 0;
      if (draws === null) {
        for (let row = 0; row < rows; row++) grower.rows[n++] = row;
      } else {
        drawRows(counts, draws, null, random);
        criterion.weigh(counts);
        for (let row = 0; row < rows; row++) if (counts[row]! > 0) grower.rows[n++] = row;
      }
      const tree = grower.grow(n);
      writer.add(tree);
      monitor.iteration(t + 1, n_estimators);
    }
    this.fitted = writer.finish();
    return this;
  }
}
