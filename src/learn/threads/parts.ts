import { type HelperProgram, type Helpers, sharedWords } from "./helpers.ts";

/** The input of a task, and the shared memory in which the threads assign its parts. */
interface SharedTask<Input> {
  readonly input: Input;
  /** Number of parts. */
  readonly count: number;
  /** Two numbers: the next part to take, and how many parts are done. */
  readonly state: Int32Array;
}

const NEXT = 0;
const DONE = 1;

/**
 * A task of independent parts, such as the trees of a forest, that threads take one by one. `begin` prepares a
 * thread for a task and returns the function that performs part number `part`. A part must depend only on the
 * input and its number, so that the result does not depend on the thread.
 */
export class Parts<Input, Result> implements HelperProgram<SharedTask<Input>, [number, Result][]> {
  readonly name: string;
  readonly #begin: (input: Input) => (part: number) => Result;

  constructor(name: string, begin: (input: Input) => (part: number) => Result) {
    this.name = name;
    this.#begin = begin;
  }

  /**
   * Performs all `count` parts, with up to `wanted` helpers, and returns their results in order. `onDone` is
   * called with the number of parts done. Throws the first error that a part throws.
   */
  doAll(
    input: Input,
    count: number,
    helpers: Helpers,
    wanted: number,
    onDone: (done: number) => void = () => {},
  ): Result[] {
    const state = sharedWords(2);
    const task: SharedTask<Input> = { input, count, state };
    const crew = helpers.start(this, task, Math.min(wanted, helpers.count, count - 1));
    const results: Result[] = new Array(count);
    try {
      for (const [part, result] of this.#take(task, onDone, () => crew.check())) results[part] = result;
      for (const output of crew.finish()) for (const [part, result] of output) results[part] = result;
    } catch (error) {
      Atomics.store(state, NEXT, count);
      crew.dismiss();
      throw error;
    }
    return results;
  }

  /** The work of a helper. */
  run(task: SharedTask<Input>): [number, Result][] {
    return [...this.#take(task)];
  }

  *#take(
    { input, count, state }: SharedTask<Input>,
    onDone?: (done: number) => void,
    check?: () => void,
  ): Generator<[number, Result]> {
    let work: ((part: number) => Result) | undefined;
    for (let part = Atomics.add(state, NEXT, 1); part < count; part = Atomics.add(state, NEXT, 1)) {
      check?.();
      work ??= this.#begin(input);
      yield [part, work(part)];
      onDone?.(Atomics.add(state, DONE, 1) + 1);
    }
  }
}
