import type { Column } from "../learn/core/column.ts";

/** The values of one bin in the training. */
export interface TrainingBin {
  /** What is in it, for people. */
  readonly label: string;
  readonly count: number;
}

/** Knows how the values of a column were distributed in the training, and finds the bins of other values. */
export interface Coder {
  /** At least one. */
  readonly bins: readonly TrainingBin[];
  /** Whether a value can be an unknown category, or out of range. */
  readonly knowsCategories: boolean;
  readonly knowsRange: boolean;
  /** Returns the code (codes.ts) of the value at `index`. */
  codeAt(column: Column, index: number): number;
  /** Writes the codes of the values from index `from` to before `end` to the beginning of `codes`. */
  writeCodes(column: Column, from: number, end: number, codes: Uint8Array): void;
  /** Returns how many of the values before index `until` are out of range. */
  countOutOfRange(column: Column, until: number): number;
}

/** `Coder.writeCodes` value by value. */
export function writeEachCode(
  this: Pick<Coder, "codeAt">,
  column: Column,
  from: number,
  end: number,
  codes: Uint8Array,
): void {
  for (let i = from; i < end; i++) codes[i - from] = this.codeAt(column, i);
}
