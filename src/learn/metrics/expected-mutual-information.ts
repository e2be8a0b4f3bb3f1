import type { Contingency } from "./contingency.ts";

/**
 * The expected mutual information, in nats, of two random labellings with the given counts of labels: over each
 * pair of labels with counts a and b and each number m of rows that can have both, Σ m/n · log(n m / (a b)) ·
 * P(m), where P is hypergeometric.
 */
export function expectedMutualInformation({ total, first, second }: Contingency): number {
  const logFactorial = logFactorials(total);
  let expected = 0;
  for (const a of first) {
    for (const b of second) {
      const fixed =
        logFactorial[a]! +
        logFactorial[b]! +
        logFactorial[total - a]! +
        logFactorial[total - b]! -
        logFactorial[total]!;
      const logBoth = Math.log(a) + Math.log(b) - Math.log(total);
      const most = Math.min(a, b);
      for (let m = Math.max(1, a + b - total); m <= most; m++) {
        const logProbability =
          fixed -
          logFactorial[m]! -
          logFactorial[a - m]! -
          logFactorial[b - m]! -
          logFactorial[total - a - b + m]!;
        expected += (m / total) * (Math.log(m) - logBoth) * Math.exp(logProbability);
      }
    }
  }
  return expected;
}

/** Returns log 0! … log n!, with compensated (Kahan) summation. */
function logFactorials(n: number): Float64Array {
  const result = new Float64Array(n + 1);
  let sum = 0;
  let carry = 0;
  for (let i = 2; i <= n; i++) {
    const term = Math.log(i) - carry;
    const next = sum + term;
    carry = next - sum - term;
    sum = next;
    result[i] = sum;
  }
  return result;
}
