/** A straight line through points, by least squares. */
export interface Trend {
  readonly slope: number;
  readonly intercept: number;
}

/** The line y = intercept + slope · x of least squared error. There must be two different x at least. */
export function trendOf(points: readonly { readonly x: number; readonly y: number }[]): Trend {
  const mean = (of: (point: { x: number; y: number }) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const x = mean((point) => point.x);
  const y = mean((point) => point.y);
  const slope = mean((point) => (point.x - x) * (point.y - y)) / mean((point) => (point.x - x) ** 2);
  return { slope, intercept: y - slope * x };
}
