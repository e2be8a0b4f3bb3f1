/*
 * Functions that make typed arrays longer; new elements are 0. The memory of the former array is freed at once, not at the
 * next garbage collection. The former array must not be used afterwards.
 */

/** Returns `array` with `length` elements. */
export function growDoubles(array: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> {
  return new Float64Array(array.buffer.transfer(8 * length));
}

/** Returns `array` with `length` elements. */
export function growInts(array: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  return new Int32Array(array.buffer.transfer(4 * length));
}

/** Returns `array` with `length` elements. */
export function growBytes(array: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(array.buffer.transfer(length));
}

/** Copies `source[from..to)` to `target`, from index `at` on. */
export function copyBytes(
  source: Uint8Array,
  from: number,
  to: number,
  target: Uint8Array,
  at: number,
): void {
  if (to - from > 64) target.set(source.subarray(from, to), at);
  else for (let i = from, j = at; i < to; i++, j++) target[j] = source[i]!;
}
