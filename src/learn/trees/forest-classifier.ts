import { CLASS_WEIGHT, type ClassWeight, weightsOfClasses } from "../class-weight.ts";
import { type FitMonitor, type Shape, SILENT } from "../estimator.ts";
import type { EncodedClasses } from "../labels.ts";
import { type AllowedParameters, checkParameters, either, oneOf, whole } from "../parameter-checks.ts";
import { Random } from "../random.ts";
import type { Table } from "../table.ts";
import {
  BOOTSTRAP_PARAMETERS,
  type BootstrapParameters,
  checkDraws,
  cumulate,
  drawCount,
  drawRows,
} from "./bootstrap.ts";
import { ClassCriterion } from "./class-criterion.ts";
import { CLASS_CRITERIA } from "./decision-tree-classifier.ts";
import { GROWTH_PARAMETERS, type GrowthParameters, growthLimits } from "./growth-parameters.ts";
import { singlePrecision } from "./single-precision.ts";
import { TrainingData } from "./training-data.ts";
import { TreeClassifier } from "./tree-classifier.ts";
import { TreeStateWriter } from "./tree-state.ts";

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
 * Trees on rows and columns chosen at random, whose class shares are averaged: what random forests and extra trees
 * have in common. `max_features` is `sqrt` unless given.
 */
export abstract class ForestClassifier extends TreeClassifier<ForestClassifierParameters> {
  /** How a tree splits its nodes, and whether it draws rows unless told. */
  protected abstract readonly splitter: "best" | "random";
  protected abstract readonly bootstrapDefault: boolean;

  override checkBeforeFit(_shape: Shape, y: EncodedClasses): void {
    checkParameters(this.parameters, ALLOWED);
    checkDraws(this.parameters, this.parameters.bootstrap ?? this.bootstrapDefault);
    const { class_weight = null } = this.parameters;
    if (class_weight !== "balanced_subsample") weightsOfClasses(class_weight, y);
  }

  /** Throws `ValueError` for parameters out of range, and for missing or infinite values. */
  override fit(X: Table, y: EncodedClasses, monitor: FitMonitor = SILENT): this {
    const input = singlePrecision(X, this.type);
    const { rows, columns } = input;
    this.checkBeforeFit(input, y);
    const {
      n_estimators = 100,
      criterion: name = "gini",
      bootstrap = this.bootstrapDefault,
      class_weight = null,
    } = this.parameters;
    const limits = growthLimits(this.parameters, rows, columns, { maxFeatures: "sqrt" });
    const isBalancedLater = class_weight === "balanced_subsample" && bootstrap;
    const weighting = class_weight === "balanced_subsample" ? "balanced" : class_weight;
    const weights = weightsOfClasses(isBalancedLater ? null : weighting, y);
    const isWeighted = weighting !== null && !isBalancedLater;
    const rowWeights = Float64Array.from(y.codes, (code) => weights[code]!);
    const cumulative = isWeighted ? cumulate(rowWeights) : null;
    const draws = drawCount(this.parameters, bootstrap, rows, cumulative?.at(-1) ?? rows);
    const ones = new Float64Array(y.classes.length).fill(1);
    const counts = new Int32Array(rows);
    const criterion = new ClassCriterion(name, y.codes, y.classes.length);
    if (draws === null) criterion.weigh(null, weights);
    const random = new Random(limits.seed);
    const grower = new TrainingData(input).grower(criterion, this.splitter, limits, random);
    const writer = new TreeStateWriter(columns, y.classes.length, true);
    for (let t = 0; t < n_estimators; t++) {
      let n = 0;
      if (draws === null) {
        for (let row = 0; row < rows; row++) if (rowWeights[row]! > 0) grower.rows[n++] = row;
      } else {
        drawRows(counts, draws, cumulative, random);
        criterion.weigh(counts, isBalancedLater ? balancedWeights(counts, y) : ones);
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

/** Weights that give each class that was drawn the same total, their mean over the rows drawn being 1. */
function balancedWeights(counts: Int32Array, { classes, codes }: EncodedClasses): Float64Array {
  const drawn = new Float64Array(classes.length);
  let total = 0;
  for (let i = 0; i < counts.length; i++) {
    drawn[codes[i]!]! += counts[i]!;
    total += counts[i]!;
  }
  const present = drawn.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  return drawn.map((count) => (count > 0 ? total / (present * count) : 0));
}
