import type { ColumnSummary } from "../insight/report.ts";
import { type Column, MISSING_BOOLEAN } from "../learn/core/column.ts";
import { type Coder, type TrainingBin, writeEachCode } from "./coder.ts";
import { FIRST_BIN } from "./codes.ts";
import { presenceAt } from "./presence-coder.ts";

/** Finds the bins of booleans: false and true. */
export class BooleanCoder implements Coder {
  readonly bins: readonly TrainingBin[];
  readonly knowsCategories = false;
  readonly knowsRange = false;

  constructor({ count, true_count }: Extract<ColumnSummary, { kind: "boolean" }>) {
    this.bins = [
      // Stored bytes may hold any counts.
      { label: "false", count: Math.max(0, count - true_count) },
      { label: "true", count: true_count },
    ];
  }

  codeAt(column: Column, index: number): number {
    const value = column.kind === "boolean" ? column.values[index]! : MISSING_BOOLEAN;
    return value === MISSING_BOOLEAN ? presenceAt(column, index) : FIRST_BIN + value;
  }

  readonly writeCodes = writeEachCode;

  countOutOfRange(): number {
    return 0;
  }
}
