import * as v from "valibot";
import { indexOfLargest } from "../core/class-decisions.ts";
import { ValueError } from "../core/errors.ts";
import { ClassifierEstimator } from "../core/estimator.ts";
import type { OwnExplanation } from "../core/explanation.ts";
import type { EncodedClasses } from "../core/labels.ts";
import type { Matrix } from "../core/matrix.ts";
import { listOf, notNegative, number, withDefault } from "../core/parameter-kinds.ts";
import { defineParameters } from "../core/parameters.ts";
import { checkFinite, checkLengths, checkSound } from "../core/restored.ts";
import { sumOfWeights } from "../core/sample-weight.ts";
import type { RestoreStep, Shape, StepState } from "../core/step.ts";
import type { Table } from "../core/table.ts";
import { checkWidth, numericInput } from "../validation/input.ts";
import { classMoments } from "./class-moments.ts";
import type { GaussianNBState } from "./gaussian-nb-state.ts";
import { likelihoodExplanation } from "./likelihood-explanation.ts";

const parameters = defineParameters({
  priors: withDefault(
    v.nullable(listOf(number({ least: 0, most: 1 }))),
    null,
    "The probability of each class, in ascending order of the classes and summing to 1; null: their fractions of the rows",
  ),
  var_smoothing: notNegative(
    1e-9,
    "Fraction of the largest variance of a column that is added to every variance",
  ),
});

/** How far the sum of priors may be from 1, as in numpy's `isclose`. */
const PRIOR_TOLERANCE = 1e-5;

/**
 * Naive Bayes with a normal distribution for each class and column. The joint log likelihood of class k is
 * log πₖ − ½ Σⱼ (log(2π vₖⱼ) + (xⱼ − θₖⱼ)² / vₖⱼ), where v includes epsilon = var_smoothing · the largest variance of
 * a column. A row of weight s counts s times in θ, v and π.
 *
 * If epsilon is 0, because all columns are constant or `var_smoothing` is 0, a column that is constant over all training rows
 * is ignored, where scikit-learn divides by 0. A row so far from every class that all densities are 0 gets the class priors.
 */
export class GaussianNB extends ClassifierEstimator<typeof parameters, GaussianNBState> {
  static readonly type = "GaussianNB";
  static readonly parameters = parameters;
  override readonly leastClasses = 1;

  override checkBeforeFit(_shape: Shape, { classes }: EncodedClasses): void {
    this.checkParameters();
    const { priors } = this.parameters;
    if (priors !== null) checkPriors(priors, classes.length);
  }

  override checkTakesSampleWeight(): void {}

  /**
   * Throws `ValueError` for parameters out of range, missing or infinite values, variances that overflow, and
   * a variance of 0 within a class if epsilon is 0. Cost O(n p).
   */
  override fit(
    X: Table,
    y: EncodedClasses,
    _monitor?: unknown,
    _helpers?: unknown,
    sampleWeight?: Float64Array,
  ): this {
    this.checkBeforeFit(X, y);
    const input = numericInput(X, this.type);
    const { var_smoothing, priors } = this.parameters;
    // As in scikit-learn, epsilon does not depend on the weights; nor do the means and variances that explanations refer to.
    const plain = classMoments(input, y.codes, y.classes.length);
    const { total } = plain;
    const { counts, mean, variance } =
      sampleWeight === undefined ? plain : classMoments(input, y.codes, y.classes.length, sampleWeight);
    const epsilon = var_smoothing * total.reduce((a, b) => Math.max(a, b), 0);
    const p = input.columns;
    for (let at = 0; at < variance.length; at++) {
      variance[at]! += epsilon;
      const name = JSON.stringify(X.names[at % p]);
      if (!Number.isFinite(variance[at]!)) {
        throw new ValueError(`column ${name} holds numbers too large for GaussianNB; scale them before`);
      }
      if (variance[at] === 0 && total[at % p]! > 0 && counts[Math.floor(at / p)]! > 0) {
        throw new ValueError(`column ${name} is constant within a class; var_smoothing must be greater`);
      }
    }
    const rows = sampleWeight === undefined ? input.rows : sumOfWeights(sampleWeight);
    const class_prior = priors === null ? counts.map((count) => count / rows) : Float64Array.from(priors);
    const total_mean = new Float64Array(p);
    const { mean: plainMean } = plain;
    for (let at = 0; at < plainMean.length; at++) {
      total_mean[at % p]! += (plain.counts[Math.floor(at / p)]! / input.rows) * plainMean[at]!;
    }
    this.fitted = { class_prior, theta: mean, var: variance, epsilon, total_mean, total_var: total };
    return this;
  }

