/** ½ ‖y − Xw‖² + l1 ‖w‖₁ + ½ l2 ‖w‖², as the descent below sees it: it never looks at X or y itself. */
export interface CoordinateProblem {
  readonly p: number;
  /** ‖x_j‖² of every column. */
  readonly squares: Float64Array;
  /** ‖y‖². */
  readonly targetSquares: number;
  readonly l1: number;
  readonly l2: number;
  /** Allow no negative coefficient. */
  readonly positive: boolean;
  /** x_jᵀ (y − Xw) at the current w. */
  slope(j: number): number;
  /** Takes note that w_j grows by `change`. */
  move(j: number, change: number): void;
  /** Xᵀ(y − Xw) into `slopes`; gives ‖y − Xw‖² and (y − Xw)ᵀy. */
  residual(w: Float64Array, slopes: Float64Array): { readonly squares: number; readonly withTarget: number };
}
