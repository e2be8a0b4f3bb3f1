/**
 * The products of up to `degree` of p columns, in scikit-learn's order: by degree, then by columns. A product
 * of two or more columns is one column times a product of the next lower degree, so that each costs one
 * multiplication.
 */
export interface Monomials {
  /** The first column of each product. */
  readonly first: Int32Array;
  /** For each product, the index of the product of its other columns; -1 if there are none. */
  readonly rest: Int32Array;
  /**
   * Number of products of a lower degree than requested; they come first, and are only intermediate results.
   */
  readonly skipped: number;
}

/**
 * Returns the number of products of `low` to `high` of `p` columns; some number ≥ `limit` if there are too
 * many.
 */
export function countMonomials(
  p: number,
  low: number,
  high: number,
  interactionOnly: boolean,
  limit: number,
): number {
  let count = 0;
  let ofDegree = 1;
  for (let d = 1; d <= high; d++) {
    ofDegree *= (interactionOnly ? p - d + 1 : p + d - 1) / d;
    if (ofDegree <= 0) break;
    ofDegree = Math.round(ofDegree);
    if (d >= low) count += ofDegree;
    if (count >= limit || ofDegree >= limit) return Math.max(count, ofDegree);
  }
  return count;
}

/** Lists the products of degrees max(1, `low`) to `high`, preceded by those of lower degrees. */
export function monomials(p: number, low: number, high: number, interactionOnly: boolean): Monomials {
  const first: number[] = [];
  const rest: number[] = [];
  let skipped = 0;
  /** Where, in the degree before, the products begin whose first column is at least j. */
  let starts: number[] = [];
  let end = 0;
  for (let d = 1; d <= high; d++) {
    const begin = first.length;
    const next: number[] = [];
    for (let j = 0; j < p; j++) {
      next.push(first.length);
      if (d === 1) {
        first.push(j);
        rest.push(-1);
        continue;
      }
      const from = interactionOnly ? (starts[j + 1] ?? end) : starts[j]!;
      for (let k = from; k < end; k++) {
        first.push(j);
        rest.push(k);
      }
    }
    if (first.length === begin) break;
    if (d < low) skipped = first.length;
    starts = next;
    end = first.length;
  }
  return { first: Int32Array.from(first), rest: Int32Array.from(rest), skipped };
}

/** Returns the name of product `index`: `a`, `a^2`, `a b^3`. */
export function monomialName({ first, rest }: Monomials, index: number, names: readonly string[]): string {
  const parts: string[] = [];
  for (let at = index; at >= 0; ) {
    const column = first[at]!;
    let power = 0;
    for (; at >= 0 && first[at] === column; at = rest[at]!) power++;
    parts.push(power === 1 ? names[column]! : `${names[column]}^${power}`);
  }
  return parts.join(" ");
}