  /** Returns n × K values log P(x, k), the numerators of Bayes' rule. */
  jointLogLikelihood(X: Table): Matrix {
    const { class_prior, theta, var: variance } = this.state;
    const K = class_prior.length;
    const p = theta.length / K;
    checkWidth(X, p, this.type);
    const { rows, data } = numericInput(X, this.type);
    const constants = new Float64Array(K);
    const precisions = variance.map((v) => (v > 0 ? 1 / v : 0));
    for (let k = 0; k < K; k++) {
      let logarithms = 0;
      for (let j = 0; j < p; j++) {
        const v = variance[k * p + j]!;
        if (v > 0) logarithms += Math.log(2 * Math.PI * v);
      }
      constants[k] = Math.log(class_prior[k]!) - 0.5 * logarithms;
    }
    const result = new Float64Array(rows * K);
    for (let i = 0; i < rows; i++) {
      for (let k = 0; k < K; k++) {
        let sum = 0;
        for (let j = 0, at = i * p, own = k * p; j < p; j++, at++, own++) {
          const deviation = data[at]! - theta[own]!;
          sum += deviation * deviation * precisions[own]!;
        }
        result[i * K + k] = constants[k]! - 0.5 * sum;
      }
    }
    return { rows, columns: K, data: result };
  }

  /** By the log odds of two classes, else by the joint log likelihood of each. */
  override explanation(): OwnExplanation {
    return likelihoodExplanation(this.state, this.type);
  }

  override predict(X: Table): Int32Array {
    const { class_prior } = this.state;
    const { rows, columns: K, data } = this.jointLogLikelihood(X);
    const result = new Int32Array(rows);
    for (let i = 0; i < rows; i++) {
      const best = indexOfLargest(data, i * K, K);
      const isFarFromAll = data[i * K + best] === Number.NEGATIVE_INFINITY;
      result[i] = isFarFromAll ? indexOfLargest(class_prior, 0, K) : best;
    }
    return result;
  }

  override predictProba(X: Table): Matrix {
    const { class_prior } = this.state;
    const joint = this.jointLogLikelihood(X);
    const { rows, columns: K, data } = joint;
    for (let i = 0, base = 0; i < rows; i++, base += K) {
      const top = data[base + indexOfLargest(data, base, K)]!;
      if (top === Number.NEGATIVE_INFINITY) {
        data.set(class_prior, base);
        continue;
      }
      let sum = 0;
      for (let k = 0; k < K; k++) sum += Math.exp(data[base + k]! - top);
      const logSum = top + Math.log(sum);
      for (let k = 0; k < K; k++) data[base + k] = Math.exp(data[base + k]! - logSum);
    }
    return joint;
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    const { class_prior, theta, var: variance, epsilon, total_mean, total_var } = this.state;
    const K = class_prior?.length;
    checkLengths(this.type, [class_prior], K);
    checkLengths(this.type, [theta, variance], Math.round(theta?.length / K) * K);
    const isSound =
      K >= 1 &&
      theta.length >= K &&
      class_prior.every((prior) => prior >= 0 && prior <= 1) &&
      theta.every(Number.isFinite) &&
      variance.every((v) => v >= 0 && v < Number.POSITIVE_INFINITY) &&
      typeof epsilon === "number";
    checkSound(this.type, isSound);
    if (total_mean === undefined && total_var === undefined) return;
    checkLengths(this.type, [total_mean, total_var], theta.length / K);
    checkFinite(this.type, [total_mean!, total_var!]);
  }
}

function checkPriors(priors: readonly number[], classCount: number): void {
  if (priors.length !== classCount) {
    throw new ValueError(`priors has ${priors.length} numbers, but there are ${classCount} classes`);
  }
  const sum = priors.reduce((a, b) => a + b, 0);
  if (!(Math.abs(sum - 1) <= PRIOR_TOLERANCE)) throw new ValueError(`priors must sum to 1, not to ${sum}`);
}
