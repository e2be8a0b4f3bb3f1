import type { Table } from "./table.ts";
import type { Transformer } from "./transformer.ts";

/**
 * Throws `RowError` for a value of `X` that one of `steps`, which are applied to it in order, would refuse when it is fitted: as far as
 * the steps before it keep the values and the columns.
 */
export function checkRowsOf(steps: readonly Transformer[], X: Table): void {
  for (const step of steps) {
    step.checkRows(X);
    if (!step.keepsValues || step.selectsColumns) return;
  }
}
