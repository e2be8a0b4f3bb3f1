import type { ColumnSummary } from "../insight/report.ts";
import { type Column, MISSING_BOOLEAN } from "../learn/core/column.ts";
import type { Coder, TrainingBin } from "./coder.ts";
import { FIRST_BIN, MISSING } from "./codes.ts";
import { encodePresence } from "./presence-coder.ts";

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

  encode(column: Column, from: number, codes: Uint8Array): void {
    if (column.kind !== "boolean") {
      encodePresence(column, from, codes);
      return;
    }
    const { values } = column;
    for (let i = from; i < values.length; i++) {
      const value = values[i]!;
      codes[i - from] = value === MISSING_BOOLEAN ? MISSING : FIRST_BIN + value;
    }
  }

  countOutOfRange(): number {
    return 0;
  }
}
