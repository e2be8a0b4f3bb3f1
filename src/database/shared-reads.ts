import { type Deadline, type Deadlines, deadlineError } from "../deadline.ts";
import type { Failure } from "../errors.ts";
import { type Span, type Tracer, tracer } from "../tracing/tracer.ts";
import { asUnavailable } from "./refusal.ts";

/** The options of shared reads. */
export interface SharedReadsOptions<V> {
  /** Reads the values of distinct keys. A key without a value is left out. */
  readonly read: (keys: readonly number[]) => Promise<ReadonlyMap<number, V>>;
  /** The most keys of one read. */
  readonly maxKeys: number;
  /** The most reads in progress at the same time. */
  readonly maxReads: number;
  /** The deadlines of the callers. */
  readonly deadlines: Deadlines;
}

/** A caller that waits for the value of a key. */
interface Waiter<V> {
  readonly resolve: (value: V | undefined) => void;
  readonly reject: (error: unknown) => void;
  readonly deadline: Deadline;
  /** The span of the caller; undefined when it is not traced. */
  readonly span: Span | undefined;
}

/**
 * Combines the reads of callers that ask at the same moment. A value always comes from a read that began after the call: a
 * caller that asks while all reads are in progress shares the next one with every other caller that waits.
 */
export class SharedReads<V> {
  readonly #options: SharedReadsOptions<V>;
  /** The callers that wait for the next read, by key, in the order of their calls. */
  #waiting = new Map<number, Waiter<V>[]>();
  #inProgress = 0;

  constructor(options: SharedReadsOptions<V>) {
    this.#options = options;
  }

  /**
   * Returns the value of `key`, or undefined when it has none. Throws what the read throws, and `Failure` (`unavailable`) when
   * it does not answer in time.
   */
  get(key: number): Promise<V | undefined> {
    return new Promise((resolve, reject) => {
      const { deadlines } = this.#options;
      const deadline = deadlines.start(() => reject(noAnswer(deadlines.milliseconds)));
      const waiter = { resolve, reject, deadline, span: tracer?.present };
      const waiters = this.#waiting.get(key);
      if (waiters === undefined) this.#waiting.set(key, [waiter]);
      else waiters.push(waiter);
      if (this.#inProgress < this.#options.maxReads) void this.#read();
    });
  }

  async #read(): Promise<void> {
    const { read, deadlines } = this.#options;
    const batch = this.#takeBatch();
    this.#inProgress++;
    try {
      const keys = [...batch.keys()];
      const values = await (tracer === undefined ? read(keys) : readWithin(tracer, batch, () => read(keys)));
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
      this.#inProgress--;
      if (this.#waiting.size > 0) void this.#read();
    }
  }

  /** Removes and returns the callers for the next read: those of the first `maxKeys` keys. */
  #takeBatch(): Map<number, Waiter<V>[]> {
    const { maxKeys } = this.#options;
    const all = [...this.#waiting];
    this.#waiting = new Map(all.slice(maxKeys));
    return new Map(all.slice(0, maxKeys));
  }
}

/** Calls `read` in the spans of all callers of a batch, whichever caller it is that began it. */
function readWithin<V, T>(
  tracer: Tracer,
  batch: ReadonlyMap<number, readonly Waiter<V>[]>,
  read: () => Promise<T>,
): Promise<T> {
  const spans = [...batch.values()].flat().flatMap(({ span }) => span ?? []);
  return tracer.withinAll(spans, read);
}

function noAnswer(milliseconds: number): Failure {
  return asUnavailable(deadlineError("the database's answer", milliseconds));
}
