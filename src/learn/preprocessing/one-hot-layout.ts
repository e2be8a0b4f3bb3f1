import { ValueError } from "../core/errors.ts";
import type { Scalar } from "../core/order.ts";
import { shown } from "../core/parameter-words.ts";
import type { Categories } from "../core/step.ts";
import { grouping, positions } from "./categories.ts";

/** The name of the group of infrequent categories. */
const INFREQUENT = "infrequent_sklearn";

/** What `OneHotEncoder` leaves out of each column; see its parameters. */
type Drop = null | "first" | "if_binary" | readonly (Scalar | null)[];

/** Where the categories of one column go in the result. */
export interface OneHotBlock {
  /** Maps each category to its column of the result; -1 for one that is dropped. */
  readonly places: ReadonlyMap<string | null, number>;
  /** The column of the group of infrequent categories; -1 if there is none, or it is dropped. */
  readonly infrequentPlace: number;
  readonly hasInfrequent: boolean;
  /** Names of the columns of the result, without the prefix. */
  readonly names: readonly string[];
}

/** Returns the blocks of all columns, side by side, and the width of the result. */
export function oneHotBlocks(
  categories: readonly Categories[],
  infrequentIndices: readonly Int32Array[],
  dropped: Int32Array,
): { blocks: OneHotBlock[]; width: number } {
  let width = 0;
  const blocks = categories.map((known, column) => {
    const infrequent = infrequentIndices[column]!;
    const groups = grouping(known.length, infrequent);
    const drop = dropped[column]!;
    const placeOf = (group: number) =>
      group === drop ? -1 : width + group - (drop >= 0 && group > drop ? 1 : 0);
    const isInfrequent = new Set(infrequent);
    const names: string[] = [];
    known.forEach((category, k) => {
      if (!isInfrequent.has(k) && groups[k] !== drop) names.push(category ?? "None");
    });
    const hasInfrequent = infrequent.length > 0;
    const infrequentGroup = known.length - infrequent.length;
    if (hasInfrequent && infrequentGroup !== drop) names.push(INFREQUENT);
    const block = {
      places: new Map(known.map((category, k) => [category, placeOf(groups[k]!)])),
      infrequentPlace: hasInfrequent ? placeOf(infrequentGroup) : -1,
      hasInfrequent,
      names,
    };
    width += names.length;
    return block;
  });
  return { blocks, width };
}

/**
 * Returns the number of the category that each column drops, after grouping the infrequent ones; -1 for none.
 * Throws `ValueError` for a list of the wrong length, and for a category that is unknown or infrequent.
 */
export function droppedGroups(
  drop: Drop,
  names: readonly string[],
  categories: readonly Categories[],
  infrequentIndices: readonly Int32Array[],
): Int32Array {
  if (drop !== null && typeof drop !== "string" && drop.length !== names.length) {
    throw new ValueError(`drop has ${drop.length} categories for ${names.length} columns`);
  }
  return Int32Array.from(categories, (known, column) => {
    const infrequent = infrequentIndices[column]!;
    const count = known.length - infrequent.length + (infrequent.length > 0 ? 1 : 0);
    if (drop === null) return -1;
    if (drop === "first") return 0;
    if (drop === "if_binary") return count === 2 ? 0 : -1;
    const wanted = drop[column]!;
    const index = positions(known).get(wanted === null ? null : String(wanted));
    if (index === undefined || infrequent.includes(index)) {
      const reason = index === undefined ? "does not occur" : "is infrequent";
      throw new ValueError(`drop: ${shown(wanted)} ${reason} in column ${JSON.stringify(names[column])}`);
    }
    return grouping(known.length, infrequent)[index]!;
  });
}
