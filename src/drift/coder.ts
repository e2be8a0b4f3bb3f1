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
  /** Returns how many of the values before index `until` are out of range. */
  countOutOfRange(column: Column, until: number): number;
}
