import { uniformNumbers } from "../learn/golden/made-up.ts";

const PLANS = ["basic", "gold", "team", "trial", "silver"] as const;

/** A row of `driftTable`. */
export type DriftRow = {
  readonly steady: number;
  readonly skewed: number;
  readonly often_zero: number;
  readonly often_one: number;
  readonly stars: number;
  readonly plan: string;
  readonly active: boolean;
};

/** Returns the rows of `table` in test/golden/scripts/drift.py, the same to the last bit. */
export function driftTable(seed: number, rows: number, shift: number): DriftRow[] {
  const next = uniformNumbers(seed);
  return Array.from({ length: rows }, () => {
    const steady = next() * 10;
    let u = next();
    const skewed = u * u * u * 100 * (1 + shift);
    u = next();
    const value = next();
    const often_zero = u < 0.62 - 0.2 * shift ? 0 : value * value * 1000;
    const often_one = next() < 0.95 - 0.3 * shift ? 1 : 0;
    const stars = Math.floor(next() * (5 - shift)) + 1;
    u = next();
    const plan = PLANS[Math.floor(u * u * (4 + shift))]!;
    return { steady, skewed, often_zero, often_one, stars, plan, active: next() < 0.3 + 0.3 * shift };
  });
}
