import type { EncodedClasses } from "../learn/core/labels.ts";
import type { Scalar } from "../learn/core/order.ts";
import type { Table } from "../learn/core/table.ts";
import type { Model } from "../models/model.ts";
import { encodedClasses } from "./encoded-labels.ts";

/** Most classes that a report lists; all others are joined. */
const MOST_CLASSES = 20;

/** The classes of a training, and those that its report lists. */
export interface RunClasses {
  readonly classes: readonly Scalar[];
  /** The numbers of those that are listed, ascending. */
  readonly listed: Int32Array;
  /** Those of which there are curves: the last of two classes; all listed ones if there are more; none for a single class. */
  readonly scored: Int32Array;
}

/** Returns the classes of a training; null for a model without classes. Throws `ValueError` as `encodeClasses` does. */
export function classesOf(type: Model["type"], labels: Table): RunClasses | null {
  if (type !== "classification") return null;
  const encoded = encodedClasses(labels);
  const all = Int32Array.from(encoded.classes, (_, k) => k);
  const listed = all.length > MOST_CLASSES ? mostFrequent(encoded) : all;
  return { classes: encoded.classes, listed, scored: all.length > 2 ? listed : all.subarray(1) };
}

function mostFrequent({ classes, codes }: EncodedClasses): Int32Array {
  const counts = new Int32Array(classes.length);
  for (let i = 0; i < codes.length; i++) counts[codes[i]!]!++;
  const order = Array.from(counts.keys()).sort((a, b) => counts[b]! - counts[a]! || a - b);
  return Int32Array.from(order.slice(0, MOST_CLASSES)).sort();
}
