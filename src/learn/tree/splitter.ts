import { Random } from "../core/random.ts";
import { FeatureDraw } from "./feature-draw.ts";

/** Nodes of up to as many rows have their columns copied together. */
export const CLOSE_ROWS = 2048;

/**
 * Finds the split of the node that the criterion has entered, and parts its rows.
 *
 * The rows of a small node are scattered over the columns, one cache line each. `closeUp` copies them together once
 * for the whole subtree; `places` says where in the current columns the row at each position of a tree's order is.
 */
export abstract class Splitter {
  /** The split that `split` found: rows with `column <= threshold` go left. */
  feature = -1;
  threshold = 0;
  score = 0;
  /** Features found constant, for the children. */
  constants = 0;
  readonly places: Int32Array;
  /** The same split in the numbers of `current`. */
  protected limit = 0;
  /** Of all rows, or of those that were copied together. */
  protected current: readonly (Uint32Array | Float32Array)[];
  /** What the tree at hand draws from. */
  protected random = new Random(0);
  readonly #all: readonly (Uint32Array | Float32Array)[];
  readonly #close: readonly (Uint32Array | Float32Array)[];
  readonly #draw: FeatureDraw;
  readonly #spareRows: Int32Array;
  readonly #sparePlaces: Int32Array;

  protected constructor(columns: readonly (Uint32Array | Float32Array)[], maxFeatures: number) {
    const rows = columns[0]!.length;
    this.#all = columns;
    this.current = columns;
    this.#close = columns.map(
      (column) => new (column.constructor as Float32ArrayConstructor)(Math.min(rows, CLOSE_ROWS)),
    );
    this.#draw = new FeatureDraw(columns.length, maxFeatures, this.random);
    this.places = new Int32Array(rows);
    this.#spareRows = new Int32Array(rows);
    this.#sparePlaces = new Int32Array(rows);
  }

  /** Starts a tree on the first `n` of `rows`, which draws from `random`. */
  begin(rows: Int32Array, n: number, random: Random): void {
    this.random = random;
    this.#draw.restart(random);
    this.viewAll();
    for (let at = 0; at < n; at++) this.places[at] = rows[at]!;
  }

  /** Goes back to the columns of all rows. */
  viewAll(): void {
    this.current = this.#all;
  }

  /** Copies the columns of `rows[start … end − 1]` together, for their node and all below it. */
  closeUp(rows: Int32Array, start: number, end: number): void {
    for (let j = 0; j < this.#all.length; j++) copyRows(this.#all[j]!, this.#close[j]!, rows, start, end);
    for (let at = start; at < end; at++) this.places[at] = at - start;
    this.current = this.#close;
  }

  /** Looks for a split of the node at positions start … end − 1; false when no feature can split it. */
  split(start: number, end: number, knownConstants: number): boolean {
    const draw = this.#draw;
    this.feature = -1;
    this.score = Number.NEGATIVE_INFINITY;
    draw.begin(knownConstants);
    for (let feature = draw.next(); feature >= 0; feature = draw.next()) {
      if (this.tryFeature(feature, start, end)) draw.used();
      else draw.constant();
    }
    draw.finish();
    this.constants = draw.constants;
    return this.feature >= 0;
  }

  /** Takes the best split by `feature` if it beats what was found; false when the feature is constant. */
  protected abstract tryFeature(feature: number, start: number, end: number): boolean;

  /** The split that `split` found, to be made later. */
  get found(): FoundSplit {
    return { feature: this.feature, threshold: this.threshold, limit: this.limit };
  }

  /** Brings rows that go left before the others, each side in its old order; gives where the right side begins. */
  part(rows: Int32Array, start: number, end: number, feature = this.feature, limit = this.limit): number {
    const column = this.current[feature]!;
    const { places } = this;
    const spareRows = this.#spareRows;
    const sparePlaces = this.#sparePlaces;
    let left = start;
    let right = 0;
    // Rows are written to both sides and only one is kept: a branch would be mispredicted every other time.
    for (let at = start; at < end; at++) {
      const row = rows[at]!;
      const place = places[at]!;
      const isLeft = +(column[place]! <= limit);
      rows[left] = row;
      places[left] = place;
      spareRows[right] = row;
      sparePlaces[right] = place;
      left += isLeft;
      right += 1 - isLeft;
    }
    for (let at = 0; at < right; at++) {
      rows[left + at] = spareRows[at]!;
      places[left + at] = sparePlaces[at]!;
    }
    return left;
  }
}

/** A split that was found earlier. */
export interface FoundSplit {
  readonly feature: number;
  readonly threshold: number;
  readonly limit: number;
}

function copyRows<T extends Uint32Array | Float32Array>(
  from: T,
  to: T,
  rows: Int32Array,
  start: number,
  end: number,
): void {
  for (let at = start; at < end; at++) to[at - start] = from[rows[at]!]!;
}
