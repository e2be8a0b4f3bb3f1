/**
 * Turns rows of `width` numbers into probabilities that sum to 1, exp(zₖ) / Σ exp(z), and writes them to `target`, which
 * is `z` unless given.
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
