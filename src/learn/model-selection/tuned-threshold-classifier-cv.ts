import * as v from "valibot";
import { ValueError } from "../core/errors.ts";
import type { ClassifierEstimator } from "../core/estimator.ts";
import { type FitMonitor, SILENT } from "../core/fit-monitor.ts";
import { FitSequence } from "../core/fit-sequence.ts";
import type { EncodedClasses } from "../core/labels.ts";
import { innerClassifier } from "../core/meta-classifier.ts";
import { choice, number, wholeNumber, withDefault } from "../core/parameter-kinds.ts";
import { defineParameters } from "../core/parameters.ts";
import { checkSound } from "../core/restored.ts";
import type { RestoreStep, Shape, StepState } from "../core/step.ts";
import type { Table } from "../core/table.ts";
import { linspace } from "../linalg/interpolation.ts";
import { type Helpers, NO_HELPERS } from "../threads/helpers.ts";
import type { Fold } from "./fold.ts";
import { innerFolds, onRows, type WeightedClasses } from "./inner-folds.ts";
import {
  type Response,
  responseMethod,
  scoresOfLast,
  ThresholdClassifier,
  type ThresholdState,
} from "./threshold-classifier.ts";
import {
  ascending,
  meanScores,
  rangeOf,
  THRESHOLD_SCORES,
  type ThresholdCurve,
  type ThresholdScore,
  thresholdCurve,
} from "./threshold-curve.ts";

const parameters = defineParameters({
  estimator: innerClassifier,
  scoring: choice(
    Object.keys(THRESHOLD_SCORES) as ThresholdScore[],
    "balanced_accuracy",
    "The score whose mean over the folds is largest at the threshold; f1 is that of the last class",
  ),
  response_method: responseMethod,
  thresholds: withDefault(
    v.union([wholeNumber(2, 100_000), v.pipe(v.array(number()), v.minLength(2))]),
    100,
    "How many thresholds to try, spaced evenly between the smallest and the largest score; or the thresholds",
  ),
  cv: withDefault(wholeNumber(2, 1000), 5, "Number of folds, stratified and not shuffled"),
});

/** The fitted state of `TunedThresholdClassifierCV`, besides the fitted classifier. */
interface TunedThresholdState extends ThresholdState {
  /** The mean of `scoring` over the folds at the threshold. */
  readonly best_score: number;
}

/**
 * Predicts the last of two classes if its probability, or its decision value, is at least the threshold at which a score is
 * largest on rows that a fit has not seen: for each fold a classifier is fitted on the other rows, and the scores at each threshold
 * are averaged over the folds. The one that predicts is fitted on all rows. Of equally good thresholds the smallest is taken.
 * scikit-learn's, with `refit`, and with `pos_label` the last class. Weights of rows go to the fits; the scores are not weighted,
 * as they are not in scikit-learn unless its scorer requests weights. Cost: `cv` + 1 fits.
 */
export class TunedThresholdClassifierCV extends ThresholdClassifier<typeof parameters, TunedThresholdState> {
  static readonly type = "TunedThresholdClassifierCV";
  static readonly parameters = parameters;

  /** Throws `ValueError` also for a class of a single row, and for what `estimator` refuses, also in the rows of a fold. */
  override checkBeforeFit(shape: Shape, y: EncodedClasses, sampleWeight?: Float64Array): void {
    this.#foldsFor(shape, { y, sampleWeight });
  }

  #foldsFor(shape: Shape, rows: WeightedClasses, monitor?: FitMonitor): Fold[] {
    super.checkBeforeFit(shape, rows.y);
    this.unfitted.checkBeforeFit(shape, rows.y, rows.sampleWeight);
    const { cv } = this.parameters;
    return innerFolds("choosing a threshold", this.unfitted, shape, rows, { cv, least: 2 }, monitor);
  }

  /**
   * Throws what `checkBeforeFit` and the fits of `estimator` throw, and `ValueError` if the scores of all rows of a fold are the
   * same.
   */
  override fit(
    X: Table,
    y: EncodedClasses,
    monitor: FitMonitor = SILENT,
    helpers: Helpers = NO_HELPERS,
    sampleWeight?: Float64Array,
  ): this {
    const rows = { X, y, sampleWeight };
    const folds = this.#foldsFor(X, rows, monitor);
    const { response } = this;
    const { scoring, thresholds } = this.parameters;
    const fits = new FitSequence(monitor, folds.length + 1);
    const estimator = fits.run((own) => this.unfitted.clone().fit(X, y, own, helpers, sampleWeight));
    const curves = folds.map(({ train, test }, number) => {
      const fitted = onRows(rows, train, (part) =>
        fits.run(
          (own) => this.unfitted.clone().fit(part.X, part.y, own, helpers, part.sampleWeight),
          `threshold, fold ${number + 1} of ${folds.length}`,
        ),
      );
      return onRows(rows, test, (part) => {
        const values = finiteScores(fitted, response, part.X);
        return thresholdCurve(values, part.y.codes, thresholds, scoring);
      });
    });
    this.adopt([estimator], { ...best(curves, thresholds), response });
    return this;
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    checkSound(this.type, Number.isFinite(this.state.best_score));
  }
}

/** Throws `ValueError` for scores that are not finite. */
function finiteScores(estimator: ClassifierEstimator, response: Response, X: Table): Float64Array {
  const scores = scoresOfLast(estimator, response, X);
  if (scores.every(Number.isFinite)) return scores;
  throw new ValueError(
    `the scores of ${estimator.type} are not finite: the data holds numbers too large, scale them`,
  );
}

/** Returns the threshold of the largest mean score, the smallest of equally good ones. */
function best(curves: readonly ThresholdCurve[], thresholds: number | readonly number[]) {
  const tried = typeof thresholds === "number" ? spreadOver(curves, thresholds) : ascending(thresholds);
  const scores = meanScores(curves, tried);
  const at = scores.indexOf(rangeOf([scores])[1]);
  return { threshold: tried[at]!, best_score: scores[at]! };
}

/** Returns `count` thresholds over the range of all curves. Throws `ValueError` if that of one of them is a single point. */
function spreadOver(curves: readonly ThresholdCurve[], count: number): Float64Array {
  for (const { thresholds } of curves) {
    if (!isClose(thresholds[0]!, thresholds.at(-1)!)) continue;
    throw new ValueError(
      "the scores of all rows of a fold are the same, so that no threshold can be chosen by them",
    );
  }
  const [low, high] = rangeOf(curves.map(({ thresholds }) => thresholds));
  return linspace(low, high, count);
}

/** NumPy's `isclose`. */
function isClose(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-8 + 1e-5 * Math.abs(b);
}
