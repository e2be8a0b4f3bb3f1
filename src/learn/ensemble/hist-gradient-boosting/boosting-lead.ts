import { boostingKernels } from "../../simd/boosting-kernels.ts";
import type { Crew, HelperProgram, Helpers } from "../../threads/helpers.ts";
import { Lockstep, MAX_PARTS } from "../../threads/lockstep.ts";
import type { BoostingSpace } from "./boosting-space.ts";
import { BoostingThread } from "./boosting-thread.ts";

/** The program of the helper threads: it performs parts of each step of boosting until the fit ends. */
export const BOOSTING_STEPS: HelperProgram<BoostingSpace, void> = {
  name: "steps of boosting",
  run(space) {
    const thread = new BoostingThread(space, boostingKernels(space.memory));
    new Lockstep(space.words).follow((part) => thread.perform(part));
  },
};

/** A step with less work than this (rows times columns) is faster on a single thread. */
const WORTH_SHARING = 32_768;

/** The thread that decides the steps of boosting, and performs them with or without helpers. */
export class BoostingLead {
  readonly space: BoostingSpace;
  readonly #lockstep: Lockstep;
  readonly #step: Float64Array;
  readonly #crew: Crew<void> | undefined;
  readonly #worthSharing: number;
  readonly #perform: (part: number) => void;

  /** Up to `wanted` helpers take part as soon as they have started. */
  constructor(
    space: BoostingSpace,
    helpers: Helpers,
    wanted: number,
    kernels = boostingKernels(space.memory),
  ) {
    this.space = space;
    this.#worthSharing = helpers.sharesSmallFits ? 0 : WORTH_SHARING;
    this.#lockstep = new Lockstep(space.words);
    this.#step = new Float64Array(space.memory.buffer, space.step, 32);
    const thread = new BoostingThread(space, kernels);
    this.#perform = (part) => thread.perform(part);
    this.#crew = wanted > 0 ? helpers.start(BOOSTING_STEPS, space, wanted) : undefined;
  }

  /**
   * Performs a step of `parts` parts. `numbers` are the operands that `STEP` describes, `nodes` the statistics
   * of nodes A and B to be scanned; `work` is an estimate of the work in rows times columns.
   */
  step(parts: number, work: number, numbers: readonly number[], nodes: readonly number[] = []): void {
    for (let i = 0; i < numbers.length; i++) this.#step[i] = numbers[i]!;
    for (let i = 0; i < nodes.length; i++) this.#step[8 + i] = nodes[i]!;
    if (this.#crew !== undefined && parts > 1 && work >= this.#worthSharing) {
      this.#lockstep.step(parts, this.#perform, this.#crew);
    } else {
      for (let part = 0; part < parts; part++) this.#perform(part);
    }
  }

  /** Releases the helpers. Rethrows an error of a helper. */
  end(): void {
    this.#lockstep.end();
    this.#crew?.finish();
  }

  /** Releases the helpers after an error. */
  abandon(): void {
    this.#lockstep.end();
    this.#crew?.dismiss();
  }
}

/**
 * Returns the number of rows of each part of a step over `rows` rows; it does not depend on the number of
 * threads.
 */
export function rowsOfPart(rows: number): number {
  return Math.max(4096, Math.ceil(rows / MAX_PARTS));
}
