import { type Column, MISSING_BOOLEAN } from "../learn/core/column.ts";
import { type Coder, writeEachCode } from "./coder.ts";
import { FIRST_BIN, MISSING } from "./codes.ts";

/** Tells only missing values from others: of a column of which no more is known. */
export const PRESENCE_CODER: Coder = {
  bins: [{ label: "any value", count: 0 }],
  knowsCategories: false,
  knowsRange: false,
  codeAt: presenceAt,
  writeCodes: writeEachCode,
  countOutOfRange: () => 0,
};

/** Returns `MISSING`, or `FIRST_BIN` for any value. */
export function presenceAt(column: Column, index: number): number {
  return isMissingAt(column, index) ? MISSING : FIRST_BIN;
}

function isMissingAt(column: Column, index: number): boolean {
  if (column.kind === "string") return column.codes[index]! < 0;
  if (column.kind === "boolean") return column.values[index] === MISSING_BOOLEAN;
  return Number.isNaN(column.values[index]);
}
