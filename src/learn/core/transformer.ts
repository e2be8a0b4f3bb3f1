import type { Domain } from "./domain.ts";
import type { ColumnSources, WeightedSums } from "./explanation.ts";
import type { Targets } from "./labels.ts";
import type { ParameterTable } from "./parameters.ts";
import { type Shape, Step } from "./step.ts";
import type { Table } from "./table.ts";

/** A step that changes the columns: scikit-learn's transformer. */
export abstract class Transformer<T extends ParameterTable = ParameterTable, F = unknown> extends Step<T, F> {
  /**
   * Throws `ValueError` for parameters that `fit` would refuse for rows of this shape, so that a caller can report
   * them before the fit. A step with further checks overrides this method, calls `super.checkBeforeFit`, and calls
   * `checkBeforeFit` at the beginning of `fit`. `y` as for `fit`.
   */
  checkBeforeFit(_shape: Shape, _y?: Targets): void {
    this.checkParameters();
  }
  /**
   * Returns the maximum number of columns of the result for `columns` columns of input; `y` as for `fit`. Default: infinite.
   */
  mostColumns(_columns: number, _y?: Targets): number {
    return Number.POSITIVE_INFINITY;
  }
  /**
   * Whether a column of the result with the name of a column of the input has the same values, except for missing ones and for
   * their kind. Default: false.
   */
  get keepsValues(): boolean {
    return false;
  }
  /** Whether it may leave out columns that have values. Default: false. */
  get selectsColumns(): boolean {
    return false;
  }
  /**
   * Whether `fitTransform` returns other rows than `fit` and `transform`: those that the estimator learns from, each computed
   * by a fit that has not seen its label. Default: false.
   */
  get isCrossFitted(): boolean {
    return false;
  }
  /**
   * Returns which of the columns `names` of its input it reads as dates and times, so that other text can be refused before. Default:
   * none.
   */
  datetimeColumns(_names: readonly string[]): readonly string[] {
    return [];
  }
  /**
   * Learns from n rows. Does not modify `X`. `y` has the labels that the estimator of the pipeline learns; it is undefined if
   * there are none.
   */
  abstract fit(X: Table, y?: Targets): this;
  /** Transforms rows, each independently of the others. `X` is not changed. */
  abstract transform(X: Table): Table;
  /**
   * Returns `fit(X, y).transform(X)`. A step overrides this method if doing both at once saves work, or if it is cross-fitted.
   */
  fitTransform(X: Table, y?: Targets): Table {
    return this.fit(X, y).transform(X);
  }
  /** The numbers that it can transform; undefined if it takes all. */
  get domain(): Domain | undefined {
    return undefined;
  }
  /**
   * Throws `RowError` for a value that `fit` would refuse, where that is known without a fit, so that a caller can report it before.
   * Default: none is.
   */
  checkRows(_X: Table): void {}
  /**
   * Whether of two numbers of a column the greater one always becomes the greater one, and `inverseTransform` returns both. Default:
   * false.
   */
  get isIncreasing(): boolean {
    return false;
  }
  /** Whether `inverseTransform` can be called. */
  get hasInverse(): boolean {
    return this.inverseTransform !== undefined;
  }
  /**
   * Returns the rows that a fitted transformer turns into `X`: scikit-learn's `inverse_transform`. A number into which it turns
   * none becomes NaN or infinite.
   */
  inverseTransform?(X: Table): Table;
  /**
   * Returns from which columns of `X`, whose rows do not matter, the fitted transformer computes those of its result.
   * Predictions can be explained only if every transformer of the pipeline has this method or `unmix`.
   */
  sources?(X: Table): ColumnSources;
  /**
   * Returns sums over the columns of the result as sums over the columns taken, for a fitted transformer whose result is
   * linear in these: it makes linear estimators explainable where columns are mixed.
   */
  unmix?(sums: WeightedSums): WeightedSums;
}
