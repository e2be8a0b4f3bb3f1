import { weightsOfClasses, weightsOfRows } from "../core/class-weight.ts";
import type { EncodedClasses } from "../core/labels.ts";
import { choice, classWeight } from "../core/parameter-kinds.ts";
import { defineParameters } from "../core/parameters.ts";
import { Random } from "../core/random.ts";
import type { Shape } from "../core/step.ts";
import type { Table } from "../core/table.ts";
import { ClassCriterion } from "./class-criterion.ts";
import { growthLimits, growthParameters, maxFeatures, treeSeed } from "./growth-parameters.ts";
import { monotonicConstraints, ofFirstClass, refuseManyClasses } from "./monotonic-constraints.ts";
import { singlePrecision } from "./single-precision.ts";
import { treeShape } from "./stored-forest.ts";
import { trainingData, treeGrower } from "./training-data.ts";
import { TreeClassifier } from "./tree-classifier.ts";
import { TreeStateWriter } from "./tree-state.ts";

/** The impurity criteria of classification trees. */
export const CLASS_CRITERIA = ["gini", "entropy", "log_loss"] as const;

const parameters = defineParameters({
  criterion: choice(CLASS_CRITERIA, "gini", "Impurity; log_loss is another name of entropy"),
  splitter: choice(
    ["best", "random"],
    "best",
    "best: the best threshold of every column tried; random: one random threshold for each",
  ),
  ...growthParameters,
  max_features: maxFeatures(null),
  class_weight: classWeight("Weights of rows by their class; rows of weight 0 are left out"),
  random_state: treeSeed,
});

/**
 * A decision tree for classes: rows with `x <= threshold` go left, thresholds lie halfway between neighbouring
 * values, and a leaf predicts the weighted fractions of its classes. As in scikit-learn, columns are rounded to
 * single precision at fit and predict, values no more than 1e-7 apart are not separated, and impurities up to
 * 2.2e-16 count as pure.
 *
 * Among equally good splits the first wins. The columns are visited in an order drawn from `random_state`, as
 * in scikit-learn even if all of them are tried, so that small nodes do not favour the first column.
 * Reference: Breiman, Friedman, Olshen and Stone, Classification and Regression Trees, 1984.
 * Cost O(p n log n) for a balanced tree.
 */
export class DecisionTreeClassifier extends TreeClassifier<typeof parameters> {
  static readonly type = "DecisionTreeClassifier";
  static readonly parameters = parameters;

  override checkBeforeFit(_shape: Shape, y: EncodedClasses): void {
    this.checkParameters();
    weightsOfClasses(this.parameters.class_weight, y);
    refuseManyClasses(this.parameters.monotonic_cst, y.classes.length);
  }

  override checkTakesSampleWeight(): void {}

  /**
   * Throws `ValueError` for parameters out of range, for missing or infinite values, and for monotonic constraints on columns
   * that are not there.
   */
  override fit(
    X: Table,
    y: EncodedClasses,
    _monitor?: unknown,
    _helpers?: unknown,
    sampleWeight?: Float64Array,
  ): this {
    this.checkBeforeFit(X, y);
    const input = singlePrecision(X, this.type);
    const { criterion: name, splitter, class_weight, monotonic_cst } = this.parameters;
    const monotonic = ofFirstClass(monotonicConstraints(monotonic_cst, X.names));
    const limits = growthLimits(this.parameters, input.rows, input.columns, monotonic);
    const weights = weightsOfClasses(class_weight, y);
    const criterion = new ClassCriterion(name, y.codes, y.classes.length);
    const rowWeights = sampleWeight && weightsOfRows(class_weight, y, sampleWeight);
    if (rowWeights === undefined) criterion.weigh(null, weights);
    else criterion.weighRows(rowWeights);
    const grower = treeGrower(trainingData(input, splitter), criterion, limits);
    let n = 0;
    for (let row = 0; row < input.rows; row++) {
      const weight = rowWeights === undefined ? weights[y.codes[row]!]! : rowWeights[row]!;
      if (weight > 0) grower.rows[n++] = row;
    }
    const tree = grower.grow(n, new Random(limits.seed));
    const writer = new TreeStateWriter(input.columns, y.classes.length, true);
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
