import { Random } from "../core/random.ts";
import type { ConstrainedCuts } from "./criterion.ts";
import { FeatureDraw } from "./feature-draw.ts";
import type { NodeBounds } from "./node-bounds.ts";

/** Up to this number of rows, the columns of a node are copied together. */
export const CLOSE_ROWS = 2048;

/**
 * Finds the best split of the node that the criterion has entered, and partitions its rows.
 *
 * The rows of a small node are scattered over the columns, each in a different cache line. `closeUp` copies
 * them together once for the whole subtree; `places` maps each position of the tree's row order to a position
 * in the current columns.
 */
export abstract class Splitter {
  /** The split that `split` found: rows with `column <= threshold` go left. */
  feature = -1;
  threshold = 0;
  score = 0;
  /** For a split on a column with a monotonic constraint, the mean of the values of its two sides. */
  middle = 0;
  /** Number of features found constant, for the children. */
  constants = 0;
  readonly places: Int32Array;
  /** The threshold of that split in the units of `current`: a rank or a value. */
  protected limit = 0;
  /** The columns of all rows, or of those that were copied together. */
  protected current: readonly (Uint32Array | Float32Array)[];
  /** The random numbers of the present tree. */
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

  /** Begins a tree on the first `n` of `rows`, which draws from `random`. */
  begin(rows: Int32Array, n: number, random: Random): void {
    this.random = random;
    this.#draw.restart(random);
    this.viewAll();
    for (let at = 0; at < n; at++) this.places[at] = rows[at]!;
  }

  /** Returns to the columns of all rows. */
  viewAll(): void {
    this.current = this.#all;
  }

  /** Copies the columns of `rows[start … end − 1]` into contiguous memory, for their node and all nodes below it. */
  closeUp(rows: Int32Array, start: number, end: number): void {
    for (let j = 0; j < this.#all.length; j++) copyRows(this.#all[j]!, this.#close[j]!, rows, start, end);
    for (let at = start; at < end; at++) this.places[at] = at - start;
    this.current = this.#close;
  }

  /**
   * Searches for a split of the node at positions start … end − 1; returns false if no feature can split it.
   */
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

  /**
   * Records the best split on `feature` if it beats the best so far; returns false if the feature is constant.
   */
  protected abstract tryFeature(feature: number, start: number, end: number): boolean;

  /** The split that `split` found, in a form that can be applied later. */
  get found(): FoundSplit {
    return { feature: this.feature, threshold: this.threshold, limit: this.limit, middle: this.middle };
  }

  /**
   * Moves the rows that go left to the front, each side in its previous order; returns the position of the
   * first row on the right.
   */
  part(rows: Int32Array, start: number, end: number, feature = this.feature, limit = this.limit): number {
    const column = this.current[feature]!;
    const { places } = this;
    const spareRows = this.#spareRows;
    const sparePlaces = this.#sparePlaces;
    let left = start;
    let right = 0;
    // Every row is written to both sides and only one copy is kept, because a branch would be mispredicted half
    // of the time.
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

/** A split found earlier. */
export interface FoundSplit {
  readonly feature: number;
  readonly threshold: number;
  readonly limit: number;
  readonly middle: number;
}

/** Monotonic constraints, and the search for cuts by the constrained columns. */
export interface Constrained {
  readonly bounds: NodeBounds;
  readonly cuts: ConstrainedCuts;
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
