import { type Crew, sharedWords } from "./helpers.ts";

/** Where the words of a lockstep stand. */
const TICKET = 0;
const DONE = 1;
const FOLLOWERS_ASLEEP = 2;
const LEADER_ASLEEP = 3;
/** How many words there are. */
export const LOCKSTEP_WORDS = 4;

/** A ticket is the number of the step, how many parts it has, and the next one to take. */
const PART_BITS = 10;
const PARTS_MASK = 2 ** PART_BITS - 1;
/** A step has at most so many parts. */
export const MAX_PARTS: number = PARTS_MASK;
/** In place of a ticket: there are no more steps. Its part is past its parts, and no step has parts without end. */
const OVER = -1;

/** So often a thread looks for news before it goes to sleep: some ten microseconds, the usual time between two steps. */
const LOOKS = 2000;
/** Longer than this, in milliseconds, nobody sleeps at a time. */
const NAP_MS = 20;

const pause: () => void = (Atomics as { pause?: () => void }).pause ?? (() => {});

/**
 * Threads that do one small step after another together: thousands a second, between which they hardly ever sleep. A
 * step has parts, which whoever is free takes one by one. One thread leads, the others follow; a follower that comes
 * late, or whose core is busy with something else, costs nothing as long as it has taken no part.
 */
export class Lockstep {
  /** Shared with the followers. */
  readonly words: Int32Array;
  #steps = 0;

  constructor(words: Int32Array = sharedWords(LOCKSTEP_WORDS)) {
    this.words = words;
  }

  /**
   * The leader's call: does parts 0 … `parts` − 1 by `work`, together with the followers of `crew`, who call `work` of
   * their own. Returns when all are done. Throws what `crew.check` throws.
   */
  step(parts: number, work: (part: number) => void, crew: Crew<unknown>): void {
    const { words } = this;
    this.#steps = (this.#steps + 1) & PARTS_MASK;
    Atomics.store(words, DONE, 0);
    Atomics.store(words, TICKET, (this.#steps << (2 * PART_BITS)) | (parts << PART_BITS));
    if (Atomics.load(words, FOLLOWERS_ASLEEP) > 0) Atomics.notify(words, TICKET);
    while (this.#takePart(Atomics.load(words, TICKET), work));
    for (let looks = 0; Atomics.load(words, DONE) < parts; looks++) {
      if (looks < LOOKS) pause();
      else this.#sleepUntilDone(parts, crew);
    }
  }

  /** A follower's call: takes parts of the leader's steps, until `end`. */
  follow(work: (part: number) => void): void {
    const { words } = this;
    let looks = 0;
    for (let ticket = Atomics.load(words, TICKET); ticket !== OVER; ticket = Atomics.load(words, TICKET)) {
      if (this.#takePart(ticket, work)) looks = 0;
      else if (looks++ < LOOKS) pause();
      else {
        Atomics.add(words, FOLLOWERS_ASLEEP, 1);
        Atomics.wait(words, TICKET, ticket, NAP_MS);
        Atomics.sub(words, FOLLOWERS_ASLEEP, 1);
      }
    }
  }

  /** The leader's last call: lets the followers return. */
  end(): void {
    Atomics.store(this.words, TICKET, OVER);
    Atomics.notify(this.words, TICKET);
  }

  /** Whether there was anything to take at `ticket`. */
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
    if (done < parts) Atomics.wait(words, DONE, done, NAP_MS);
    Atomics.store(words, LEADER_ASLEEP, 0);
  }
}
