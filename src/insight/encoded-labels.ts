import { type EncodedClasses, encodeClasses, encodeKnownClasses } from "../learn/core/labels.ts";
import type { Scalar } from "../learn/core/order.ts";
import type { Table } from "../learn/core/table.ts";

const known = new WeakMap<Table, EncodedClasses>();

/** Returns the classes of a table of labels, and the number of that of each row. They are computed once for each table. */
export function encodedClasses(labels: Table): EncodedClasses {
  let encoded = known.get(labels);
  if (encoded === undefined) {
    encoded = encodeClasses(labels, 1);
    known.set(labels, encoded);
  }
  return encoded;
}

/** Returns the number in `classes` of the label of each row, -1 for a label that is not there; it must not be modified. */
export function codesAmong(classes: readonly Scalar[], labels: Table): Int32Array {
  const encoded = known.get(labels);
  return encoded?.classes === classes ? encoded.codes : encodeKnownClasses(labels, classes);
}
