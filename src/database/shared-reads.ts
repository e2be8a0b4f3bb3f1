import { type Deadline, type Deadlines, lateness } from "../deadline.ts";
import type { Failure } from "../errors.ts";
import { asUnavailable } from "./refusal.ts";

/** How reads are shared. */
export interface SharedReadsOptions<V> {
  /** Reads the values of some keys, none of them twice; a key without a value is left out. */
  readonly read: (keys: readonly number[]) => Promise<ReadonlyMap<number, V>>;
  /** Most keys of one read. */
  readonly mostKeys: number;
  /** Most reads under way at the same time. */
  readonly mostReads: number;
  /** How long a caller waits. */
  readonly deadlines: Deadlines;
}

/** A caller who waits for the value of a key. */
interface Waiter<V> {
  readonly resolve: (value: V | undefined) => void;
  readonly reject: (error: unknown) => void;
  readonly deadline: Deadline;
}

/**
 * Lets callers who ask at the same moment share a read. A value always comes from a read that began after its caller
 * asked: a caller who asks while all reads are under way waits for the next one, together with everybody else who does.
 */
export class SharedReads<V> {
  readonly #options: SharedReadsOptions<V>;
  /** The callers who wait for the next read, by key, in the order of their coming. */
  #waiting = new Map<number, Waiter<V>[]>();
  #underWay = 0;

  constructor(options: SharedReadsOptions<V>) {
    this.#options = options;
  }

  /**
   * Returns the value of `key`; undefined where it has none. Throws what the read throws, and `Failure` (`unavailable`)
   * when there is no answer in time.
   */
  get(key: number): Promise<V | undefined> {
    return new Promise((resolve, reject) => {
      const { deadlines } = this.#options;
      const deadline = deadlines.start(() => reject(tooLate(deadlines.milliseconds)));
      const waiters = this.#waiting.get(key);
      if (waiters === undefined) this.#waiting.set(key, [{ resolve, reject, deadline }]);
      else waiters.push({ resolve, reject, deadline });
      if (this.#underWay < this.#options.mostReads) void this.#read();
    });
  }

  async #read(): Promise<void> {
    const { read, deadlines } = this.#options;
    const batch = this.#takeBatch();
    this.#underWay++;
    try {
      const values = await read([...batch.keys()]);
      for (const [key, waiters] of batch) {
        const value = values.get(key);
        for (const { resolve, deadline } of waiters) {
          deadlines.end(deadline);
          resolve(value);
        }
      }
    } catch (error) {
      for (const { reject, deadline } of [...batch.values()].flat()) {
        deadlines.end(deadline);
        reject(error);
      }
    } finally {
      this.#underWay--;
      if (this.#waiting.size > 0) void this.#read();
    }
  }

  /** Those who wait, or as many of the first keys as one read takes. */
  #takeBatch(): Map<number, Waiter<V>[]> {
    const { mostKeys } = this.#options;
    const all = [...this.#waiting];
    this.#waiting = new Map(all.slice(mostKeys));
    return new Map(all.slice(0, mostKeys));
  }
}

function tooLate(milliseconds: number): Failure {
  return asUnavailable(lateness("the database's answer", milliseconds));
}
