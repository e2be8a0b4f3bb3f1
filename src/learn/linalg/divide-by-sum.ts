/** Divides each row of `width` numbers of `data` by its sum, in place; a row whose sum is 0 becomes `NaN`. */
export function divideRowsBySum(data: Float64Array, width: number): void {
  for (let at = 0; at < data.length; at += width) {
    let sum = 0;
    for (let k = 0; k < width; k++) sum += data[at + k]!;
    for (let k = 0; k < width; k++) data[at + k] = data[at + k]! / sum;
  }
}

/** Divides `values` by their sum, in place, and returns them; leaves them as they are unless the sum is positive. */
export function divideBySum(values: Float64Array): Float64Array {
  let sum = 0;
  for (let j = 0; j < values.length; j++) sum += values[j]!;
  if (sum > 0) for (let j = 0; j < values.length; j++) values[j]! /= sum;
  return values;
}
