import { ValueError } from "../core/errors.ts";
import { Random } from "../core/random.ts";
import { type Combination, type Grid, ParameterGrid } from "./parameter-grid.ts";

/** A range to draw numbers from, both ends included. */
export interface ParameterRange {
  readonly low: number;
  readonly high: number;
  /** Whether the logarithms are equally likely, instead of the numbers. Default false. */
  readonly log?: boolean;
  /** Whether only whole numbers are drawn. Default false. */
  readonly integer?: boolean;
}

/** For each parameter, the values to choose from, or a range to draw from. */
export type Distributions = Readonly<Record<string, readonly unknown[] | ParameterRange>>;

/** Drawn numbers have so many digits, so that they can be read and written down. */
const DIGITS = 4;

/**
 * Random combinations of parameters, as scikit-learn's class of the same name: `n_iter` different ones if all parameters have
 * lists of values, or all there are if those are fewer; with a range, each is drawn by itself. The same `random_state` gives
 * the same combinations, which are not those of scikit-learn.
 */
export class ParameterSampler implements Iterable<Combination> {
  readonly #distributions: Distributions;
  readonly #count: number;
  readonly #seed: number;
  readonly #grid: ParameterGrid | undefined;

  /** Throws `ValueError` for a range that is empty, or with `log` not above 0, and for a parameter without values. */
  constructor(distributions: Distributions, n_iter: number, random_state = 0) {
    this.#distributions = distributions;
    this.#seed = random_state;
    const lists = Object.entries(distributions).filter(([, values]) => Array.isArray(values));
    const grid = new ParameterGrid(Object.fromEntries(lists) as Grid);
    const hasRange = lists.length < Object.keys(distributions).length;
    this.#grid = hasRange ? undefined : grid;
    this.#count = hasRange ? n_iter : Math.min(n_iter, grid.length);
    for (const [name, values] of Object.entries(distributions)) if (isRange(values)) checkRange(name, values);
  }

  /** Number of combinations. */
  get length(): number {
    return this.#count;
  }

  *[Symbol.iterator](): Iterator<Combination> {
    const random = new Random(this.#seed);
    if (this.#grid !== undefined) {
      for (const index of distinct(this.#grid.length, this.#count, random)) yield this.#grid.at(index);
      return;
    }
    const entries = Object.entries(this.#distributions).sort(([a], [b]) => (a < b ? -1 : 1));
    for (let i = 0; i < this.#count; i++) {
      yield Object.fromEntries(
        entries.map(([name, values]) => [
          name,
          isRange(values) ? draw(values, random) : values[Math.floor(random.next() * values.length)],
        ]),
      );
    }
  }
}

function isRange(values: readonly unknown[] | ParameterRange): values is ParameterRange {
  return !Array.isArray(values);
}

function checkRange(name: string, { low, high, log = false, integer = false }: ParameterRange): void {
  const named = JSON.stringify(name);
  if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high))
    throw new ValueError(`the range of ${named} must have a low that is not above its high`);
  if (log && low <= 0)
    throw new ValueError(`the range of ${named} must be above 0, because it is logarithmic`);
  if (integer && !(Number.isSafeInteger(low) && Number.isSafeInteger(high)))
    throw new ValueError(`the range of ${named} must be between whole numbers`);
}

function draw({ low, high, log = false, integer = false }: ParameterRange, random: Random): number {
  const end = integer ? high + 1 : high;
  const share = random.next();
  const value = log ? low * (end / low) ** share : low + share * (end - low);
  const written = integer ? Math.floor(value) : Number(value.toPrecision(DIGITS));
  return Math.min(Math.max(written, low), high);
}

/** Returns `size` different integers from 0 … `count` − 1, in random order (Floyd's algorithm, then shuffled). */
function distinct(count: number, size: number, random: Random): number[] {
  const chosen = new Set<number>();
  for (let last = count - size; last < count; last++) {
    const index = Math.floor(random.next() * (last + 1));
    chosen.add(chosen.has(index) ? last : index);
  }
  const indices = [...chosen];
  return Array.from(random.permutation(indices.length), (place) => indices[place]!);
}
