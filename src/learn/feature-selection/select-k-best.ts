import * as v from "valibot";
import { AT_LEAST_0 } from "../core/domain.ts";
import { ValueError } from "../core/errors.ts";
import type { EncodedClasses, Targets } from "../core/labels.ts";
import type { Matrix } from "../core/matrix.ts";
import { choice, either, MOST, wholeNumber, withDefault } from "../core/parameter-kinds.ts";
import { defineParameters } from "../core/parameters.ts";
import { checkSound, checkStored } from "../core/restored.ts";
import type { RestoreStep, Shape, StepState } from "../core/step.ts";
import type { Table } from "../core/table.ts";
import { checkDomain } from "../validation/domain.ts";
import { numericInput } from "../validation/input.ts";
import { ColumnSelector } from "./column-selector.ts";
import { chi2, fClassif, fRegression, rRegression } from "./score-functions.ts";

const parameters = defineParameters({
  score_func: choice(
    ["f_classif", "chi2", "f_regression", "r_regression"],
    "f_classif",
    "f_classif and chi2 (counts, or 0 and 1) for classes; f_regression and r_regression, the correlation, for one number",
  ),
  k: withDefault(
    either(v.literal("all"), wholeNumber(1, MOST)),
    10,
    "Number of columns to keep; all, if there are no more",
  ),
});

/** The fitted state of `SelectKBest`. */
interface SelectKBestState {
  /** The score of each column; `NaN` where it is not defined. */
  readonly scores: Float64Array;
}

/** Keeps the `k` columns that are related most to the label, each by itself. Of equal scores, that of the last column is higher. */
export class SelectKBest extends ColumnSelector<typeof parameters, SelectKBestState> {
  static readonly type = "SelectKBest";
  static readonly parameters = parameters;

  override mostColumns(columns: number): number {
    const { k } = this.parameters;
    return typeof k === "number" ? Math.min(columns, k) : columns;
  }

  override checkBeforeFit(_shape: Shape, y?: Targets): void {
    this.checkParameters();
    const { score_func } = this.parameters;
    if (score_func === "f_classif" || score_func === "chi2") classesOf(y, score_func);
    else numberOf(y, score_func);
  }

  /**
   * Cost: two passes. Throws `ValueError` for parameters out of range, labels that do not suit `score_func`, missing or infinite
   * values, and for negative ones with `chi2`.
   */
  override fit(X: Table, y?: Targets): this {
    this.checkBeforeFit(X, y);
    const input = numericInput(X, this.type);
    this.fitted = { scores: this.#scores(input, X.names, y) };
    return this;
  }

  #scores(X: Matrix, names: readonly string[], y: Targets | undefined): Float64Array {
    const { score_func } = this.parameters;
    if (score_func === "f_classif") return fClassif(X, classesOf(y, score_func));
    if (score_func === "f_regression") return fRegression(X, numberOf(y, score_func));
    if (score_func === "r_regression") return rRegression(X, numberOf(y, score_func));
    checkDomain(X, names, AT_LEAST_0, score_func);
    return chi2(X, classesOf(y, score_func));
  }

  protected override inputColumns({ scores }: SelectKBestState): number {
    return scores.length;
  }

  protected override select({ scores }: SelectKBestState): readonly number[] {
    return bestOf(scores, this.parameters.k);
  }

  protected override checkInput(X: Table): void {
    numericInput(X, this.type);
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    checkStored(this.type, () => this.checkParameters());
    const { scores } = this.state ?? {};
    checkSound(this.type, scores instanceof Float64Array && scores.length > 0);
  }
}

/** Returns the numbers of the `k` highest scores, ascending. */
function bestOf(scores: Float64Array, k: number | "all"): number[] {
  const places = Array.from(scores.keys());
  if (k === "all") return places;
  const rank = (j: number) => (Number.isNaN(scores[j]!) ? -Number.MAX_VALUE : scores[j]!);
  const best = places.sort((a, b) => rank(b) - rank(a) || b - a).slice(0, k);
  return best.sort((a, b) => a - b);
}

/** Throws `ValueError` unless `y` has classes. */
function classesOf(y: Targets | undefined, scoreFunc: string): EncodedClasses {
  if (y !== undefined && "classes" in y) return y;
  throw new ValueError(
    `score_func=${JSON.stringify(scoreFunc)} needs the labels of a classifier; for numbers take "f_regression"`,
  );
}

/** Throws `ValueError` unless `y` is one number per row, or classes that are numbers. */
function numberOf(y: Targets | undefined, scoreFunc: string): Matrix {
  if (y !== undefined && !("classes" in y) && y.columns === 1) return y;
  if (y !== undefined && "classes" in y && y.classes.every((label) => typeof label !== "string")) {
    const data = Float64Array.from(y.codes, (code) => Number(y.classes[code]));
    return { rows: data.length, columns: 1, data };
  }
  throw new ValueError(
    `score_func=${JSON.stringify(scoreFunc)} needs one label of numbers; for classes take "f_classif"`,
  );
}
