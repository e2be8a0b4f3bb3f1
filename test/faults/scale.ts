/** Whether the whole soak is asked for (`SOAK=1 bun run test:faults`), or a sample of a few minutes. */
export const SOAK = (process.env.SOAK ?? "") !== "";

/** How often a service is killed at a random moment. */
export const KILLS = SOAK ? 100 : 10;
/** How often what may race is repeated. */
export const ROUNDS = SOAK ? 20 : 3;

/** All of `cases` in a soak; in a sample every other one, beginning with the first or the second. */
export function sampled<T>(cases: readonly T[], first: 0 | 1): T[] {
  return cases.filter((_, i) => SOAK || i % 2 === first);
}

/** Prints a figure of the soak, one line each. */
export function report(what: string, figures: Record<string, number>): void {
  const words = Object.entries(figures).map(([name, value]) => `${name} ${value}`);
  console.log(`faults: ${what}: ${words.join(", ")}`);
}
