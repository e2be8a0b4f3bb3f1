import type { Column } from "./column.ts";

/** Returns the same column with its values in shared memory, which other threads use without a copy. Copies them unless they are. */
export function shareColumn(column: Column): Column {
  if (column.kind === "string") return { ...column, codes: share(column.codes) };
  return column.kind === "numeric"
    ? { ...column, values: share(column.values) }
    : { ...column, values: share(column.values) };
}

/** Returns the same values in shared memory; copies them unless they are there. */
export function share<T extends Float64Array | Int32Array | Uint8Array>(values: T): T {
  if ((values.buffer as unknown) instanceof SharedArrayBuffer) return values;
  const buffer = new SharedArrayBuffer(values.byteLength);
  const copy = new (values.constructor as new (buffer: SharedArrayBuffer) => T)(buffer);
  copy.set(values);
  return copy;
}
