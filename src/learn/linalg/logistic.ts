/** The logistic function 1 / (1 + e⁻ᶻ), computed so that it does not overflow for any z. */
export function logistic(z: number): number {
  const e = Math.exp(-Math.abs(z));
  return z >= 0 ? 1 / (1 + e) : e / (1 + e);
}
