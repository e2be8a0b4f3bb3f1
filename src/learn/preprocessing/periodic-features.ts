/** How a feature that begins anew after a period is encoded, so that its end is next to its beginning. */
export type PeriodicEncoding = "circular" | "spline";

/** The features with a period, its length, and the number of their splines: those of skrub. */
const PERIODS: Readonly<Record<string, { readonly period: number; readonly splines: number }>> = {
  month: { period: 12, splines: 12 },
  day: { period: 30, splines: 4 },
  hour: { period: 24, splines: 12 },
  weekday: { period: 7, splines: 7 },
};

/** Returns whether a feature has a period. */
export function isPeriodic(feature: string): boolean {
  return Object.hasOwn(PERIODS, feature);
}

/** Returns the names of the columns that encode a feature: `month_circular_0`, `month_spline_00`, … */
export function periodicNames(feature: string, encoding: PeriodicEncoding): string[] {
  const count = encoding === "circular" ? 2 : PERIODS[feature]!.splines;
  const digits = String(count - 1).length;
  return Array.from({ length: count }, (_, i) => `${feature}_${encoding}_${String(i).padStart(digits, "0")}`);
}

/**
 * Writes the encoding of `value`, a value of `feature`, to `target` from `at` on; `NaN` for a missing one. Circular: sin and cos of
 * 2π value / period. Spline: the periodic cubic B-splines over knots at equal distances, of which four are not 0.
 * Reference: de Boor, A Practical Guide to Splines (1978), chapter IX.
 */
export function encodePeriodic(
  feature: string,
  encoding: PeriodicEncoding,
  value: number,
  target: Float64Array,
  at: number,
): void {
  const { period, splines } = PERIODS[feature]!;
  if (encoding === "circular") {
    target[at] = Math.sin((value / period) * 2 * Math.PI);
    target[at + 1] = Math.cos((value / period) * 2 * Math.PI);
    return;
  }
  target.fill(Number.isNaN(value) ? Number.NaN : 0, at, at + splines);
  if (Number.isNaN(value)) return;
  const place = ((value % period) / period) * splines;
  const interval = Math.floor(place);
  const u = place - interval;
  const weights = [
    (1 - u) ** 3 / 6,
    (3 * u ** 3 - 6 * u ** 2 + 4) / 6,
    (-3 * u ** 3 + 3 * u ** 2 + 3 * u + 1) / 6,
    u ** 3 / 6,
  ];
  for (let k = 0; k < weights.length; k++) target[at + ((interval + k) % splines)] = weights[k]!;
}
