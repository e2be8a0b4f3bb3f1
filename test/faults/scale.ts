/** Whether to run the whole soak (`SOAK=1 bun run test:faults`) instead of a sample of a few minutes. */
export const SOAK = (process.env.SOAK ?? "") !== "";

/** How often a service is killed at a random moment. */
export const KILLS = SOAK ? 100 : 10;
/** How often a test that may race is repeated. */
export const ROUNDS = SOAK ? 20 : 3;

/** Returns all of `cases` in a soak, and in a sample every other one, from the first or the second on. */
export function sampled<T>(cases: readonly T[], first: 0 | 1): T[] {
  return cases.filter((_, i) => SOAK || i % 2 === first);
}

/** Prints the figures of a test on one line. */
export function report(what: string, figures: Record<string, number>): void {
  const parts = Object.entries(figures).map(([name, value]) => `${name} ${value}`);
  console.log(`faults: ${what}: ${parts.join(", ")}`);
}
