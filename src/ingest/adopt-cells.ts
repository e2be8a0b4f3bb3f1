import type { ColumnBuilder } from "./column-builder.ts";
import { HAS_MISSING, HAS_NUMBERS, type RowKernel, TEXT_CELL, TRUTH_CELL } from "./row-kernel.ts";

/** Adds what the kernel read as its column `index`, `count` values, to the rows of `column` from `row` on. */
export function adoptCells(
  kernel: RowKernel,
  index: number,
  count: number,
  row: number,
  column: ColumnBuilder,
): void {
  const start = kernel.startOf(index);
  const flags = kernel.flagsOf(index);
  // A value that is missing need not be added.
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
  if (upper === TRUTH_CELL) column.addTruth(row, lower === 1);
  else if ((upper & 0xffff0000) === TEXT_CELL) {
    const from = kernel.placeOf(lower);
    const to = from + (upper & 0xffff);
    column.addText(row, kernel.bytes, from, to, hashOf(kernel.bytes, from, to));
  }
}

/** The hash of a text, as `scanText` computes it. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return hash;
}
