import { CLASS_WEIGHT, type ClassWeight, weightsOfClasses } from "../../core/class-weight.ts";
import { type FitMonitor, type Shape, SILENT } from "../../core/estimator.ts";
import type { EncodedClasses } from "../../core/labels.ts";
import {
  type AllowedParameters,
  checkParameters,
  either,
  oneOf,
  whole,
} from "../../core/parameter-checks.ts";
import type { Table } from "../../core/table.ts";
import { cumulativeSums } from "../../linalg/cumulative-sums.ts";
import { ALONE, type Helpers } from "../../threads/helpers.ts";
import { CLASS_CRITERIA } from "../../tree/decision-tree-classifier.ts";
import { GROWTH_PARAMETERS, type GrowthParameters, growthLimits } from "../../tree/growth-parameters.ts";
import { singlePrecision } from "../../tree/single-precision.ts";
import type { SplitterName } from "../../tree/training-data.ts";
import { TreeClassifier } from "../../tree/tree-classifier.ts";
import { BOOTSTRAP_PARAMETERS, type BootstrapParameters, checkDraws, drawCount } from "./bootstrap.ts";
import { growForest } from "./grow-forest.ts";

export interface ForestClassifierParameters extends GrowthParameters, BootstrapParameters {
  /** Number of trees, at least 1. Default 100. */
  readonly n_estimators?: number;
  /** Impurity: `gini` (default), `entropy`, or `log_loss`, another name of it. */
  readonly criterion?: (typeof CLASS_CRITERIA)[number];
  /**
   * Weights of rows by their class: with bootstrap they are chances to be drawn, otherwise weights in the trees.
   * `balanced_subsample` balances the rows drawn for each tree. Default null.
   */
  readonly class_weight?: ClassWeight | "balanced_subsample";
}

const ALLOWED: AllowedParameters<ForestClassifierParameters> = {
  ...GROWTH_PARAMETERS,
  ...BOOTSTRAP_PARAMETERS,
  n_estimators: whole(1),
  criterion: oneOf(...CLASS_CRITERIA),
  class_weight: either(CLASS_WEIGHT, oneOf("balanced_subsample")),
};

/**
 * Base of forests of classification trees: averages the class probabilities of trees grown on random rows and
 * columns. `max_features` is `sqrt` by default.
 */
export abstract class ForestClassifier extends TreeClassifier<ForestClassifierParameters> {
  /** How a tree splits its nodes, and the default of `bootstrap`. */
  protected abstract readonly splitter: SplitterName;
  protected abstract readonly bootstrapDefault: boolean;

  override checkBeforeFit(_shape: Shape, y: EncodedClasses): void {
    checkParameters(this.parameters, ALLOWED);
    checkDraws(this.parameters, this.parameters.bootstrap ?? this.bootstrapDefault);
    const { class_weight = null } = this.parameters;
    if (class_weight !== "balanced_subsample") weightsOfClasses(class_weight, y);
  }

  /** Throws `ValueError` for parameters out of range and for missing or infinite values. */
  override fit(X: Table, y: EncodedClasses, monitor: FitMonitor = SILENT, helpers: Helpers = ALONE): this {
    const input = singlePrecision(X, this.type);
    const { rows, columns } = input;
    this.checkBeforeFit(input, y);
    const {
      n_estimators = 100,
      criterion = "gini",
      bootstrap = this.bootstrapDefault,
      class_weight = null,
    } = this.parameters;
    const limits = growthLimits(this.parameters, rows, columns, { maxFeatures: "sqrt" });
    const isBalancedLater = class_weight === "balanced_subsample" && bootstrap;
    const weighting = class_weight === "balanced_subsample" ? "balanced" : class_weight;
    const weights = weightsOfClasses(isBalancedLater ? null : weighting, y);
    const isWeighted = weighting !== null && !isBalancedLater;
    const cumulative = isWeighted
      ? cumulativeSums(Float64Array.from(y.codes, (code) => weights[code]!))
      : null;
    const draws = drawCount(this.parameters, bootstrap, rows, cumulative?.at(-1) ?? rows);
    const targets = { criterion, codes: y.codes, weights, isBalancedLater };
    this.fitted = growForest(
      { X: input, splitter: this.splitter, trees: n_estimators, limits, targets, draws, cumulative },
      helpers,
      monitor,
    );
    return this;
  }
}
