import { WrapperMatrix1D } from "ml-matrix";
import { PCA as CovariancePCA } from "ml-pca";
import { ValueError } from "../errors.ts";
import { type RestoreStep, type StepState, Transformer } from "../estimator.ts";
import { checkWidth, numericInput } from "../input.ts";
import { checkLengths } from "../restored.ts";
import { Table } from "../table.ts";
import { columnMeans, scatter } from "./covariance.ts";

export interface PCAParameters {
  /** How many components, or the share of variance (0 to 1) that they must exceed; null: all. Default null. */
  readonly n_components?: number | null;
  /** Divide each score by the standard deviation of its component. Default false. */
  readonly whiten?: boolean;
}

export interface PCAState {
  readonly mean: Float64Array;
  /** k × p, row-major: one component a row, of length 1, its entry of largest absolute value positive. */
  readonly components: Float64Array;
  readonly explained_variance: Float64Array;
  readonly explained_variance_ratio: Float64Array;
  readonly singular_values: Float64Array;
}

/**
 * Principal components: the eigenvectors of the covariance matrix (divisor n − 1) with the largest eigenvalues,
 * by ml-pca. The result's columns are `pca0`, `pca1`, …
 */
export class PCA extends Transformer<PCAParameters, PCAState> {
  static readonly type = "PCA";

  constructor(parameters: PCAParameters = {}) {
    super(parameters);
  }

  /** Throws `ValueError` for fewer than 2 rows, missing values, or more components than min(n, p). */
  override fit(X: Table): this {
    const input = numericInput(X, this.type);
    const { rows: n, columns: p } = input;
    if (n < 2) throw new ValueError(`PCA needs at least 2 rows, got ${n}`);
    const { n_components = null } = this.parameters;
    const most = Math.min(n, p);
    const isShare = n_components !== null && n_components > 0 && n_components < 1;
    if (
      n_components !== null &&
      !isShare &&
      !(Number.isInteger(n_components) && n_components >= 1 && n_components <= most)
    ) {
      throw new ValueError(
        `n_components=${n_components} must be a whole number from 1 to min(n_samples, n_features)=${most}, or a share between 0 and 1`,
      );
    }
    const mean = columnMeans(input);
    const covariance = scatter(input, mean).map((value) => value / (n - 1));
    if (!covariance.every(Number.isFinite))
      throw new ValueError("PCA got numbers too large; scale them before");
    const decomposed = new CovariancePCA(new WrapperMatrix1D(covariance, { rows: p }) as never, {
      isCovarianceMatrix: true,
    });
    // Rounding makes eigenvalues of 0 slightly negative.
    const variances = decomposed.getEigenvalues().map((value) => Math.max(0, value));
    const total = variances.reduce((a, b) => a + b, 0);
    const ratios = variances.map((value) => (total > 0 ? value / total : 0));
    const k = isShare ? Math.min(most, componentsFor(ratios, n_components)) : (n_components ?? most);
    const vectors = decomposed.getEigenvectors();
    const components = new Float64Array(k * p);
    for (let c = 0; c < k; c++) {
      const component = components.subarray(c * p, (c + 1) * p);
      for (let j = 0; j < p; j++) component[j] = vectors.get(j, c);
      fixSign(component);
    }
    this.fitted = {
      mean,
      components,
      explained_variance: Float64Array.from(variances.slice(0, k)),
      explained_variance_ratio: Float64Array.from(ratios.slice(0, k)),
      singular_values: Float64Array.from(variances.slice(0, k), (value) => Math.sqrt(value * (n - 1))),
    };
    return this;
  }

  override transform(X: Table): Table {
    const { mean, components, explained_variance } = this.state;
    const p = mean.length;
    const k = explained_variance.length;
    checkWidth(X, p, this.type);
    const { rows, data } = X.toMatrix();
    // As scikit-learn: a component without variance is not blown up to infinity.
    const divisors = explained_variance.map((value) =>
      this.parameters.whiten ? Math.max(Math.sqrt(value), Number.EPSILON) : 1,
    );
    const scores = new Float64Array(rows * k);
    for (let i = 0; i < rows; i++) {
      for (let c = 0; c < k; c++) {
        let sum = 0;
        for (let j = 0; j < p; j++) sum += (data[i * p + j]! - mean[j]!) * components[c * p + j]!;
        scores[i * k + c] = sum / divisors[c]!;
      }
    }
    const names = Array.from({ length: k }, (_, c) => `pca${c}`);
    return Table.fromMatrix({ rows, columns: k, data: scores }, names);
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    const { mean, components, explained_variance } = this.state;
    checkLengths(this.type, [mean], mean?.length);
    checkLengths(this.type, [explained_variance], explained_variance?.length);
    checkLengths(this.type, [components], mean.length * explained_variance.length);
  }
}

/** The smallest number of components whose share of variance together exceeds `share`. */
function componentsFor(ratios: readonly number[], share: number): number {
  let sum = 0;
  for (let k = 0; k < ratios.length; k++) {
    sum += ratios[k]!;
    if (sum > share) return k + 1;
  }
  return ratios.length;
}

function fixSign(component: Float64Array): void {
  let largest = 0;
  for (const value of component) if (Math.abs(value) > Math.abs(largest)) largest = value;
  if (largest < 0) for (let j = 0; j < component.length; j++) component[j] = -component[j]!;
}
