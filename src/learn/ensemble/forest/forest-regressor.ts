import { ValueError } from "../../core/errors.ts";
import { type FitMonitor, type Shape, SILENT } from "../../core/estimator.ts";
import type { Matrix } from "../../core/matrix.ts";
import { type AllowedParameters, checkParameters, oneOf, whole } from "../../core/parameter-checks.ts";
import type { Table } from "../../core/table.ts";
import { ALONE, type Helpers } from "../../threads/helpers.ts";
import { GROWTH_PARAMETERS, type GrowthParameters, growthLimits } from "../../tree/growth-parameters.ts";
import { checkTargets, REGRESSION_CRITERIA } from "../../tree/regression-criteria.ts";
import { singlePrecision } from "../../tree/single-precision.ts";
import type { SplitterName } from "../../tree/training-data.ts";
import { TreeRegressor } from "../../tree/tree-regressor.ts";
import { BOOTSTRAP_PARAMETERS, type BootstrapParameters, checkDraws, drawCount } from "./bootstrap.ts";
import { growForest } from "./grow-forest.ts";

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
 * Base of forests of regression trees: averages the predictions of trees grown on random rows. All columns are
 * tried at every node by default.
 */
export abstract class ForestRegressor extends TreeRegressor<ForestRegressorParameters> {
  /** How a tree splits its nodes, and the default of `bootstrap`. */
  protected abstract readonly splitter: SplitterName;
  protected abstract readonly bootstrapDefault: boolean;

  override checkBeforeFit(_shape: Shape, y: Matrix): void {
    checkParameters(this.parameters, ALLOWED);
    checkDraws(this.parameters, this.parameters.bootstrap ?? this.bootstrapDefault);
    checkTargets(this.parameters.criterion ?? "squared_error", y);
  }

  /** Throws `ValueError` for parameters out of range, unsuitable targets, and missing or infinite values. */
  override fit(X: Table, y: Matrix, monitor: FitMonitor = SILENT, helpers: Helpers = ALONE): this {
    const input = singlePrecision(X, this.type);
    const { rows, columns } = input;
    this.checkBeforeFit(input, y);
    const {
      n_estimators = 100,
      criterion = "squared_error",
      bootstrap = this.bootstrapDefault,
    } = this.parameters;
    const limits = growthLimits(this.parameters, rows, columns, { maxFeatures: null });
    if (rows === 0) throw new ValueError(`${this.type} needs at least 1 row`);
    const draws = drawCount(this.parameters, bootstrap, rows, rows);
    const targets = { criterion, y };
    this.fitted = growForest(
      { X: input, splitter: this.splitter, trees: n_estimators, limits, targets, draws, cumulative: null },
      helpers,
      monitor,
    );
    return this;
  }
}
