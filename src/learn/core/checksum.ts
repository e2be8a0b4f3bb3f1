import type { Column } from "./column.ts";

/** The offset and the prime of 32-bit FNV-1a. */
const START = 0x811c9dc5;
const PRIME = 0x01000193;

/** Returns a checksum over the bytes of an array of numbers. Changing a single number always changes it. */
export function checksumOf(values: Float64Array | Int32Array | Uint8Array, start = START): number {
  const { buffer, byteOffset, byteLength } = values;
  const words =
    values instanceof Uint8Array
      ? values
      : new Uint32Array(buffer, byteOffset, byteLength / Uint32Array.BYTES_PER_ELEMENT);
  let sum = start;
  for (let i = 0; i < words.length; i++) sum = Math.imul(sum ^ words[i]!, PRIME);
  return sum;
}

/** Returns a checksum over names and columns: values, kinds and categories. */
export function checksumOfColumns(names: readonly string[], columns: readonly Column[]): number {
  let sum = checksumOfTexts(names, START);
  for (const column of columns) {
    sum = checksumOfTexts([column.kind], sum);
    if (column.kind === "string") sum = checksumOfTexts(column.categories, checksumOf(column.codes, sum));
    else sum = checksumOf(column.values, sum);
  }
  return sum;
}

function checksumOfTexts(texts: readonly string[], start: number): number {
  let sum = Math.imul(start ^ texts.length, PRIME);
  for (const text of texts) {
    sum = Math.imul(sum ^ text.length, PRIME);
    for (let i = 0; i < text.length; i++) sum = Math.imul(sum ^ text.charCodeAt(i), PRIME);
  }
  return sum;
}
