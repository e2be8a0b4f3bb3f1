import { boostingKernels } from "../../simd/boosting-kernels.ts";
import type { Crew, HelperProgram, Helpers } from "../../threads/helpers.ts";
import { Lockstep, MAX_PARTS } from "../../threads/lockstep.ts";
import type { BoostingSpace } from "./boosting-space.ts";
import { BoostingThread } from "./boosting-thread.ts";

/** What helpers do in a boosting: their share of each step, until it is over. */
export const BOOSTING_STEPS: HelperProgram<BoostingSpace, void> = {
  name: "steps of boosting",
  run(space) {
    const thread = new BoostingThread(space, boostingKernels(space.memory));
    new Lockstep(space.words).follow((part) => thread.perform(part));
  },
};

/** A step of less work than this, in rows times columns or the like, is done faster alone. */
const WORTH_SHARING = 8192;

/** The thread that decides what the steps of a boosting are. It does them with helpers, or alone. */
export class BoostingLead {
  readonly space: BoostingSpace;
  readonly #lockstep: Lockstep;
  readonly #step: Float64Array;
  readonly #crew: Crew<void> | undefined;
  readonly #perform: (part: number) => void;

  /** Up to `wanted` helpers take part, from when they are there. */
  constructor(
    space: BoostingSpace,
    helpers: Helpers,
    wanted: number,
    kernels = boostingKernels(space.memory),
  ) {
    this.space = space;
    this.#lockstep = new Lockstep(space.words);
    this.#step = new Float64Array(space.memory.buffer, space.step, 32);
    const thread = new BoostingThread(space, kernels);
    this.#perform = (part) => thread.perform(part);
    this.#crew = wanted > 0 ? helpers.start(BOOSTING_STEPS, space, wanted) : undefined;
  }

  /**
   * Does a step of so many parts: `numbers` are what `STEP` says, `nodes` those of the nodes A and B that are to be
   * scanned. `work` tells how much it is, in rows times columns.
   */
  step(parts: number, work: number, numbers: readonly number[], nodes: readonly number[] = []): void {
    for (let i = 0; i < numbers.length; i++) this.#step[i] = numbers[i]!;
    for (let i = 0; i < nodes.length; i++) this.#step[8 + i] = nodes[i]!;
    if (this.#crew !== undefined && parts > 1 && work >= WORTH_SHARING) {
      this.#lockstep.step(parts, this.#perform, this.#crew);
    } else {
      for (let part = 0; part < parts; part++) this.#perform(part);
    }
  }

  /** Lets the helpers go. Throws what one of them threw. */
  end(): void {
    this.#lockstep.end();
    this.#crew?.finish();
  }

  /** Lets the helpers go after an error. */
  abandon(): void {
    this.#lockstep.end();
    this.#crew?.dismiss();
  }
}

/** How many rows a part of a step over `rows` rows has: the same whatever the number of threads. */
export function rowsOfPart(rows: number): number {
  return Math.max(4096, Math.ceil(rows / MAX_PARTS));
}
