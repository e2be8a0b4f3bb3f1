// One loop per type of array: a single loop that has met several types runs several times slower.

/** Returns a copy of the entries of `values` at `indices`, in that order, as NumPy's `take` does. */
export function takeDoubles(values: Float64Array, indices: ArrayLike<number>): Float64Array {
  const taken = new Float64Array(indices.length);
  for (let i = 0; i < taken.length; i++) taken[i] = values[indices[i]!]!;
  return taken;
}

/** `takeDoubles` for 32-bit integers. */
export function takeIntegers(values: Int32Array, indices: ArrayLike<number>): Int32Array {
  const taken = new Int32Array(indices.length);
  for (let i = 0; i < taken.length; i++) taken[i] = values[indices[i]!]!;
  return taken;
}

/** `takeDoubles` for bytes. */
export function takeBytes(values: Uint8Array, indices: ArrayLike<number>): Uint8Array {
  const taken = new Uint8Array(indices.length);
  for (let i = 0; i < taken.length; i++) taken[i] = values[indices[i]!]!;
  return taken;
}

/** Rows of more columns are copied faster by the engine than entry by entry. */
const FEW_COLUMNS = 32;

/** Returns a copy of the rows of `data`, row-major with `columns` columns, at `indices`, in that order. */
export function takeRows<T extends Float64Array | Float32Array>(
  data: T,
  columns: number,
  indices: ArrayLike<number>,
): T {
  const taken = new (data.constructor as new (length: number) => T)(indices.length * columns);
  if (columns <= FEW_COLUMNS && data instanceof Float64Array && taken instanceof Float64Array) {
    copyDoubles(data, columns, indices, taken);
    return taken;
  }
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i]! * columns;
    taken.set(data.subarray(from, from + columns), i * columns);
  }
  return taken;
}

function copyDoubles(
  data: Float64Array,
  columns: number,
  indices: ArrayLike<number>,
  taken: Float64Array,
): void {
  for (let i = 0, to = 0; i < indices.length; i++) {
    const from = indices[i]! * columns;
    for (let j = 0; j < columns; j++) taken[to++] = data[from + j]!;
  }
}
