import { ValueError } from "../core/errors.ts";

/** For each parameter, the values to try. */
export type Grid = Readonly<Record<string, readonly unknown[]>>;

/** A combination of values of parameters. */
export type Combination = Readonly<Record<string, unknown>>;

/**
 * All combinations of the values of parameters, or of several grids one after another, as scikit-learn's class of the same name: the
 * parameters in alphabetical order, the values of the last one changing fastest. Combinations are made when they are asked for.
 */
export class ParameterGrid implements Iterable<Combination> {
  readonly #grids: readonly (readonly (readonly [string, readonly unknown[]])[])[];
  /** Number of combinations; infinite if it is too large for a number. */
  readonly length: number;

  /** Throws `ValueError` for a parameter without values. */
  constructor(grid: Grid | readonly Grid[]) {
    const grids = Array.isArray(grid) ? (grid as readonly Grid[]) : [grid as Grid];
    this.#grids = grids.map((each) => Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)));
    for (const [name, values] of this.#grids.flat())
      if (values.length === 0) throw new ValueError(`there is no value of ${JSON.stringify(name)} to try`);
    this.length = this.#grids.reduce((sum, entries) => sum + sizeOf(entries), 0);
  }

  /** Returns combination number `index`, from 0. Throws `RangeError` if there is none. */
  at(index: number): Combination {
    let left = index;
    for (const entries of this.#grids) {
      const size = sizeOf(entries);
      if (left < size) return combinationAt(entries, left);
      left -= size;
    }
    throw new RangeError(`no combination ${index} in ${this.length}`);
  }

  *[Symbol.iterator](): Iterator<Combination> {
    for (let index = 0; index < this.length; index++) yield this.at(index);
  }
}

function sizeOf(entries: readonly (readonly [string, readonly unknown[]])[]): number {
  return entries.reduce((product, [, values]) => product * values.length, 1);
}

function combinationAt(
  entries: readonly (readonly [string, readonly unknown[]])[],
  index: number,
): Combination {
  let left = index;
  const reversed = entries.toReversed().map(([name, values]): [string, unknown] => {
    const value = values[left % values.length];
    left = Math.floor(left / values.length);
    return [name, value];
  });
  return Object.fromEntries(reversed.reverse());
}
