import { type Column, MISSING_BOOLEAN } from "../learn/core/column.ts";
import type { Coder } from "./coder.ts";
import { FIRST_BIN, MISSING } from "./codes.ts";

/** Tells only missing values from others: of a column of which no more is known. */
export const PRESENCE_CODER: Coder = {
  bins: [{ label: "any value", count: 0 }],
  knowsCategories: false,
  knowsRange: false,
  encode: encodePresence,
  countOutOfRange: () => 0,
};

/** Writes `MISSING` or `FIRST_BIN` for each value from index `from` on to the beginning of `codes`. */
export function encodePresence(column: Column, from: number, codes: Uint8Array): void {
  const values = column.kind === "string" ? column.codes : column.values;
  for (let i = from; i < values.length; i++) {
    const value = values[i]!;
    const isMissing =
      column.kind === "string"
        ? value < 0
        : column.kind === "boolean"
          ? value === MISSING_BOOLEAN
          : Number.isNaN(value);
    codes[i - from] = isMissing ? MISSING : FIRST_BIN;
  }
}
