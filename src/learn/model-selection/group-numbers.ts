import { ValueError } from "../core/errors.ts";
import { numberByAppearance } from "../core/labels.ts";
import { compareCodePoints, type Scalar } from "../core/order.ts";

/** The groups of some rows. */
export interface GroupNumbers {
  /** The number of the group of each row, from 0 in ascending order of the groups. */
  readonly codes: Int32Array;
  /** The number of rows of each group. */
  readonly counts: readonly number[];
}

/**
 * Numbers groups in ascending order: numbers by value, text by code point, false before true. Throws `ValueError` for a
 * group that is `NaN`.
 */
export function numberGroups(groups: ArrayLike<Scalar>): GroupNumbers {
  const { codes, counts } = numberByAppearance(groups);
  const labels = new Array<Scalar>(counts.length);
  for (let i = codes.length - 1; i >= 0; i--) labels[codes[i]!] = groups[i]!;
  if (labels.some(Number.isNaN)) throw new ValueError("the group of a row is NaN; every row needs its group");
  const order = [...labels.keys()].sort((a, b) => compare(labels[a]!, labels[b]!));
  const rank = new Int32Array(order.length);
  order.forEach((number, position) => {
    rank[number] = position;
  });
  return { codes: codes.map((code) => rank[code]!), counts: order.map((number) => counts[number]!) };
}

function compare(a: Scalar, b: Scalar): number {
  if (typeof a === "string" && typeof b === "string") return compareCodePoints(a, b);
  if (typeof a === typeof b) return Number(a) - Number(b);
  return typeof a < typeof b ? -1 : 1;
}
