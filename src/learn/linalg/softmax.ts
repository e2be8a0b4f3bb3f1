/**
 * Softmax of each row of `width` numbers, exp(zₖ) / Σ exp(z), computed without overflow. Writes to `target`,
 * which is `z` by default. z: rows × width, row-major.
 */
export function softmax(z: Float64Array, rows: number, width: number, target: Float64Array = z): void {
  for (let i = 0, row = 0; i < rows; i++, row += width) {
    let top = z[row]!;
    for (let k = 1; k < width; k++) if (z[row + k]! > top) top = z[row + k]!;
    let sum = 0;
    for (let k = 0; k < width; k++) {
      const e = Math.exp(z[row + k]! - top);
      target[row + k] = e;
      sum += e;
    }
    for (let k = 0; k < width; k++) target[row + k] = target[row + k]! / sum;
  }
}
