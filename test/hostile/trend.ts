/** A straight line through points, by least squares. */
export interface Trend {
  readonly slope: number;
  readonly intercept: number;
}

/** Returns the least-squares line y = intercept + slope · x. At least two values of x must differ. */
export function trendOf(points: readonly { readonly x: number; readonly y: number }[]): Trend {
  const mean = (of: (point: { x: number; y: number }) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const x = mean((point) => point.x);
  const y = mean((point) => point.y);
  const slope = mean((point) => (point.x - x) * (point.y - y)) / mean((point) => (point.x - x) ** 2);
  return { slope, intercept: y - slope * x };
}
