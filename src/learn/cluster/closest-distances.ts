import type { Matrix } from "../core/matrix.ts";
import { type PackedRows, squareOfPacked } from "../linalg/packed-rows.ts";
import { RowScreen, SCREEN_ROWS, SCREEN_VECTORS, UNREACHABLE } from "../linalg/row-screen.ts";
import { squaredDistance } from "../linalg/squared-distance.ts";

/**
 * The rows that would be closer to a candidate than to any centre, ascending, and by how much their squared
 * distances would fall.
 */
interface Improvement {
  count: number;
  readonly rows: Int32Array;
  readonly squares: Float64Array;
  gain: number;
}

/**
 * The squared distance of each row of X from the nearest centre, while rows of X are added as centres. With
 * `packed` rows, a kernel decides most comparisons on 16-bit integers, and only the others are exact; the
 * results are the same.
 *
 * A candidate q can be closer to x than its present distance d only if, in units, x·q − ½ ‖x‖² + ½ T² ≥ ½ ‖q‖²,
 * where T = d + the errors of both. The biases of the packed rows hold the left side without x·q.
 */
export class ClosestDistances {
  readonly squares: Float64Array;
  readonly #X: Matrix;
  readonly #packed: PackedRows | undefined;
  readonly #screen: RowScreen | undefined;
  readonly #weights: Float64Array | null;
  readonly #improvements: Improvement[] = [];

  /** `weights` has the weight of each row in the sums of squared distances; null for equal weights. */
  constructor(X: Matrix, packed?: PackedRows, weights: Float64Array | null = null) {
    this.#X = X;
    this.#weights = weights;
    this.#packed = packed;
    this.#screen = packed && RowScreen.over(packed);
    this.squares = new Float64Array(X.rows);
  }

  /** Makes `row` the only centre. */
  begin(row: number): void {
    const { rows, columns, data } = this.#X;
    for (let i = 0; i < rows; i++) {
      this.squares[i] = squaredDistance(data, i * columns, data, row * columns, columns);
    }
    this.#setBiases();
  }

  /** Adds as a centre the row among `candidates` that reduces the sum of `squares` most; returns its row number. */
  takeBest(candidates: readonly number[]): number {
    candidates.forEach((_, c) => {
      this.#improvement(c).count = 0;
      this.#improvement(c).gain = 0;
    });
    if (this.#screen === undefined) this.#compareAll(candidates);
    else this.#compareScreened(candidates, this.#screen);
    let best = 0;
    for (let c = 1; c < candidates.length; c++) {
      if (this.#improvement(c).gain > this.#improvement(best).gain) best = c;
    }
    const { count, rows, squares } = this.#improvement(best);
    const closest = this.squares;
    for (let i = 0; i < count; i++) closest[rows[i]!] = squares[i]!;
    this.#setBiases();
    return candidates[best]!;
  }

  #improvement(candidate: number): Improvement {
    const { rows } = this.#X;
    this.#improvements[candidate] ??= {
      count: 0,
      rows: new Int32Array(rows),
      squares: new Float64Array(rows),
      gain: 0,
    };
    return this.#improvements[candidate];
  }

  #compareAll(candidates: readonly number[]): void {
    const rows = Int32Array.from({ length: this.#X.rows }, (_, row) => row);
    const slots = new Uint8Array(rows.length);
    candidates.forEach((candidate, c) => {
      this.#compare(rows, slots, rows.length, [candidate], [this.#improvement(c)]);
    });
  }

  #compareScreened(candidates: readonly number[], screen: RowScreen): void {
    const packed = this.#packed!;
    for (let first = 0; first < candidates.length; first += SCREEN_VECTORS) {
      const part = candidates.slice(first, first + SCREEN_VECTORS);
      const improvements = part.map((_, slot) => this.#improvement(first + slot));
      for (let slot = 0; slot < SCREEN_VECTORS; slot++) screen.setNumber(slot, UNREACHABLE);
      part.forEach((candidate, slot) => {
        const values = packed.packedRow(candidate);
        screen.setVector(slot, values, 0);
        screen.setNumber(slot, Math.floor(squareOfPacked(values) / 2) - 1);
      });
      for (let start = 0; start < packed.rows; start += SCREEN_ROWS) {
        const count = screen.scan(start, SCREEN_ROWS);
        this.#compare(screen.rows, screen.slots, count, part, improvements);
      }
    }
  }

  /**
   * For the first `count` of `rows`: records each row that is closer to the candidate of its slot than to any
   * centre.
   */
  #compare(
    rows: Int32Array,
    slots: Uint8Array,
    count: number,
    candidates: readonly number[],
    improvements: readonly Improvement[],
  ): void {
    const { columns, data } = this.#X;
    const squares = this.squares;
    const weights = this.#weights;
    for (let i = 0; i < count; i++) {
      const row = rows[i]!;
      const slot = slots[i]!;
      const limit = squares[row]!;
      const from = candidates[slot]! * columns;
      const square = squaredDistance(data, row * columns, data, from, columns, limit);
      if (square >= limit) continue;
      const improvement = improvements[slot]!;
      const at = improvement.count++;
      improvement.rows[at] = row;
      improvement.squares[at] = square;
      improvement.gain += weights === null ? limit - square : weights[row]! * (limit - square);
    }
  }

  #setBiases(): void {
    if (this.#packed === undefined) return;
    const { biases, halfSquares, unit, error } = this.#packed;
    const squares = this.squares;
    for (let row = 0; row < squares.length; row++) {
      const reach = Math.sqrt(squares[row]!) / unit + 2 * error;
      biases[row] = Math.ceil(0.5 * reach * reach) - halfSquares[row]!;
    }
  }
}
