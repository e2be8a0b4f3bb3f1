import * as v from "valibot";
import { weightsOfClasses, weightsOfRows } from "../../core/class-weight.ts";
import { type FitMonitor, SILENT } from "../../core/fit-monitor.ts";
import type { EncodedClasses } from "../../core/labels.ts";
import { choice, either, weightByLabel, withDefault } from "../../core/parameter-kinds.ts";
import { defineParameters } from "../../core/parameters.ts";
import type { Shape } from "../../core/step.ts";
import type { Table } from "../../core/table.ts";
import { cumulativeSums } from "../../linalg/cumulative-sums.ts";
import { type Helpers, NO_HELPERS } from "../../threads/helpers.ts";
import { CLASS_CRITERIA } from "../../tree/decision-tree-classifier.ts";
import { growthLimits, growthParameters, maxFeatures, treeSeed } from "../../tree/growth-parameters.ts";
import { monotonicConstraints, ofFirstClass, refuseManyClasses } from "../../tree/monotonic-constraints.ts";
import { singlePrecision } from "../../tree/single-precision.ts";
import type { SplitterName } from "../../tree/training-data.ts";
import { TreeClassifier } from "../../tree/tree-classifier.ts";
import { bootstrap, checkDraws, drawCount, drawnRows, treeCount } from "./bootstrap.ts";
import { growForest } from "./grow-forest.ts";

/** The table of a forest of classification trees; `isBootstrap` is the default of `bootstrap`. */
export function forestClassifierParameters(isBootstrap: boolean) {
  return defineParameters({
    criterion: choice(CLASS_CRITERIA, "gini", "Impurity; log_loss is another name of entropy"),
    n_estimators: treeCount,
    ...growthParameters,
    max_samples: drawnRows,
    max_features: maxFeatures("sqrt"),
    bootstrap: bootstrap(isBootstrap),
    class_weight: withDefault(
      v.nullable(either(v.picklist(["balanced", "balanced_subsample"]), weightByLabel)),
      null,
      "Weights of rows by their class: with bootstrap, of being drawn, else in the trees; balanced makes all classes weigh the same, balanced_subsample those of the rows drawn for each tree",
    ),
    random_state: treeSeed,
  });
}

/**
 * Base of forests of classification trees: averages the class probabilities of trees grown on random rows and columns.
 */
export abstract class ForestClassifier extends TreeClassifier<ReturnType<typeof forestClassifierParameters>> {
  /** How a tree splits its nodes. */
  protected abstract readonly splitter: SplitterName;

  override checkBeforeFit(_shape: Shape, y: EncodedClasses): void {
    this.checkParameters();
    const { bootstrap, class_weight, max_samples, monotonic_cst } = this.parameters;
    checkDraws(max_samples, bootstrap);
    refuseManyClasses(monotonic_cst, y.classes.length);
    if (class_weight !== "balanced_subsample") weightsOfClasses(class_weight, y);
  }

  override checkTakesSampleWeight(): void {}

  /**
   * With `bootstrap`, the weights of rows are those of being drawn, as in scikit-learn. Throws `ValueError` for parameters out of
   * range, for missing or infinite values, and for monotonic constraints on columns that are not there.
   */
  override fit(
    X: Table,
    y: EncodedClasses,
    monitor: FitMonitor = SILENT,
    helpers: Helpers = NO_HELPERS,
    sampleWeight?: Float64Array,
  ): this {
    this.checkBeforeFit(X, y);
    const input = singlePrecision(X, this.type);
    const { rows, columns } = input;
    const { n_estimators, criterion, bootstrap, class_weight, max_samples } = this.parameters;
    const monotonic = ofFirstClass(monotonicConstraints(this.parameters.monotonic_cst, X.names));
    const limits = growthLimits(this.parameters, rows, columns, monotonic);
    const isBalancedLater = class_weight === "balanced_subsample" && bootstrap;
    const weighting = class_weight === "balanced_subsample" ? "balanced" : class_weight;
    const weights = weightsOfClasses(isBalancedLater ? null : weighting, y);
    const isWeighted = sampleWeight !== undefined || (weighting !== null && !isBalancedLater);
    const rowWeights = isWeighted ? weightsOfRows(isBalancedLater ? null : weighting, y, sampleWeight) : null;
    const cumulative = rowWeights === null ? null : cumulativeSums(rowWeights);
    const draws = drawCount(max_samples, bootstrap, rows, cumulative?.at(-1) ?? rows);
    const targets = {
      criterion,
      codes: y.codes,
      weights,
      isBalancedLater,
      rowWeights: bootstrap || sampleWeight === undefined ? null : rowWeights,
    };
    this.fitted = growForest(
      { X: input, splitter: this.splitter, trees: n_estimators, limits, targets, draws, cumulative },
      helpers,
      monitor,
    );
    return this;
  }
}
