import type { ColumnSources } from "./explanation.ts";
import type { Table } from "./table.ts";
import type { Transformer } from "./transformer.ts";

/** Returns the sources of a result of `columns` columns, each computed from the column in its place. */
export function eachFromItself(columns: number): ColumnSources {
  return { from: Int32Array.from({ length: columns }, (_, j) => j) };
}

/**
 * Follows the columns of `X` through fitted `steps`. `from` is undefined if one of them mixes columns, and `filled` then has
 * what was filled before. Throws `TypeError` for a step whose `sources` do not fit its result; the last step is not applied for
 * this check without `checksLast`.
 */
export function followColumns(
  steps: readonly Transformer[],
  X: Table,
  checksLast = true,
): Required<ColumnSources> {
  const filled = new Set<number>();
  let { from } = eachFromItself(X.columns);
  let table = X.sliceRows(0, 0);
  for (const step of steps) {
    const own = step.sources?.(table);
    for (const column of own?.filled ?? []) filled.add(from![column]!);
    if (own?.from === undefined) return { from: undefined, filled: [...filled] };
    const result = checksLast || step !== steps.at(-1) ? step.transform(table) : undefined;
    if (
      (result !== undefined && own.from.length !== result.columns) ||
      !own.from.every((column) => column >= -1 && column < from!.length)
    ) {
      throw new TypeError(
        `the step ${step.type}: sources must return for each column of the result the number of a column of X, or -1`,
      );
    }
    const before = from!;
    from = own.from.map((column) => (column < 0 ? -1 : before[column]!));
    table = result ?? table;
  }
  filled.delete(-1);
  return { from, filled: [...filled] };
}
