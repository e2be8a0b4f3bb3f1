/** How far numbers may be from their reference. */
export interface Tolerance {
  readonly rtol: number;
  readonly atol: number;
}

/** Numbers however they are nested, in order; null and undefined are NaN. */
export function flatten(values: unknown): number[] {
  if (ArrayBuffer.isView(values)) return Array.from(values as unknown as ArrayLike<number>);
  if (Array.isArray(values)) return values.flatMap(flatten);
  return [values === null || values === undefined ? Number.NaN : Number(values)];
}

/** The largest |a − r| over atol + rtol · max |r|: at most 1 when `actual` is within the tolerance. */
export function excess(actual: unknown, reference: unknown, { rtol, atol }: Tolerance): number {
  const own = flatten(actual);
  const recorded = flatten(reference);
  if (own.length !== recorded.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (const value of recorded) if (Math.abs(value) > largest) largest = Math.abs(value);
  let worst = 0;
  recorded.forEach((value, i) => {
    const bothMissing = Number.isNaN(value) && Number.isNaN(own[i]!);
    const distance = bothMissing ? 0 : Math.abs(own[i]! - value);
    worst = Math.max(worst, Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance);
  });
  return worst === 0 ? 0 : worst / (atol + rtol * largest);
}

/** What a case fell short of, in words. */
export class Findings {
  readonly list: string[] = [];

  /** Notes `what` when it is not within `tolerance`. */
  close(what: string, actual: unknown, reference: unknown, tolerance: Tolerance): void {
    const over = excess(actual, reference, tolerance);
    if (!(over <= 1)) this.list.push(`${what} is ${over.toPrecision(3)} times the tolerance away`);
  }

  /** Notes `what` when the two are not the same text. */
  equal(what: string, actual: unknown, reference: unknown): void {
    const [own, recorded] = [JSON.stringify(actual), JSON.stringify(reference)];
    if (own !== recorded) this.list.push(`${what} is ${own?.slice(0, 200)}, not ${recorded?.slice(0, 200)}`);
  }

  /** Notes `what` when `holds` is false. */
  check(what: string, holds: boolean): void {
    if (!holds) this.list.push(what);
  }
}
