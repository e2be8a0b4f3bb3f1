import type { ColumnBuilder } from "./column-builder.ts";
import { BOOLEAN_CELL, HAS_MISSING, HAS_NUMBERS, type RowKernel, TEXT_CELL } from "./row-kernel.ts";
import { hashOf } from "./text-hash.ts";

/** Adds the first `count` values that the kernel read into its column `index` to `column`, from row `row` on. */
export function adoptCells(
  kernel: RowKernel,
  index: number,
  count: number,
  row: number,
  column: ColumnBuilder,
): void {
  const start = kernel.startOf(index);
  const flags = kernel.flagsOf(index);
  // Missing values need not be added.
  if (flags === HAS_MISSING) return;
  if ((flags & ~(HAS_NUMBERS | HAS_MISSING)) === 0)
    column.addNumbers(row, kernel.cells, start, start + count);
  else for (let i = 0; i < count; i++) adoptCell(kernel, start + i, row + i, column);
}

function adoptCell(kernel: RowKernel, cell: number, row: number, column: ColumnBuilder): void {
  const value = kernel.cells[cell]!;
  if (!Number.isNaN(value)) {
    column.addNumber(row, value);
    return;
  }
  const upper = kernel.halves[2 * cell + 1]!;
  const lower = kernel.halves[2 * cell]!;
  if (upper === BOOLEAN_CELL) column.addBoolean(row, lower === 1);
  else if ((upper & 0xffff0000) === TEXT_CELL) {
    const from = kernel.placeOf(lower);
    const to = from + (upper & 0xffff);
    column.addText(row, kernel.bytes, from, to, hashOf(kernel.bytes, from, to));
  }
}
