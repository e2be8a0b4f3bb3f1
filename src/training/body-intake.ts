import type { Job } from "./job.ts";
import { type MemoryWatch, PATIENCE, watchMemory } from "./memory-watch.ts";
import type { TrainingFailure } from "./training-failure.ts";

/** From this size on a body is read while it still arrives; a smaller one is worth no thread before it is complete. */
export const STREAMED_BYTES = 1_048_576;

/** At most so many bodies are read while they arrive: slow senders must not collect threads. */
const MOST_STREAMED = 4;

/** The intakes of a process that read while their body arrives. */
export class StreamedIntakes {
  readonly #open = new Set<BodyIntake>();

  get isFull(): boolean {
    return this.#open.size >= MOST_STREAMED;
  }

  add(intake: BodyIntake): void {
    this.#open.add(intake);
  }

  delete(intake: BodyIntake): void {
    this.#open.delete(intake);
  }
}

/** What an intake needs. */
export interface IntakeOptions {
  /** Creates the job, whose thread expects the body. */
  readonly begin: () => Job;
  readonly streamed: StreamedIntakes;
  /** Resident memory at which a body is read no further, in bytes. */
  readonly memoryLimit: number;
}

/**
 * A body on its way into the thread of its job. A small one is kept here until it is complete; of a large one every
 * chunk is handed on as it arrives. The caller ends an intake by `finish` or `abandon`.
 */
export class BodyIntake {
  readonly #options: IntakeOptions;
  #held: Uint8Array<ArrayBuffer>[] = [];
  #heldBytes = 0;
  #job: Job | undefined;
  #watch: MemoryWatch | undefined;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /**
   * Takes the next bytes, which are gone afterwards; resolves when there is room for more. Throws `TrainingFailure` when
   * the thread has ended.
   */
  async write(chunk: Uint8Array<ArrayBuffer>): Promise<void> {
    if (this.#job !== undefined) return this.#job.worker.write(chunk);
    this.#held.push(chunk);
    this.#heldBytes += chunk.length;
    const { streamed, memoryLimit } = this.#options;
    if (this.#heldBytes < STREAMED_BYTES || streamed.isFull) return;
    streamed.add(this);
    this.#watch = watchMemory(memoryLimit, PATIENCE.preparing, (reason) => this.abandon(reason));
    await this.#handOn();
  }

  /** Returns the job once its thread was given every byte. Throws as `write`. */
  async finish(): Promise<Job> {
    this.#close();
    return this.#handOn();
  }

  /** Ends the thread, if there is one, for that reason. */
  abandon(reason?: TrainingFailure): void {
    this.#close();
    this.#held = [];
    this.#job?.worker.terminate(reason);
  }

  async #handOn(): Promise<Job> {
    this.#job ??= this.#options.begin();
    for (const chunk of this.#held.splice(0)) await this.#job.worker.write(chunk);
    return this.#job;
  }

  #close(): void {
    this.#watch?.end();
    this.#options.streamed.delete(this);
  }
}
