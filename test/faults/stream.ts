import { waitFor } from "../wait.ts";

/** Calls that are repeated by several callers at once, each of which waits for its answer. */
export class Stream<T> {
  readonly results: T[] = [];
  readonly #callers: Promise<void>[];
  #isStopped = false;

  /** Starts `callers` callers. Errors of `call` end the stream, and `stop` throws them. */
  constructor(callers: number, call: () => Promise<T>) {
    this.#callers = Array.from({ length: callers }, async () => {
      while (!this.#isStopped) this.results.push(await call());
    });
    for (const caller of this.#callers) caller.catch(() => {});
  }

  /** Resolves when `count` more calls have been answered. */
  async more(count: number): Promise<void> {
    const wanted = this.results.length + count;
    await waitFor(`${count} more answers`, () => this.results.length >= wanted);
  }

  /** Ends it. Resolves when all calls have been answered, with all results. */
  async stop(): Promise<readonly T[]> {
    this.#isStopped = true;
    await Promise.all(this.#callers);
    return this.results;
  }
}
