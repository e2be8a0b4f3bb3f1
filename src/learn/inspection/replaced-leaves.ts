import type { TreeExplanation } from "../core/explanation.ts";
import type { FastOutputs } from "./replaced-sums.ts";
import type { Apart, Replacement } from "./replacement.ts";
import { ReplacingWalk } from "./replacing-walk.ts";

/** Most blocks: each is a bit of a number. */
export const MOST_BLOCKS = 30;
/** Most outputs that are computed at a time. */
const MOST_OUTPUTS = 2_000_000;

/**
 * Returns the outputs of trees. Cost: for a tree of depth d some d² / 2 steps per row for all columns together; see
 * `ReplacingWalk`.
 */
export function leavesOutputs(
  { X, rows, columns, lenders }: Replacement,
  { from }: Apart,
  explanation: TreeExplanation,
): FastOutputs {
  const walk = new ReplacingWalk(explanation, X);
  const k = explanation.init.length;
  const base = walk.outputs(rows);
  return {
    base: { rows, columns: k, data: base },
    replace(receive) {
      const most = lenders.reduce((length, lending) => Math.max(length, lending.length), 1);
      const together = Math.max(1, Math.floor(MOST_OUTPUTS / (most * k)));
      for (let first = 0; first < columns.length; first += together) {
        const place = new Map(columns.slice(first, first + together).map((column, index) => [column, index]));
        const groups = Int32Array.from(from, (column) => place.get(column) ?? -1);
        const part = { rows, groups, lenders: lenders.slice(first, first + together) };
        const outputs = walk.replaced(base, part);
        outputs.forEach((data, index) => {
          receive(first + index, { rows: data.length / k, columns: k, data });
        });
      }
    },
  };
}
