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
  /** Writes the codes (codes.ts) of the values from index `from` on to the beginning of `codes`. */
  encode(column: Column, from: number, codes: Uint8Array): void;
  /** Returns how many of the values before index `until` are out of range. */
  countOutOfRange(column: Column, until: number): number;
}
