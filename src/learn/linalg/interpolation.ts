import { searchSortedRight } from "./cumulative-sums.ts";

/** `count` numbers from `low` to `high` at equal distances, as NumPy's `linspace` computes them. */
export function linspace(low: number, high: number, count: number): Float64Array {
  if (count === 1) return Float64Array.of(low);
  const step = (high - low) / (count - 1);
  const numbers = Float64Array.from({ length: count }, (_, i) => i * step + low);
  numbers[count - 1] = high;
  return numbers;
}

/**
 * The value at `x` of the function that is linear between the points (`xs[i]`, `ys[i]`) and constant beyond them, as NumPy's
 * `interp` computes it. `xs` are ascending and may repeat: there, the last of the points counts. No number is `NaN`.
 */
export function interpolate(x: number, xs: Float64Array, ys: Float64Array): number {
  const last = xs.length - 1;
  if (!(x > xs[0]!)) return x < xs[0]! || last === 0 ? ys[0]! : ys[searchSortedRight(xs, x) - 1]!;
  if (x >= xs[last]!) return ys[last]!;
  const i = searchSortedRight(xs, x) - 1;
  if (x === xs[i]) return ys[i]!;
  const [run, rise] = [xs[i + 1]! - xs[i]!, ys[i + 1]! - ys[i]!];
  const slope = rise / run;
  return (Number.isFinite(slope) ? slope * (x - xs[i]!) : rise * ((x - xs[i]!) / run)) + ys[i]!;
}
