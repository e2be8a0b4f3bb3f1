/**
 * Rounds `quotas`, which sum to `total`, to whole numbers with the same sum, by the largest remainder method: all are
 * rounded down, and those with the largest remainders up again. Among equal remainders, the first in `order` wins.
 */
export function apportion(quotas: readonly number[], total: number, order: ArrayLike<number>): number[] {
  const rounded = quotas.map(Math.floor);
  const missing = total - rounded.reduce((a, b) => a + b, 0);
  const remainder = (k: number) => quotas[k]! - rounded[k]!;
  // The sort is stable.
  const byRemainder = Array.from(order).sort((a, b) => remainder(b) - remainder(a));
  for (const k of byRemainder.slice(0, missing)) rounded[k]!++;
  return rounded;
}
