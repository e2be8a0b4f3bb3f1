import { listNames, ValueError } from "../core/errors.ts";
import { compareCodePoints, type Scalar } from "../core/order.ts";

/** One label per row: all of one kind, or class numbers in a typed array. */
export type Labels = ArrayLike<Scalar>;

/** Returns labels in ascending order: strings by code point, numbers by value, false before true. */
export function sortLabels(labels: Iterable<Scalar>): Scalar[] {
  const sorted = [...labels];
  const kinds = new Set(sorted.map((label) => typeof label));
  if (kinds.size > 1)
    throw new ValueError(`labels must be of one kind, got ${[...kinds].sort().join(" and ")}`);
  return kinds.has("string")
    ? (sorted as string[]).sort(compareCodePoints)
    : sorted.sort((a, b) => Number(a) - Number(b));
}

/** Returns the labels that occur in any of `lists`, ascending. */
export function uniqueLabels(...lists: readonly Labels[]): Scalar[] {
  const seen = new Set<Scalar>();
  for (const list of lists) {
    const interval = intervalOf(list);
    if (interval !== undefined) {
      for (const label of occurring(list as Int32Array, interval)) seen.add(label);
      continue;
    }
    for (let i = 0; i < list.length; i++) if (i === 0 || list[i] !== list[i - 1]) seen.add(list[i]!);
  }
  return sortLabels(seen);
}

/** The interval of class numbers that occur. */
interface Interval {
  readonly least: number;
  readonly length: number;
}

/** For a longer interval than this, numbers are looked up in a map. */
const MAX_TABLE = 1 << 16;

/**
 * Returns the interval of a typed array of class numbers if it is short enough that a table is faster than a
 * map; otherwise undefined.
 */
function intervalOf(labels: Labels): Interval | undefined {
  if (!(labels instanceof Int32Array)) return undefined;
  let least = 0;
  let most = 0;
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (label < least) least = label;
    if (label > most) most = label;
  }
  const length = most - least + 1;
  return length <= MAX_TABLE ? { least, length } : undefined;
}

function occurring(codes: Int32Array, { least, length }: Interval): number[] {
  const occurs = new Uint8Array(length);
  for (let i = 0; i < codes.length; i++) occurs[codes[i]! - least] = 1;
  return Array.from(occurs.keys(), (place) => place + least).filter((label) => occurs[label - least] === 1);
}

/**
 * Returns the position of each of `values` in `labels`, -1 for values that are not there. Throws `ValueError`
 * if `labels` has duplicates.
 */
export function codesOf(values: Labels, labels: readonly Scalar[]): Int32Array {
  const position = new Map(labels.map((label, index) => [label, index]));
  if (position.size !== labels.length) throw new ValueError("labels must not repeat any");
  const interval = intervalOf(values);
  if (interval === undefined) return Int32Array.from(values, (value) => position.get(value) ?? -1);
  const { least, length } = interval;
  const table = Int32Array.from({ length }, (_, place) => position.get(place + least) ?? -1);
  const codes = new Int32Array(values.length);
  for (let i = 0; i < codes.length; i++) codes[i] = table[(values as Int32Array)[i]! - least]!;
  return codes;
}

/**
 * Returns the positive class: `pos_label` or, if that is null, 1 for labels in {0, 1} or {-1, 1}, and true for
 * booleans. Throws `ValueError` for other labels without `pos_label`.
 */
export function positiveLabel(present: readonly Scalar[], pos_label: Scalar | null): Scalar {
  if (pos_label !== null) return pos_label;
  if (present.every((label) => typeof label === "boolean")) return true;
  const among = (allowed: readonly Scalar[]) => present.every((label) => allowed.includes(label));
  if (among([0, 1]) || among([-1, 1])) return 1;
  throw new ValueError(`pos_label must be given for labels ${listNames(present.map(String))}`);
}

/** Throws `ValueError` unless all lists that are given have the same length. */
export function checkSameLength(...lists: readonly (ArrayLike<unknown> | null | undefined)[]): void {
  const lengths = lists.filter((list) => list !== null && list !== undefined).map((list) => list.length);
  if (lengths.some((length) => length !== lengths[0])) {
    throw new ValueError(`inputs have different numbers of rows: ${lengths.join(", ")}`);
  }
}
