import * as v from "valibot";
import { largestColumns } from "../core/class-decisions.ts";
import { ValueError } from "../core/errors.ts";
import type { Classified } from "../core/estimator.ts";
import type { Explanation } from "../core/explanation.ts";
import { type FitMonitor, SILENT } from "../core/fit-monitor.ts";
import { FitSequence } from "../core/fit-sequence.ts";
import { type EncodedClasses, MAX_CLASSES } from "../core/labels.ts";
import type { Matrix } from "../core/matrix.ts";
import { innerClassifier, MetaClassifier } from "../core/meta-classifier.ts";
import { choice, wholeNumber, withDefault } from "../core/parameter-kinds.ts";
import { defineParameters } from "../core/parameters.ts";
import { checkSound, isWhole } from "../core/restored.ts";
import type { RestoreStep, Shape, StepState } from "../core/step.ts";
import type { Table } from "../core/table.ts";
import { meanOf } from "../linalg/mean-of.ts";
import type { Fold } from "../model-selection/fold.ts";
import { innerFolds, onRows, type WeightedClasses } from "../model-selection/inner-folds.ts";
import { type Helpers, NO_HELPERS } from "../threads/helpers.ts";
import { type Calibrator, checkCalibrator, fitCalibrator, probabilitiesOf } from "./calibrator.ts";
import { meanExplanation } from "./mean-explanation.ts";
import { hasScores, type Scores, scoresOf } from "./scores.ts";

const parameters = defineParameters({
  estimator: innerClassifier,
  method: choice(
    ["sigmoid", "isotonic", "temperature"],
    "sigmoid",
    "sigmoid: Platt's, also for few rows; isotonic: any rising curve, from about a thousand rows on; temperature: one number for all classes",
  ),
  cv: withDefault(wholeNumber(2, 1000), 5, "Number of folds, stratified and not shuffled"),
  ensemble: withDefault(
    v.union([v.literal("auto"), v.boolean()]),
    "auto",
    "true, which auto means: the mean of the probabilities of each fold's fit; false: a fit on all rows, calibrated by the scores of all folds",
  ),
});

/** The fitted state of `CalibratedClassifierCV`, besides the fitted classifiers: one calibrator for each. */
interface CalibratedState {
  /** K. */
  readonly classes: number;
  readonly calibrators: readonly Calibrator[];
}

/**
 * Calibrates the probabilities of a classifier, or makes some of the decision values of one that has none: a classifier is fitted
 * on the rows outside each fold, and its scores of the rows in it, which it has not seen, tell how often which score comes true.
 * The scores are decision values, or probabilities where there are none. For K ≥ 3 classes, `sigmoid` and `isotonic` calibrate
 * each against the rest, and divide by the sum. Predicts the most probable class; there are no decision values. Weights of rows go
 * to the fits and to the calibration.
 * Cost: `cv` fits, one more without `ensemble`; a prediction takes as long as `cv` ones with it.
 * References: Platt (1999, see `fitSigmoid`); Zadrozny and Elkan, Transforming classifier scores into accurate multiclass
 * probability estimates, KDD 2002, doi:10.1145/775047.775151.
 */
export class CalibratedClassifierCV extends MetaClassifier<typeof parameters, CalibratedState> {
  static readonly type = "CalibratedClassifierCV";
  static readonly parameters = parameters;

  /** Throws `ValueError` also for a class with fewer rows than folds, and for what `estimator` refuses in the rows of a fold. */
  override checkBeforeFit(shape: Shape, y: EncodedClasses, sampleWeight?: Float64Array): void {
    this.#foldsFor(shape, { y, sampleWeight });
  }

