import { ValueError } from "../../core/errors.ts";
import { type FitMonitor, SILENT } from "../../core/fit-monitor.ts";
import type { Matrix } from "../../core/matrix.ts";
import { ALL, choice } from "../../core/parameter-kinds.ts";
import { defineParameters } from "../../core/parameters.ts";
import type { Shape } from "../../core/step.ts";
import type { Table } from "../../core/table.ts";
import { cumulativeSums } from "../../linalg/cumulative-sums.ts";
import { type Helpers, NO_HELPERS } from "../../threads/helpers.ts";
import { growthLimits, growthParameters, maxFeatures, treeSeed } from "../../tree/growth-parameters.ts";
import { monotonicConstraints, refuseManyLabels } from "../../tree/monotonic-constraints.ts";
import { checkTargets, REGRESSION_CRITERIA } from "../../tree/regression-criteria.ts";
import { singlePrecision } from "../../tree/single-precision.ts";
import type { SplitterName } from "../../tree/training-data.ts";
import { TreeRegressor } from "../../tree/tree-regressor.ts";
import { bootstrap, checkDraws, drawCount, drawnRows, treeCount } from "./bootstrap.ts";
import { growForest } from "./grow-forest.ts";

/** The table of a forest of regression trees; `isBootstrap` is the default of `bootstrap`. */
export function forestRegressorParameters(isBootstrap: boolean) {
  return defineParameters({
    criterion: choice(
      REGRESSION_CRITERIA,
      "squared_error",
      "squared_error (friedman_mse is its old name) and poisson predict means, absolute_error medians; poisson needs labels of 0 or more whose sum is positive",
    ),
    n_estimators: treeCount,
    ...growthParameters,
    max_samples: drawnRows,
    max_features: maxFeatures(ALL),
    bootstrap: bootstrap(isBootstrap),
    random_state: treeSeed,
  });
}

/**
 * Base of forests of regression trees: averages the predictions of trees grown on random rows.
 */
export abstract class ForestRegressor extends TreeRegressor<ReturnType<typeof forestRegressorParameters>> {
  /** How a tree splits its nodes. */
  protected abstract readonly splitter: SplitterName;

  override checkBeforeFit(_shape: Shape, y: Matrix): void {
    this.checkParameters();
    const { bootstrap, criterion, max_samples } = this.parameters;
    checkDraws(max_samples, bootstrap);
    checkTargets(criterion, y);
    refuseManyLabels(this.parameters.monotonic_cst, y.columns);
  }

  override checkTakesSampleWeight(): void {}

  /**
   * With `bootstrap`, the weights of rows are those of being drawn, as in scikit-learn. Throws `ValueError` for parameters out of
   * range, unsuitable targets, missing or infinite values, and for monotonic constraints on columns that are not there.
   */
  override fit(
    X: Table,
    y: Matrix,
    monitor: FitMonitor = SILENT,
    helpers: Helpers = NO_HELPERS,
    sampleWeight?: Float64Array,
  ): this {
    this.checkBeforeFit(X, y);
    checkTargets(this.parameters.criterion, y, sampleWeight);
    const input = singlePrecision(X, this.type);
    const { rows, columns } = input;
    const { n_estimators, criterion, bootstrap, max_samples } = this.parameters;
    const monotonic = monotonicConstraints(this.parameters.monotonic_cst, X.names);
    const limits = growthLimits(this.parameters, rows, columns, monotonic);
    if (rows === 0) throw new ValueError(`${this.type} needs at least 1 row`);
    const cumulative = sampleWeight === undefined ? null : cumulativeSums(sampleWeight);
    const draws = drawCount(max_samples, bootstrap, rows, cumulative?.at(-1) ?? rows);
    const targets = { criterion, y, rowWeights: bootstrap ? null : (sampleWeight ?? null) };
    this.fitted = growForest(
      { X: input, splitter: this.splitter, trees: n_estimators, limits, targets, draws, cumulative },
      helpers,
      monitor,
    );
    return this;
  }
}
