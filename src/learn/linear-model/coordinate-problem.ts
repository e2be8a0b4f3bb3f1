/** Minimising ½ ‖y − Xw‖² + l1 ‖w‖₁ + ½ l2 ‖w‖², as `coordinateDescent` sees it, without access to X or y. */
export interface CoordinateProblem {
  readonly p: number;
  /** ‖x_j‖² of every column. */
  readonly squares: Float64Array;
  /** ‖y‖². */
  readonly targetSquares: number;
  readonly l1: number;
  readonly l2: number;
  /** Whether coefficients must not be negative. */
  readonly positive: boolean;
  /** Returns x_jᵀ (y − Xw) at the present w. */
  slope(j: number): number;
  /** Records that w_j has changed by `change`. */
  move(j: number, change: number): void;
  /** Writes Xᵀ(y − Xw) to `slopes`; returns ‖y − Xw‖² and (y − Xw)ᵀy. */
  residual(w: Float64Array, slopes: Float64Array): { readonly squares: number; readonly withTarget: number };
}
