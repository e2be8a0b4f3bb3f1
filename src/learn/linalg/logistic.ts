/** 1 / (1 + e⁻ᶻ), which no z makes overflow. */
export function logistic(z: number): number {
  const e = Math.exp(-Math.abs(z));
  return z >= 0 ? 1 / (1 + e) : e / (1 + e);
}
