import type { Column } from "../learn/core/column.ts";
import { ABOVE, BELOW, FIRST_BIN } from "./codes.ts";
import type { TrainingColumn } from "./training-column.ts";
import { WINDOW_ROWS } from "./window-rows.ts";

/** Working space: the codes of the values that enter a window. */
const WRITTEN = new Uint8Array(WINDOW_ROWS);

/** The values of one column in the rows of a window: a code for each, and how many values have which code. */
export class ColumnWindow {
  readonly training: TrainingColumn;
  /** How many values of the window have each code (codes.ts). */
  readonly counts: Int32Array;
  #codes: Uint8Array;

  /** `capacity` is the number of rows that there is space for. */
  constructor(training: TrainingColumn, capacity: number) {
    this.training = training;
    this.counts = new Int32Array(FIRST_BIN + training.coder.bins.length);
    this.#codes = new Uint8Array(capacity);
  }

  /** Makes space for `capacity` rows. */
  grow(capacity: number): void {
    const codes = new Uint8Array(capacity);
    codes.set(this.#codes);
    this.#codes = codes;
  }

  /**
   * Enters the values of `column` from index `from` on into the places that begin with `place` and, after the last one, with 0. The
   * places from `filled` on are free; in the others is a value, which leaves. Returns how many of all values of `column` are out of
   * range.
   */
  enter(column: Column, from: number, place: number, filled: number): number {
    const { coder } = this.training;
    const codes = this.#codes;
    const counts = this.counts;
    const end = column.kind === "string" ? column.codes.length : column.values.length;
    let outOfRange = from === 0 ? 0 : coder.countOutOfRange(column, from);
    // One row is the usual request.
    if (end - from === 1) WRITTEN[0] = coder.codeAt(column, from);
    else coder.writeCodes(column, from, end, WRITTEN);
    for (let i = 0, at = place; i < end - from; i++) {
      if (at < filled) counts[codes[at]!]!--;
      const code = WRITTEN[i]!;
      if (code === BELOW || code === ABOVE) outOfRange++;
      codes[at] = code;
      counts[code]!++;
      if (++at === codes.length) at = 0;
    }
    return outOfRange;
  }
}
