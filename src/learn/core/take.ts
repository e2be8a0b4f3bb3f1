type NumberArray = Float64Array | Float32Array | Int32Array | Uint8Array;

/** Returns a copy of the entries of `values` at `indices`, in that order, as NumPy's `take` does. */
export function take<T extends NumberArray>(values: T, indices: ArrayLike<number>): T {
  const taken = empty(values, indices.length);
  for (let i = 0; i < indices.length; i++) taken[i] = values[indices[i]!]!;
  return taken;
}

/** Returns a copy of the rows of `data`, row-major with `columns` columns, at `indices`, in that order. */
export function takeRows<T extends NumberArray>(data: T, columns: number, indices: ArrayLike<number>): T {
  const taken = empty(data, indices.length * columns);
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i]! * columns;
    taken.set(data.subarray(from, from + columns), i * columns);
  }
  return taken;
}

function empty<T extends NumberArray>(like: T, length: number): T {
  return new (like.constructor as new (length: number) => T)(length);
}