  #foldsFor(shape: Shape, rows: WeightedClasses): Fold[] {
    const { y, sampleWeight } = rows;
    this.checkParameters();
    const { unfitted } = this;
    if (!hasScores(unfitted)) {
      throw new ValueError(`${unfitted.type} has neither decision values nor probabilities to calibrate`);
    }
    // A step without a table of parameters has none.
    const own = unfitted.parameters as { readonly decision_function_shape?: unknown } | null;
    if (y.classes.length > 2 && own?.decision_function_shape === "ovo") {
      throw new ValueError(
        "calibration needs a decision value for each class: decision_function_shape must be ovr, not ovo",
      );
    }
    const { cv, ensemble } = this.parameters;
    const folds = innerFolds("calibration", unfitted, shape, rows, {
      cv,
      least: cv,
      learnsFromTest: ensemble !== false,
    });
    if (ensemble === false) unfitted.checkBeforeFit(shape, y, sampleWeight);
    return folds;
  }

  /** Throws what `checkBeforeFit` and the fits of `estimator` throw, and `ValueError` for scores that are not finite. */
  override fit(
    X: Table,
    y: EncodedClasses,
    monitor: FitMonitor = SILENT,
    helpers: Helpers = NO_HELPERS,
    sampleWeight?: Float64Array,
  ): this {
    const rows = { X, y, sampleWeight };
    const folds = this.#foldsFor(X, rows);
    const { method, ensemble } = this.parameters;
    const classes = y.classes.length;
    const fits = new FitSequence(monitor, folds.length + (ensemble === false ? 1 : 0));
    const fitted = folds.map(({ train, test }, number) => {
      const estimator = onRows(rows, train, (part) =>
        fits.run(
          (own) => this.unfitted.clone().fit(part.X, part.y, own, helpers, part.sampleWeight),
          `calibration, fold ${number + 1} of ${folds.length}`,
        ),
      );
      return onRows(rows, test, (part) => ({
        estimator,
        scores: scoresOf(estimator, part.X, classes),
        codes: part.y.codes,
        weights: part.sampleWeight,
      }));
    });
    if (ensemble === false) {
      const estimator = fits.run((own) => this.unfitted.clone().fit(X, y, own, helpers, sampleWeight));
      const scores = inOriginalOrder(
        fitted.map((each) => each.scores),
        folds,
      );
      this.adopt([estimator], {
        classes,
        calibrators: [fitCalibrator(method, scores, y.codes, sampleWeight)],
      });
      return this;
    }
    this.adopt(
      fitted.map(({ estimator }) => estimator),
      {
        classes,
        calibrators: fitted.map(({ scores, codes, weights }) =>
          fitCalibrator(method, scores, codes, weights),
        ),
      },
    );
    return this;
  }

  override predictProba(X: Table): Matrix {
    const { classes, calibrators } = this.state;
    const data = meanOf(
      this.inner.map(
        (estimator, at) => probabilitiesOf(calibrators[at]!, scoresOf(estimator, X, classes)).data,
      ),
    );
    return { rows: X.rows, columns: classes, data };
  }

  override predict(X: Table): Int32Array {
    return largestColumns(this.predictProba(X));
  }

  override classify(X: Table): Classified {
    const probabilities = this.predictProba(X);
    return { codes: largestColumns(probabilities), probabilities };
  }

  /**
   * Explains the scores before they are calibrated, on average over the classifiers. Throws `ValueError` if those have no
   * explanations.
   */
  override explanation(): Explanation {
    return meanExplanation(this.inner);
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    const { classes, calibrators } = this.state as Partial<CalibratedState>;
    checkSound(this.type, isWhole(classes, 2, MAX_CLASSES) && Array.isArray(calibrators));
    checkSound(this.type, calibrators!.length === this.inner.length && this.inner.every(hasScores));
    for (const calibrator of calibrators!) {
      checkCalibrator(this.type, calibrator, classes === 2 ? 1 : classes!);
    }
  }
}

/** Puts the scores of the folds in the order of the rows. */
function inOriginalOrder(parts: readonly Scores[], folds: readonly Fold[]): Scores {
  const rows = folds.reduce((sum, { test }) => sum + test.length, 0);
  const { values, areProbabilities } = parts[0]!;
  const { columns } = values;
  const data = new Float64Array(rows * columns);
  folds.forEach(({ test }, fold) => {
    const own = parts[fold]!.values.data;
    test.forEach((row, at) => {
      data.set(own.subarray(at * columns, (at + 1) * columns), row * columns);
    });
  });
  return { values: { rows, columns, data }, areProbabilities };
}
