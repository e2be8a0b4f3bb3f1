import { listNames, ValueError } from "../core/errors.ts";
import { compareCodePoints, type Scalar } from "../core/order.ts";

/** One label a row: of one kind, or class numbers in a typed array. */
export type Labels = ArrayLike<Scalar>;

/** Labels in ascending order: strings by code point, numbers by value, false before true. */
export function sortLabels(labels: Iterable<Scalar>): Scalar[] {
  const sorted = [...labels];
  const kinds = new Set(sorted.map((label) => typeof label));
  if (kinds.size > 1)
    throw new ValueError(`labels must be of one kind, got ${[...kinds].sort().join(" and ")}`);
  return kinds.has("string")
    ? (sorted as string[]).sort(compareCodePoints)
    : sorted.sort((a, b) => Number(a) - Number(b));
}

/** The labels that occur in any of `lists`, ascending. */
export function uniqueLabels(...lists: readonly Labels[]): Scalar[] {
  const seen = new Set<Scalar>();
  for (const list of lists) {
    const stretch = stretchOf(list);
    if (stretch !== undefined) {
      for (const label of occurring(list as Int32Array, stretch)) seen.add(label);
      continue;
    }
    for (let i = 0; i < list.length; i++) if (i === 0 || list[i] !== list[i - 1]) seen.add(list[i]!);
  }
  return sortLabels(seen);
}

/** Where class numbers lie close together. */
interface Stretch {
  readonly least: number;
  readonly length: number;
}

/** In a longer stretch than this, numbers are looked up in a map. */
const MAX_TABLE = 1 << 16;

/** The stretch of a typed array of class numbers, of which a table serves many rows sooner than a map; else undefined. */
function stretchOf(labels: Labels): Stretch | undefined {
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

function occurring(codes: Int32Array, { least, length }: Stretch): number[] {
  const occurs = new Uint8Array(length);
  for (let i = 0; i < codes.length; i++) occurs[codes[i]! - least] = 1;
  return Array.from(occurs.keys(), (place) => place + least).filter((label) => occurs[label - least] === 1);
}

/** The position of each of `values` in `labels`; -1 for those that are not there. Throws `ValueError` for repeats. */
export function codesOf(values: Labels, labels: readonly Scalar[]): Int32Array {
  const position = new Map(labels.map((label, index) => [label, index]));
  if (position.size !== labels.length) throw new ValueError("labels must not repeat any");
  const stretch = stretchOf(values);
  if (stretch === undefined) return Int32Array.from(values, (value) => position.get(value) ?? -1);
  const { least, length } = stretch;
  const table = Int32Array.from({ length }, (_, place) => position.get(place + least) ?? -1);
  const codes = new Int32Array(values.length);
  for (let i = 0; i < codes.length; i++) codes[i] = table[(values as Int32Array)[i]! - least]!;
  return codes;
}

/**
 * The class that counts as positive: `pos_label`, or where that is null 1 for labels among {0, 1}, {-1, 1} and
 * booleans. Throws `ValueError` for other labels without one: which is positive must then be said.
 */
export function positiveLabel(present: readonly Scalar[], pos_label: Scalar | null): Scalar {
  if (pos_label !== null) return pos_label;
  if (present.every((label) => typeof label === "boolean")) return true;
  const among = (allowed: readonly Scalar[]) => present.every((label) => allowed.includes(label));
  if (among([0, 1]) || among([-1, 1])) return 1;
  throw new ValueError(`pos_label must be given for labels ${listNames(present.map(String))}`);
}

/** Throws `ValueError` unless all lists that are given are of the same length. */
export function checkSameLength(...lists: readonly (ArrayLike<unknown> | null | undefined)[]): void {
  const lengths = lists.filter((list) => list !== null && list !== undefined).map((list) => list.length);
  if (lengths.some((length) => length !== lengths[0])) {
    throw new ValueError(`inputs have different numbers of rows: ${lengths.join(", ")}`);
  }
}
