import { type Crew, sharedWords } from "./helpers.ts";

/** The indices of the shared words. */
const TICKET = 0;
const DONE = 1;
const FOLLOWERS_ASLEEP = 2;
const LEADER_ASLEEP = 3;
/** The number of words. */
export const LOCKSTEP_WORDS = 4;

/** A ticket consists of the number of the step, its number of parts, and the next part to take. */
const PART_BITS = 10;
const PARTS_MASK = 2 ** PART_BITS - 1;
/** The maximum number of parts of a step. */
export const MAX_PARTS: number = PARTS_MASK;
/**
 * Stands in place of a ticket when there are no more steps. No ticket has this value: its next part would be beyond
 * the number of its parts.
 */
const NO_MORE_STEPS = -1;

/** Number of polls before a thread sleeps: some ten microseconds, the usual time between two steps. */
const POLLS = 2000;
/** The longest time, in milliseconds, that a thread sleeps at once. */
const MAX_SLEEP_MS = 20;

const pause: () => void = (Atomics as { pause?: () => void }).pause ?? (() => {});

/**
 * Threads that perform small steps together, thousands per second, and hardly ever sleep between them. A step
 * has parts, which free threads take one by one. One thread leads and the others follow; a follower that is
 * late, or whose core is busy with something else, costs nothing unless it has taken a part.
 */
export class Lockstep {
  /** Shared with the followers. */
  readonly words: Int32Array;
  #steps = 0;

  constructor(words: Int32Array = sharedWords(LOCKSTEP_WORDS)) {
    this.words = words;
  }

  /**
   * For the leader: performs the parts 0 … `parts` − 1 by `work`, together with the followers of `crew`, which
   * call their own `work`. Returns when all are done. Throws what `crew.check` throws.
   */
  step(parts: number, work: (part: number) => void, crew: Crew<unknown>): void {
    const { words } = this;
    this.#steps = (this.#steps + 1) & PARTS_MASK;
    Atomics.store(words, DONE, 0);
    Atomics.store(words, TICKET, (this.#steps << (2 * PART_BITS)) | (parts << PART_BITS));
    if (Atomics.load(words, FOLLOWERS_ASLEEP) > 0) Atomics.notify(words, TICKET);
    while (this.#takePart(Atomics.load(words, TICKET), work));
    for (let polls = 0; Atomics.load(words, DONE) < parts; polls++) {
      if (polls < POLLS) pause();
      else this.#sleepUntilDone(parts, crew);
    }
  }

  /** For a follower: performs parts of the leader's steps until `end`. */
  follow(work: (part: number) => void): void {
    const { words } = this;
    let polls = 0;
    for (
      let ticket = Atomics.load(words, TICKET);
      ticket !== NO_MORE_STEPS;
      ticket = Atomics.load(words, TICKET)
    ) {
      if (this.#takePart(ticket, work)) polls = 0;
      else if (polls++ < POLLS) pause();
      else {
        Atomics.add(words, FOLLOWERS_ASLEEP, 1);
        Atomics.wait(words, TICKET, ticket, MAX_SLEEP_MS);
        Atomics.sub(words, FOLLOWERS_ASLEEP, 1);
      }
    }
  }

  /** For the leader: lets the followers return. */
  end(): void {
    Atomics.store(this.words, TICKET, NO_MORE_STEPS);
    Atomics.notify(this.words, TICKET);
  }

  /** Returns whether there was a part to take at `ticket`. */
  #takePart(ticket: number, work: (part: number) => void): boolean {
    const { words } = this;
    const part = ticket & PARTS_MASK;
    if (part >= ((ticket >>> PART_BITS) & PARTS_MASK)) return false;
    if (Atomics.compareExchange(words, TICKET, ticket, ticket + 1) !== ticket) return true;
    work(part);
    Atomics.add(words, DONE, 1);
    if (Atomics.load(words, LEADER_ASLEEP) === 1) Atomics.notify(words, DONE);
    return true;
  }

  #sleepUntilDone(parts: number, crew: Crew<unknown>): void {
    const { words } = this;
    crew.check();
    Atomics.store(words, LEADER_ASLEEP, 1);
    const done = Atomics.load(words, DONE);
    if (done < parts) Atomics.wait(words, DONE, done, MAX_SLEEP_MS);
    Atomics.store(words, LEADER_ASLEEP, 0);
  }
}
