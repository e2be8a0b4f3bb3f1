/**
 * The k nearest rows found so far for each of m queries, by reduced distance. The entries of a query, starting
 * at `query · k`, form a heap whose first entry is the worst: the farthest and, among equally far rows, the
 * last. `sort` puts them in order. Among equally far rows the one with the lower number is nearer, so the
 * result does not depend on the order in which rows are offered.
 */
export class Nearest {
  readonly k: number;
  readonly queries: number;
  /** m × k reduced distances; +∞ in unused entries. */
  readonly distances: Float64Array;
  /** m × k row numbers. */
  readonly rows: Int32Array;

  constructor(queries: number, k: number) {
    this.k = k;
    this.queries = queries;
    this.distances = new Float64Array(queries * k).fill(Number.POSITIVE_INFINITY);
    this.rows = new Int32Array(queries * k).fill(0x7fffffff);
  }

  /** Returns the reduced distance above which a row cannot enter the list of `query`. */
  limit(query: number): number {
    return this.distances[query * this.k]!;
  }

  /** Adds `row` to the list of `query` if it is nearer than the worst there. Cost O(log k). */
  offer(query: number, distance: number, row: number): void {
    const { distances, rows, k } = this;
    const base = query * k;
    const worst = distances[base]!;
    if (distance > worst || (distance === worst && row > rows[base]!)) return;
    siftDown(distances, rows, base, k, distance, row);
  }

  /** Sorts every list in ascending order. Cost O(m k log k). */
  sort(): this {
    const { distances, rows, k } = this;
    for (let query = 0, base = 0; query < this.queries; query++, base += k) {
      for (let size = k - 1; size > 0; size--) {
        const distance = distances[base + size]!;
        const row = rows[base + size]!;
        distances[base + size] = distances[base]!;
        rows[base + size] = rows[base]!;
        siftDown(distances, rows, base, size, distance, row);
      }
    }
    return this;
  }
}

/** Replaces the first entry of the heap of `size` entries at `base`, and restores the heap order. */
function siftDown(
  distances: Float64Array,
  rows: Int32Array,
  base: number,
  size: number,
  distance: number,
  row: number,
): void {
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= size) break;
    let below = distances[base + child]!;
    if (child + 1 < size) {
      const other = distances[base + child + 1]!;
      if (other > below || (other === below && rows[base + child + 1]! > rows[base + child]!)) {
        child++;
        below = other;
      }
    }
    if (below < distance || (below === distance && rows[base + child]! < row)) break;
    distances[base + at] = below;
    rows[base + at] = rows[base + child]!;
    at = child;
  }
  distances[base + at] = distance;
  rows[base + at] = row;
}
