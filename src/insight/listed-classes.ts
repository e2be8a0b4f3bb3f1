import type { EncodedClasses } from "../learn/core/labels.ts";

/** Most classes that a report lists; all others are joined. */
const MOST_CLASSES = 20;

/** The classes of a training that a report lists. */
export interface ListedClasses {
  /** Their numbers, ascending. */
  readonly listed: Int32Array;
  /** Those of which there are curves: the last of two classes; all listed ones if there are more; none for a single class. */
  readonly scored: Int32Array;
}

/** Chooses the classes with the most rows. */
export function listClasses({ classes, codes }: EncodedClasses): ListedClasses {
  const all = Int32Array.from(classes, (_, k) => k);
  if (classes.length <= 2) return { listed: all, scored: all.subarray(1) };
  if (classes.length <= MOST_CLASSES) return { listed: all, scored: all };
  const counts = new Int32Array(classes.length);
  for (let i = 0; i < codes.length; i++) counts[codes[i]!]!++;
  const listed = Array.from(all).sort((a, b) => counts[b]! - counts[a]! || a - b);
  const most = Int32Array.from(listed.slice(0, MOST_CLASSES)).sort();
  return { listed: most, scored: most };
}
