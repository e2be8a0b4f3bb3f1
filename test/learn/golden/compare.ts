/** The permitted difference of numbers from their reference. */
export interface Tolerance {
  readonly rtol: number;
  readonly atol: number;
}

/**
 * Returns the numbers in nested lists, in order: null and "NaN" as NaN, booleans as 0 and 1. Throws `TypeError` for
 * anything else.
 */
export function flatten(values: unknown): number[] {
  if (ArrayBuffer.isView(values)) return Array.from(values as unknown as ArrayLike<number>);
  if (Array.isArray(values)) return values.flatMap(flatten);
  if (typeof values === "number" || typeof values === "boolean") return [Number(values)];
  if (values === null || values === "NaN") return [Number.NaN];
  throw new TypeError(`${String(values)} is not a number`);
}

/**
 * Returns the largest |a − r| over atol + rtol · max |r|: at most 1 when `actual` is within the tolerance. NaN
 * agrees only with NaN, and an infinite number only with the same one. Throws `TypeError` for values that are not
 * numbers.
 */
export function excess(actual: unknown, reference: unknown, { rtol, atol }: Tolerance): number {
  const own = flatten(actual);
  const recorded = flatten(reference);
  if (own.length !== recorded.length) return Number.POSITIVE_INFINITY;
  const largest = recorded
    .filter(Number.isFinite)
    .reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let worst = 0;
  recorded.forEach((value, i) => {
    if (Object.is(value, own[i])) return;
    const distance = Math.abs(own[i]! - value);
    worst = Math.max(worst, Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance);
  });
  return worst === 0 ? 0 : worst / (atol + rtol * largest);
}

/** The differences of a case, in words, and the number of comparisons by quantity. */
export class Findings {
  readonly list: string[] = [];
  readonly compared = new Map<string, number>();
  /** The number of recorded or measured quantities that were not compared, by reason. */
  readonly leftOut = new Map<string, number>();

  /**
   * Records `what` as a difference unless `actual` is within `tolerance` of `reference`, which must contain a number.
   */
  close(what: string, actual: unknown, reference: unknown, tolerance: Tolerance): void {
    count(this.compared, what);
    try {
      const over = excess(actual, reference, tolerance);
      if (!(over <= 1)) this.list.push(`${what} is ${over.toPrecision(3)} times the tolerance away`);
      if (flatten(reference).length === 0) this.list.push(`${what}: nothing is recorded`);
    } catch (error) {
      this.list.push(`${what}: ${(error as Error).message}`);
    }
  }

  /** Records `what` as a difference unless the two are deeply equal and not empty. */
  equal(what: string, actual: unknown, reference: unknown): void {
    count(this.compared, what);
    if (Array.isArray(reference) && reference.length === 0) this.list.push(`${what}: nothing is recorded`);
    if (Bun.deepEquals(actual, reference, true)) return;
    const [own, recorded] = [actual, reference].map((value) => JSON.stringify(value)?.slice(0, 200));
    this.list.push(`${what} is ${own}, not ${recorded}`);
  }

  /**
   * Records `what` as a difference if `value` is below `least`, above `most`, or not a number. At least one of the
   * limits must be given.
   */
  within(what: string, value: number, { least, most }: { least?: number; most?: number }): void {
    count(this.compared, what);
    const isWithin =
      value >= (least ?? Number.NEGATIVE_INFINITY) && value <= (most ?? Number.POSITIVE_INFINITY);
    if (!isWithin) this.list.push(`${what} is ${value}, not from ${least ?? "any"} to ${most ?? "any"}`);
    if (least === undefined && most === undefined) this.list.push(`${what}: no limit is recorded`);
  }

  /** Counts a quantity that is not compared, for `reason`. */
  leaveOut(reason: string): void {
    count(this.leftOut, reason);
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Returns the sums of the counts of several cases, ordered by name. */
export function tally(counts: readonly ReadonlyMap<string, number>[]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const each of counts) for (const [name, n] of each) sums.set(name, (sums.get(name) ?? 0) + n);
  return Object.fromEntries([...sums].sort(([a], [b]) => (a < b ? -1 : 1)));
}
